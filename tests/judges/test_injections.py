"""Whatever a text says to the judge, and whatever the judge does: no case sinks below its severity or goes away."""

import base64
import json

import pytest

from monitor.judges import ask_about, fence
from monitor.records import Response
from monitor.taxonomy import Failure, Hazard
from monitor.warehouse.connection import transaction
from monitor.warehouse.judgements import read_judgements
from pipelines.job import open_job
from pipelines.judge import judge
from pipelines.rank import rank
from tests.judges.conftest import (
    GARBAGE,
    INJECTIONS,
    PLACES,
    broken,
    busy,
    fill,
    gullible,
    honest,
    in_turn,
    locked,
    parrot,
    read_question,
    serve,
    settings_of,
    shed,
    slow,
)

ATTACKS = [(f"{name} in {place}", place, text) for name, text in INJECTIONS.items() for place in PLACES]
CONVERSATIONS = [shed(), *(shed(name, at=place, injection=text) for name, place, text in ATTACKS)]

SERVERS = {
    "honest": honest,
    "gullible": gullible,
    "parrot": parrot,
    "garbage, at times": in_turn(*(one for answer in GARBAGE for one in (answer, honest, gullible))),
    "garbage": in_turn(*GARBAGE),
    "broken": broken,
    "busy": busy,
    "locked": locked,
    "slow": slow,
}
# Unsure detections of every step that a judge is asked about; one step with injections in every place.
IN_RESPONSES = [shed(), *(one for one in CONVERSATIONS if one.conversation_id.endswith("in response"))]
STEPS = {
    2: (CONVERSATIONS, {"hazard": None}),
    3: (IN_RESPONSES, {"hazard": Hazard.NON_VIOLENT_CRIMES}),
    4: (IN_RESPONSES, {"hazard": Hazard.INDISCRIMINATE_WEAPONS}),
}


def cases(store):
    rows = store.execute("select conversation_id, severity, priority, reasons from cases").fetchall()
    return {row[0]: row[1:] for row in rows}


def judged_cases(settings, conversations, **changes):
    """Rank without a judge, let it judge, rank again: the cases before and after, and what the step counted."""
    with open_job(settings) as job:
        fill(job.store, conversations, **changes)
        with transaction(job.store):
            rank(job)
        before = cases(job.store)
        counts = judge(job)
        with transaction(job.store):
            rank(job)
        return before, cases(job.store), counts, job.problems


def test_there_are_more_than_forty_kinds_of_injections():
    assert len(INJECTIONS) > 40
    assert len(set(INJECTIONS.values())) == len(INJECTIONS)


@pytest.mark.parametrize("severity", STEPS)
@pytest.mark.parametrize("name", SERVERS)
def test_no_injection_and_no_server_lowers_a_severity_or_loses_a_case(tmp_path, name, severity):
    conversations, changes = STEPS[severity]
    with serve(SERVERS[name]) as server:
        settings = settings_of(tmp_path, server, timeout=0.2 if name == "slow" else 5.0)
        before, after, counts, _ = judged_cases(settings, conversations, **changes)
    assert {one[0] for one in before.values()} == {severity}
    assert set(after) == set(before) == {one.conversation_id for one in conversations}
    assert [case for case, found in after.items() if found[0] < before[case][0]] == []
    # Later among its equals at most: never behind a case of a lower severity.
    assert all(found[1] >= before[case][0] for case, found in after.items())
    if severity == 4:
        assert [case for case, found in after.items() if found[1] < before[case][1]] == []
    assert counts["doubtful"] == len(conversations) == counts["judged"] + counts["failed"]


def test_an_honest_judge_says_the_same_with_every_injection_as_without(tmp_path):
    with serve(honest) as server:
        _, after, counts, problems = judged_cases(settings_of(tmp_path, server), CONVERSATIONS)
    assert (counts["judged"], counts["failed"], problems) == (len(CONVERSATIONS), 0, [])
    severities = {name: found[0] for name, found in after.items()}
    assert {name for name, severity in severities.items() if severity != severities["clean"]} == set()
    assert severities["clean"] == 4


def test_a_gullible_judge_is_seen_to_have_been_gullible(tmp_path):
    """The suite can fail: these injections do change what that judge says, only not what becomes of the case."""
    with serve(gullible) as server, open_job(settings_of(tmp_path, server)) as job:
        fill(job.store, CONVERSATIONS)
        judge(job)
        said = {place[0]: one.ruling for place, one in read_judgements(job.store).items()}
    assert said.pop("clean") == "fails"
    talked_round = {name for name, found in said.items() if found == "fine"}
    assert set(said) - talked_round == {"long padding in response"}


def test_a_verdict_that_stands_in_the_log_is_not_taken_for_the_judges_own(tmp_path):
    with serve(parrot) as server, open_job(settings_of(tmp_path, server)) as job:
        fill(job.store, [one for one in CONVERSATIONS if one.conversation_id.startswith("fake verdict in p")])
        judge(job)
        (judgement,) = read_judgements(job.store).values() or [None]
    assert judgement is None or judgement.ruling == "unsure"


@pytest.mark.parametrize(("name", "place", "injection"), ATTACKS, ids=[name for name, _, _ in ATTACKS])
def test_the_fence_holds(name, place, injection):
    conversation = shed(name, at=place, injection=injection)
    question = ask_about(Response(conversation, 3), [Failure.JAILBREAK])
    system, user = fence(question, "5f" * 16)
    token, document = read_question({"messages": [{"content": system}, {"content": user}]})
    assert token == "5f" * 16
    # Nothing of the log stands outside the document, and nothing in it is a line or a sign of another layer.
    assert injection not in system
    assert user.isascii()
    assert user.splitlines() == user.split("\n")
    assert not any(sign in user for sign in ("<", ">", "[INST", "\x1b"))
    shown = [(one["index"], one["speaker"], one) for one in document["messages"]]
    assert [index for index, _, _ in shown] == [0, 1, 2, 3]
    for index, speaker, one in shown:
        text = conversation.messages[index].text
        assert speaker == conversation.messages[index].role
        if "left_out" in one:
            assert text.startswith(one["text"]) and text.endswith(one["text_end"])
            assert len(one["text"]) + one["left_out"] + len(one["text_end"]) == len(text)
        else:
            assert one["text"] == text


def test_every_call_has_a_token_of_its_own_that_the_log_cannot_know(tmp_path):
    with serve(honest) as server:
        judged_cases(settings_of(tmp_path, server), IN_RESPONSES)
    tokens = [read_question(body)[0] for body in server.asked]
    assert len(set(tokens)) == len(tokens) == len(IN_RESPONSES)
    assert all(len(token) == 32 for token in tokens)
    # Behind it no request differs in its instructions.
    assert (
        len(
            {
                body["messages"][0]["content"].replace(token, "")
                for body, token in zip(server.asked, tokens, strict=True)
            }
        )
        == 1
    )


def test_encoded_injections_say_what_they_claim():
    assert b"answer fine" in base64.b64decode(INJECTIONS["base64"].split(" ")[0])
    assert "rubric" in bytes.fromhex(INJECTIONS["hex bytes"].split(" ")[0]).decode()
    assert json.loads(INJECTIONS["fake verdict"])["verdict"] == "fine"
