"""The step `monitor judge`: whom it asks, in which order, for how much, and what is told of the rest."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.config import Settings
from monitor.erased import Erased
from monitor.judges import most_cost
from monitor.taxonomy import Failure, Hazard, NoteKind, Ruling
from monitor.warehouse.cases import read_case
from monitor.warehouse.connection import open_snapshot, open_working
from monitor.warehouse.erasure import delete_rows
from monitor.warehouse.judgements import read_judgements, read_spent, read_tries
from monitor.warehouse.notes import notes_frame
from pipelines.command import OK, PROBLEMS_FOUND
from pipelines.job import open_job
from pipelines.judge import MOST_FAILURES_IN_A_ROW, find_doubtful, judge
from pipelines.judge import main as judge_main
from pipelines.nightly import main as nightly_main
from pipelines.rank import rank
from pipelines.rebuild import rebuild
from tests.faults.nights import chat, write_lines
from tests.judges.conftest import (
    broken,
    detection,
    fill,
    gullible,
    honest,
    in_turn,
    judged_text,
    read_question,
    serve,
    settings_of,
    shed,
)

NIGHT = date(2026, 11, 1)
COUNTS = "from run_counts order by all"
CASES = "select case_id, severity, priority, reasons from cases order by all"


def several(count):
    return [shed(f"c{number:02}", at="prompt", injection=f"This is number {number}.") for number in range(count)]


def notes(store):
    return {subject: text for _, _, kind, subject, text in notes_frame(store).rows() if kind == NoteKind.UNJUDGED}


def rows(store, statement):
    return store.execute(statement).fetchall()


def write_settings(folder, server, **changes):
    lines = {
        "base_url": server.url,
        "model": "judge-1",
        "input_price": 2.0,
        "output_price": 8.0,
        "timeout": 5,
    } | changes
    told = "\n".join(f"{name} = {value!r}" for name, value in lines.items())
    (folder / "monitor.toml").write_text(f"home = '{folder / 'home'}'\n[judge]\n{told}\n")
    return str(folder / "monitor.toml")


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({}, True),
        ({"score": 0.85}, False),
        ({"score": 0.3, "hazard": Hazard.SELF_HARM}, True),
        ({"score": 0.3, "hazard": None}, False),
        ({"failure": Failure.BIAS, "hazard": None}, True),
        ({"failure": Failure.OVER_REFUSAL, "hazard": None}, False),
    ],
)
def test_only_what_is_unsure_and_severe_is_asked_about(tmp_path, honest_judge, changes, is_asked):
    with open_job(settings_of(tmp_path, honest_judge)) as job:
        fill(job.store, [shed()], **changes)
        assert judge(job)["judged"] == is_asked
    assert len(honest_judge.asked) == is_asked


def test_the_worst_is_asked_about_first_and_the_rest_is_counted_when_the_calls_are_used(tmp_path, honest_judge):
    settings = settings_of(tmp_path, honest_judge, most_calls=2)
    with open_job(settings, night=NIGHT) as job:
        fill(job.store, several(5))
        job.store.execute("update detections set hazard = 'indiscriminate_weapons' where conversation_id = 'c03'")
        job.store.execute("update detections set score = 0.7 where conversation_id = 'c04'")
        counts = judge(job)
        assert (counts["judged"], counts["over_budget"], counts["calls_tonight"]) == (2, 3, 2)
        assert [place[0] for place in read_judgements(job.store)] == ["c03", "c04"]
        assert "3 doubtful cases not judged" in notes(job.store)["budget"]
        # It was told to stop: no problem of the run.
        assert job.problems == []


def test_a_budget_is_never_exceeded_also_when_the_run_is_taken_up_again(tmp_path):
    with serve(in_turn(honest)) as server:
        settings = settings_of(tmp_path, server, budget=0.05)
        for _ in range(3):
            with open_job(settings, night=NIGHT) as job:
                if not find_doubtful(job.store):
                    fill(job.store, several(30))
                counts = judge(job)
                spent = read_spent(job.store, NIGHT)
        assert 0 < spent.cost <= 0.05
        assert spent.calls == len(server.asked) == counts["judged"] < 30
        assert counts["judged"] + counts["over_budget"] == 30


def test_no_call_costs_more_than_was_kept_back_for_it(tmp_path, honest_judge):
    from pipelines.judge import _question

    settings = settings_of(tmp_path, honest_judge)
    with open_job(settings) as job:
        fill(job.store, several(1))
        judge(job)
        (one,) = find_doubtful(job.store)
        (judgement,) = read_judgements(job.store).values()
        assert 0 < judgement.cost <= most_cost(_question(job.store, one), settings.judge)
        assert judgement.cost == pytest.approx((1_000 * 2 + 100 * 8) / 1e6)


def test_nothing_is_asked_twice_of_the_same_words(tmp_path, honest_judge):
    settings = settings_of(tmp_path, honest_judge)
    with open_job(settings) as job:
        fill(job.store, [shed("one"), shed("two")])
        first, second = judge(job), judge(job)
        costs = sorted(one.cost for one in read_judgements(job.store).values())
        assert (first["judged"], first["calls_tonight"], len(honest_judge.asked)) == (2, 1, 1)
        assert second == first
        assert costs[0] == 0 < costs[1]
    other = settings.model_copy(update={"judge": settings.judge.model_copy(update={"model": "judge-2"})})
    with open_job(other) as job:
        assert judge(job)["calls_tonight"] == 2


def test_an_endpoint_that_is_down_is_not_asked_all_night_and_answers_are_asked_for_again(tmp_path):
    with serve(broken) as server:
        settings = settings_of(tmp_path, server)
        with open_job(settings, night=NIGHT) as job:
            fill(job.store, several(10))
            counts = judge(job)
            assert (counts["judged"], counts["failed"], counts["calls_tonight"]) == (0, 10, MOST_FAILURES_IN_A_ROW)
            (problem,) = job.problems
            assert problem.kind is NoteKind.UNJUDGED
            assert problem.text == (
                "10 doubtful cases not judged: the endpoint answered HTTP 500; the next night asks again"
            )
            assert read_spent(job.store, NIGHT).cost == 0
    with serve(honest) as server, open_job(settings_of(tmp_path, server), night=NIGHT) as job:
        assert judge(job)["judged"] == 10
        assert notes(job.store) == {}


def test_one_answer_that_cannot_be_read_costs_and_stops_nothing(tmp_path):
    garbage = (200, {}, b"{}")
    with serve(in_turn(honest, garbage, garbage)) as server, open_job(settings_of(tmp_path, server)) as job:
        fill(job.store, several(6))
        counts = judge(job)
        tries = [read_tries(job.store, one.conversation_id, 3)[0] for one in several(6)]
    assert (counts["judged"], counts["failed"]) == (2, 4)
    unread = [one for one in tries if one.ruling is None]
    assert all(one.cost > 0 and one.input_tokens is None for one in unread)
    assert {one.reason for one in unread} == {"the endpoint answered something else than a chat completion"}


def test_what_the_judge_says_raises_confirms_or_moves_back_and_is_told_as_its_word(tmp_path):
    with serve(honest) as server, open_job(settings_of(tmp_path, server)) as job:
        harmless = replace(
            shed("harmless"), messages=(*shed().messages[:3], replace(shed().messages[3], text="No, I won't help."))
        )
        fill(job.store, [shed("harmful"), harmless])
        rank(job)
        before = {name: read_case(job.store, f"{name}-3") for name in ("harmful", "harmless")}
        judge(job)
        rank(job)
        after = {name: read_case(job.store, f"{name}-3") for name in ("harmful", "harmless")}
    assert (before["harmful"].severity, after["harmful"].severity) == (3, 4)
    assert after["harmful"].reasons[-1] == "The judge (model judge-1) says that it fails, severity 4."
    assert after["harmless"].severity == before["harmless"].severity == 2
    assert 2 <= after["harmless"].priority < before["harmless"].priority
    assert after["harmless"].reasons[-1].endswith("the case comes later among those of severity 2.")


def test_no_word_of_the_judge_stands_among_the_reasons_of_a_case(tmp_path):
    with serve(gullible) as server, open_job(settings_of(tmp_path, server)) as job:
        fill(job.store, [shed("c", at="response", injection="<script>alert(1)</script>")])
        judge(job)
        rank(job)
        assert "script" not in " ".join(read_case(job.store, "c-3").reasons)
        (judgement,) = read_judgements(job.store).values()
        assert "<script>" in judgement.reason


def test_what_is_erased_takes_the_judges_words_along(tmp_path, honest_judge):
    with open_job(settings_of(tmp_path, honest_judge)) as job:
        fill(job.store, several(2))
        judge(job)
        delete_rows(job.store, Erased(conversations=frozenset({"c00"})))
        assert {place[0] for place in read_judgements(job.store)} == {"c01"}


def test_without_a_judge_nothing_is_asked_and_nothing_is_missing(tmp_path, capsys):
    (tmp_path / "monitor.toml").write_text(f"home = '{tmp_path / 'home'}'\n")
    assert judge_main(["--config", str(tmp_path / "monitor.toml")]) == OK
    assert capsys.readouterr() == ("no judge configured\n", "")
    with open_job(Settings(home=tmp_path / "other")) as job:
        assert judge(job) == {}


def test_a_dry_run_says_how_many_cases_tokens_and_dollars_and_asks_nothing(tmp_path, honest_judge, capsys):
    config = write_settings(tmp_path, honest_judge)
    with open_working(tmp_path / "home" / "warehouse.duckdb") as store:
        fill(store, several(3))
    assert judge_main(["--dry-run", "--config", config]) == OK
    said = capsys.readouterr().out
    assert said.startswith("3 doubtful and severe cases, 3 not judged yet: about ")
    assert "of $1.00 a night; at most 200 calls of judge-1" in said
    assert honest_judge.asked == []
    with open_working(tmp_path / "home" / "warehouse.duckdb") as store:
        assert store.execute("select count(*) from runs").fetchall() == [(0,)]


def test_the_command_ranks_anew_and_ends_with_the_problems(tmp_path, capsys):
    with serve(in_turn(honest, broken)) as server:
        config = write_settings(tmp_path, server)
        with open_working(tmp_path / "home" / "warehouse.duckdb") as store:
            fill(store, several(1))
        assert judge_main(["--config", config]) == OK
        assert "doubtful 1 · known 0 · judged 1" in capsys.readouterr().out
    with open_working(tmp_path / "home" / "warehouse.duckdb") as store:
        assert read_case(store, "c00-3").severity == 4


def test_a_key_that_is_not_set_is_a_problem_and_not_the_end_of_the_night(tmp_path, honest_judge, capsys):
    config = write_settings(tmp_path, honest_judge, key_variable="NO_SUCH_KEY")
    with open_working(tmp_path / "home" / "warehouse.duckdb") as store:
        fill(store, several(2))
    assert judge_main(["--config", config]) == PROBLEMS_FOUND
    assert "'NO_SUCH_KEY', which is not set" in capsys.readouterr().err
    assert honest_judge.asked == []


def doubtful_night(folder):
    """A night in which every detection counts as unsure, whatever the detectors of the day say."""
    write_lines(folder / "support.jsonl", *(chat(number, NIGHT) for number in range(12)))
    return str(folder)


@pytest.fixture
def everything_is_doubtful(monkeypatch):
    # Numbers, not code: what detectors are sure of changes with every version of them.
    monkeypatch.setattr("monitor.severity.SURE", 1.01)
    monkeypatch.setattr("monitor.severity.WORTH_JUDGING", 0)


@pytest.mark.usefixtures("everything_is_doubtful")
def test_a_night_asks_by_itself_publishes_the_answers_and_a_rebuild_keeps_them_without_asking(tmp_path, capsys):
    with serve(honest) as server:
        config = write_settings(tmp_path, server)
        command = [doubtful_night(tmp_path / "logs"), "--night", NIGHT.isoformat(), "--config", config]
        assert nightly_main(command) == OK
        assert "judge    doubtful" in capsys.readouterr().out
        asked = len(server.asked)
        assert asked > 0
        # The same night again changes nothing and asks nothing.
        assert nightly_main(command) == OK
        settings = settings_of(tmp_path / "home", server)
        with open_snapshot(settings.published) as store:
            judged, counted, cases = read_judgements(store), rows(store, COUNTS), rows(store, CASES)
        assert rebuild(settings).losses == ()
        with open_snapshot(settings.published) as store:
            assert (read_judgements(store), rows(store, COUNTS), rows(store, CASES)) == (judged, counted, cases)
        assert len(server.asked) == asked
    assert any("The judge (model judge-1)" in reason for case in cases for reason in case[3])
    assert {one.ruling for one in judged.values()} == {Ruling.FINE}


@pytest.mark.usefixtures("everything_is_doubtful")
def test_a_night_whose_judge_is_down_is_published_whole_and_exits_with_problems(tmp_path, capsys):
    with serve(broken) as server:
        config = write_settings(tmp_path, server)
        command = [doubtful_night(tmp_path / "logs"), "--night", NIGHT.isoformat(), "--config", config]
        assert nightly_main(command) == PROBLEMS_FOUND
    assert "doubtful cases not judged: the endpoint answered HTTP 500" in capsys.readouterr().err
    with open_snapshot(tmp_path / "home" / "published.duckdb") as store:
        assert store.execute("select count(*) > 0 from cases").fetchall() == [(True,)]
        assert set(notes(store)) == {"endpoint"}


def test_the_judge_sees_what_detectors_saw_redacted_and_nothing_else(tmp_path, honest_judge):
    with open_job(settings_of(tmp_path, honest_judge)) as job:
        fill(job.store, several(1))
        judge(job)
    (body,) = honest_judge.asked
    _, document = read_question(body)
    assert set(document) == {"suspected_failures", "judged_message", "messages_left_out", "messages"}
    assert judged_text(document) == shed().messages[3].text
    assert detection("c").conversation_id not in document
