import polars as pl
import pytest

from monitor.linking import build_told, empty_candidates, rank_exchanges, rarities
from monitor.linking.candidates import MOST_CANDIDATES

ORDINARY = [(f"Where is my order number {n}?", "It is on its way to you.") for n in range(60)]
SOFA = ("Is the velvet sofa in stock?", "I have just phoned the warehouse about the velvet sofa.")


def as_frame(exchanges):
    rows = [(f"p{n:03}", f"r{n:03}", *one) for n, one in enumerate(exchanges)]
    return pl.DataFrame(rows, schema=["prompt_hash", "response_hash", "prompt", "response"], orient="row")


def look(report, exchanges, pages=1):
    texts = ["\n".join(filter(None, one)) for one in exchanges]
    known, mean_length = rarities(texts)
    told = build_told([("r1", report)], known, mean_length=mean_length, texts=len(texts))
    frame, best = as_frame(exchanges), empty_candidates()
    size = max(1, -(-len(frame) // pages))
    for at in range(0, len(frame), size):
        best = rank_exchanges(told, frame[at : at + size], best)
    return best


def test_the_exchange_with_the_rare_words_comes_first():
    best = look("It claims to have phoned somebody about my velvet sofa", [*ORDINARY, SOFA])
    assert best["response_hash"][0] == "r060"
    assert best["start"][0] is None


def test_words_that_everybody_uses_make_no_candidate():
    assert look("Where is my order? It is on its way to you.", [*ORDINARY, SOFA]).is_empty()


def test_page_by_page_finds_the_same_as_at_once():
    exchanges = [*ORDINARY[:30], SOFA, *ORDINARY[30:], (None, "A velvet sofa was phoned.")]
    report = 'My velvet sofa: "I have just phoned the warehouse about the velvet sofa"'
    assert look(report, exchanges).equals(look(report, exchanges, pages=5))


def test_what_a_report_quotes_asks_for_itself():
    report = 'Nonsense! "I have just phoned the warehouse about the velvet sofa" it said'
    starts = set(look(report, [*ORDINARY, SOFA])["start"])
    assert starts == {None, report.index("I have")}


def test_of_many_copies_so_many_stay_as_a_person_could_read():
    assert len(look("the velvet sofa", [SOFA] * (MOST_CANDIDATES + 50) + ORDINARY * 60)) == MOST_CANDIDATES


@pytest.mark.parametrize("exchanges", [[], [(None, "")], [("", "?!")]])
def test_nothing_to_look_at_finds_nothing(exchanges):
    assert look("velvet sofa", exchanges).is_empty()


def test_a_script_without_spaces_is_looked_through_sign_by_sign():
    best = look("退款没有到账", [*ORDINARY, ("我的退款在哪里", "退款已经到账")])
    assert best["response_hash"].to_list() == ["r060"]
