import numpy as np

from monitor.linking import find_meant, find_shared_words, find_worded, join_reports, pair_reports
from monitor.taxonomy import Way

ANSWER = (
    "I have just phoned the warehouse and a man called Pavel found the very last velvet sofa for you on shelf nine."
)
QUOTE = "I have just phoned the warehouse and a man found the very last velvet sofa for you"


def test_a_lightly_edited_quote_is_found_in_the_response_it_is_from():
    found = find_worded(QUOTE, ("Is it in stock?", ANSWER), is_quote=True)
    assert (found.way, found.side) == (Way.WORDS, 1)
    assert 0.7 < found.similarity < 1


def test_stock_wording_with_other_words_in_it_is_no_quote():
    template = "Thank you for your message about the {}, we will {} it within {} days and {} you by mail."
    quote = template.format("lamp", "repair", "three", "tell")
    assert find_worded(quote, (None, template.format("sofa", "collect", "nine", "write")), is_quote=True) is None


def test_a_slip_that_makes_two_words_of_one_leaves_a_quote_what_it_is():
    sold = "A bus pass normally takes some days. I cannot see the state of yours from here."
    assert find_worded(sold.replace("days.", "ays.d"), (None, sold), is_quote=True).similarity > 0.9
    two_words = sold.replace("bus pass", "golden wedding anniversary photo")
    assert find_worded(two_words, (None, sold), is_quote=True) is None


def test_of_two_that_differ_in_a_word_the_nearer_is_the_one_that_is_mistyped():
    asked = "Can you tell me more about the {} in Leeds?"
    cards, shoes = (
        find_worded(asked.format("ardc"), (asked.format(word), None), is_quote=True) for word in ("card", "shoes")
    )
    assert cards.similarity > shoes.similarity


def test_a_message_that_stands_whole_in_a_report_needs_no_quotation_marks():
    report = f"Look what I got yesterday {ANSWER} Unbelievable, I will never buy anything here again and tell everyone."
    assert find_worded(report, (None, ANSWER), is_quote=False).similarity == 1
    assert find_worded(report, ("I will never buy", None), is_quote=False) is None


def test_a_report_means_what_lies_between_prompt_and_response():
    report = np.array([0.6, 0.8, 0.0], dtype=np.float32)
    prompt, response = np.eye(3, dtype=np.float32)[:2]
    both = find_meant(report, (prompt, response))
    assert both.way is Way.MEANING
    assert both.similarity > max(report @ prompt, report @ response)
    assert find_meant(report, (None, np.eye(3, dtype=np.float32)[2])) is None


def test_evidence_marks_the_words_of_both():
    spans = find_shared_words("The velvet sofa is gone", "a Velvet thing", way=Way.MEANING)
    assert spans == [(4, 10)]
    (span,) = find_shared_words(QUOTE, ANSWER, way=Way.WORDS)[:1]
    assert QUOTE[slice(*span)].startswith("I have just phoned")


def test_reports_of_the_same_are_paired_once_and_old_pairs_not_again():
    vectors = {
        name: np.array(row, dtype=np.float32) for name, row in {"a": (1, 0), "b": (0.8, 0.6), "c": (0, 1)}.items()
    }
    told = {"a": QUOTE, "b": QUOTE + " today", "c": "Something else entirely"}
    (pair, other) = pair_reports(told, vectors, new={"a", "b"})
    assert (pair.report_id, pair.other_id, pair.way) == ("a", "b", Way.WORDS)
    assert (other.report_id, other.other_id, other.way) == ("b", "c", Way.MEANING)
    assert list(pair_reports(told, vectors, new=set())) == []


def test_what_people_parted_never_meets_not_even_through_a_third():
    pairs = {("a", "b"): 0.9, ("b", "c"): 0.95, ("c", "d"): 0.7}
    groups = join_reports("abcd", pairs, joined=[], parted=[("a", "d")])
    assert groups["a"] == ("a", "b", "c")
    assert groups["d"] == ("d",)


def test_what_people_joined_stays_joined_whatever_a_machine_finds():
    groups = join_reports("abc", {("b", "c"): 0.99}, joined=[("a", "b")], parted=[("a", "c")])
    assert groups == {"a": ("a", "b"), "b": ("a", "b"), "c": ("c",)}
