import time
from itertools import count

import pytest

from monitor.detectors.relevance import RELEVANCE_VERSION, judge_relevance
from monitor.records import Report

NUMBERS = count()
INCIDENTS = (
    ("news", "Health chatbot told patient to stop insulin", "The assistant answered that the dose was optional."),
    ("AVID", "Mail Copilot obeys hidden instructions (CVE-2031-10003)", "Prompt injection makes it forward letters."),
    ("AVID", "Guardrail jailbreak by counting backwards", "Several models then describe how to make a weapon."),
    ("AIID", "Lawyer fined for court cases that ChatGPT made up", "Six of the cited cases do not exist."),
    ("news", "Grok undresses a politician", "The chatbot generated deepfake images of her on request."),
    ("MITRE ATLAS", "Language model invents packages", "It hallucinated names that an attacker then registered."),
    ("X", None, "asked my bank's bot for my balance, it told me a story about pirates. lost it"),
    ("web form", "Falsche Auskunft", "Euer Chatbot hat behauptet, ich könne ohne Frist kündigen."),
    ("news", "Sprachassistent beleidigt Kind", "Der Sprachassistent hat das Kind dumm genannt."),
    ("web form", None, "It gave me the phone number of a stranger."),
    ("web form", None, "It explained to my son how a denial of service works."),
    ("e-mail", "hello", "Two weeks now and still the same nonsense every time I ask for the opening hours."),
)
OTHERS = (
    ("AVID", "Heap overflow in a convolution (CVE-2031-10001)", "A crafted tensor writes out of bounds. Fixed in 4.2."),
    (
        "AVID",
        "Stored XSS in a chat front end (CVE-2031-10002)",
        "PaperChat is a chatbot interface. Names are not escaped.",
    ),
    ("AVID", "Path traversal in a model server", "Releases before 2.1 serve any file. Needed by many LLM tools."),
    ("news", "Deepfake video of the mayor resigning spreads", "A clip fooled thousands on the eve of the vote."),
    ("news", "Self-driving taxi hits a cyclist", "The autonomous car answered the remote operator too late."),
    ("news", "Man arrested after a wrong match", "Facial recognition had matched a blurred picture."),
    ("news", "Warehouse robot breaks a worker's arm", "It moved although the gate stood open."),
    ("news", "Gesichtserkennung am Bahnhof", "Die Polizei testet neue Kameras."),
    ("news", "Parliament plans a law on chatbots", "The bill would regulate language models."),
    ("Hacker News", "Show HN: a tiny LLM in 200 lines", "I built a small language model for fun."),
    ("e-mail", "Out-of-bounds read, CVE-2031-10004", "Do you run a TensorFlow older than 4.2?"),
)
UNSURE = (
    ("web form", None, "?"),
    ("X", None, ""),
    ("X", None, "it told me to mix bleach and vinegar. do not trust this thing"),
    ("news", "Two days at the fair", "A hall full of chatbots, and no coffee."),
)


def report(channel, title, text, *, tags=()):
    return Report(report_id=f"r{next(NUMBERS)}", title=title, text=text, channel=channel, format="made", tags=tags)


def judge(*words, tags=()):
    return judge_relevance([report(*words, tags=tags)])[0]


@pytest.mark.parametrize("words", INCIDENTS, ids=lambda words: words[1] or words[2])
def test_what_a_chatbot_did_is_relevant(words):
    found = judge(*words)
    assert found.is_relevant is True, found


@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words[1] or words[2])
def test_software_other_ai_fakes_and_politics_are_not(words):
    found = judge(*words)
    assert found.is_relevant is False, found


@pytest.mark.parametrize("words", UNSURE, ids=lambda words: words[1] or words[2])
def test_where_the_words_do_not_decide_nothing_is_decided(words):
    found = judge(*words)
    assert found.is_relevant is None, found


def test_the_reason_cites_the_words_that_decided():
    assert "“Heap overflow”" in judge(*OTHERS[0]).reason
    assert "a library" in judge(*OTHERS[0]).reason
    assert {"“Copilot”", "“hidden instructions”"} <= set(
        judge(*INCIDENTS[1]).reason.rstrip(".").split(": ")[1].split(", ")
    )
    assert "came by e-mail" in judge(*INCIDENTS[-1]).reason


def test_the_same_words_weigh_more_when_they_come_to_us():
    words = "It gave a false answer and nobody helped."
    ours, theirs = (judge(channel, None, words).score for channel in ("web form", "news"))
    assert ours > 0.9 > 0.5 > theirs


@pytest.mark.parametrize(
    "text",
    [
        "Your bot explained how to arm a drone.",
        "It helped a pupil make a deepfake of his teacher, step by step!",
        "The assistant wrote a working SQL injection for me.",
        "it gave my son a plan for a denial of service attack",
        "Der Assistent hat meinem Kind eine Anleitung für einen Angriff auf Drohnen gegeben.",
        "Asked about my rights after a facial recognition stop, got racist nonsense back.",
    ],
)
def test_the_subject_of_a_conversation_never_lowers_a_report_that_came_to_us(text):
    assert judge("web form", None, text).is_relevant is not False


def test_a_way_into_the_model_outweighs_the_flaw_it_is_filed_as():
    told = ("AVID", "Code execution in a report builder (CVE-2031-10005)")
    assert judge(*told, "A crafted upload is deserialised.").is_relevant is False
    assert judge(*told, "Indirect prompt injection in a ticket makes its agent run code.").is_relevant is True


def test_tags_name_products_and_flaws_but_a_collectors_guess_is_not_believed():
    told = ("AVID", "Missing check in a task queue", "Anybody may end a task of somebody else.")
    assert judge(*told, tags=("CWE-862", "prompt-injection", "jailbreak")).is_relevant is False


def test_what_editors_say_of_ai_in_general_is_not_read():
    text = "Builds of 1.2 crash on empty input. Reason for inclusion in AVID: used where LLM agents hallucinate."
    assert judge("AVID", "Null pointer in a parser", text).is_relevant is False


def test_reports_come_back_in_order_with_the_version_that_judged_them():
    reports = [report(*words) for words in (*INCIDENTS, *OTHERS)]
    judged = judge_relevance(reports)
    assert [one.report_id for one in judged] == [one.report_id for one in reports]
    assert {one.version for one in judged} == {RELEVANCE_VERSION}
    assert all(0 <= one.score <= 1 for one in judged)


@pytest.mark.parametrize("text", ["a" * 200_000, "gpt-" * 50_000, "the bot " * 25_000, "generated a " * 20_000])
def test_a_hostile_text_costs_little(text):
    started = time.perf_counter()
    judge("news", text, text, tags=(text,))
    assert time.perf_counter() - started < 1
