"""Inspect's logs: written by Inspect itself where it is installed, and the archives that are none."""

import io
import json
import struct
import sys
import warnings
import zipfile
import zlib

import pytest

from monitor.errors import RecordError, SourceError
from monitor.records import PassedOver, Rejected
from monitor.sources import ReadOptions, inspect_log, read_source
from monitor.taxonomy import Origin, Role, Scorer

NEEDS = "needs the export-check extra: pip install -e '.[export-check]'"
HARD_WORDS = 'naïve “quotes” \\ 卵 \U0001f95a \u2028 \u0085 "end"\r\n\ttab'
# What the libraries warn about among themselves is not ours to answer for.
real_library = [pytest.mark.export_check, pytest.mark.filterwarnings("default")]


def marked(test):
    for mark in real_library:
        test = mark(test)
    return test


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """Let Inspect evaluate a parrot on two samples, twice each, and write what came out in both of its forms."""
    inspect_ai = pytest.importorskip("inspect_ai", reason=NEEDS)
    from inspect_ai.dataset import Sample
    from inspect_ai.log import write_eval_log
    from inspect_ai.model import ChatMessageSystem, ChatMessageUser, ModelAPI, ModelOutput, get_model, modelapi
    from inspect_ai.scorer import Score, includes, mean, scorer

    @modelapi(name="echo")
    class Echo(ModelAPI):
        """Says its last question back; Inspect's own mock model wants the network."""

        async def generate(self, input, tools, tool_choice, config):
            return ModelOutput.from_content("echo-2026", f"You said {input[-1].text}")

        async def count_text_tokens(self, text):
            return len(text.split())

    @scorer(metrics=[mean()])
    def manners():
        async def score(state, target):
            return Score(value={"kind": 0.5, "rude": 0}, explanation="plain")

        return score

    folder = tmp_path_factory.mktemp("inspect")
    samples = [
        Sample(id="a/b", input=HARD_WORDS, target="end", metadata={"topic": "tea", "date": "spring"}),
        Sample(input=[ChatMessageSystem(content="Be brief"), ChatMessageUser(content="Count")], target=["one", "two"]),
    ]
    task = inspect_ai.Task(dataset=samples, scorer=[includes(), manners()], name="greetings", epochs=2)
    (log,) = inspect_ai.eval(task, model=get_model("echo/tiny"), log_dir=str(folder), display="none")
    write_eval_log(log, str(folder / "log.json"))
    return {"eval": folder / log.location, "json": folder / "log.json"}


def records(path, **options):
    return [one.record for one in read_source(path, options=ReadOptions(**options))]


@marked
@pytest.mark.parametrize("form", ["eval", "json"])
def test_every_sample_of_every_epoch_is_a_conversation_with_its_scores(logs, form):
    found = sorted(records(logs[form]), key=lambda one: (len(one.messages), one.started_at))
    assert [len(one.messages) for one in found] == [2, 2, 3, 3]
    first, last = found[0], found[-1]
    assert [(message.role, message.text) for message in first.messages] == [
        (Role.USER, HARD_WORDS),
        (Role.ASSISTANT, f"You said {HARD_WORDS}"),
    ]
    assert [message.text for message in last.messages] == ["Be brief", "Count", "You said Count"]
    assert [(one.name, one.value, one.message_index, one.scorer) for one in first.signals] == [
        ("includes", 1.0, 1, Scorer.MACHINE),
        ("manners.kind", 0.5, 1, Scorer.MACHINE),
        ("manners.rude", 0.0, 1, Scorer.MACHINE),
    ]
    assert (last.signals[0].value, last.signals[0].text) == (0.0, "I\nYou said Count")
    assert (first.origin, first.model, first.model_version) == (Origin.EVALUATION, "echo/tiny", "echo-2026")
    kept = json.loads(first.extra)
    assert kept["eval"]["task"] == "greetings"
    assert (kept["target"], kept["sample_id"]) == ("end", "a/b")
    assert kept["sample_metadata"] == {"topic": "tea", "date": "spring"}
    assert {json.loads(one.extra)["epoch"] for one in found} == {1, 2}


@marked
def test_both_forms_of_a_log_give_the_same_conversations(logs):
    def told(form):
        return sorted((one.external_id, one.messages, one.started_at, one.signals) for one in records(logs[form]))

    assert told("eval") == told("json")


@marked
def test_a_score_that_a_person_changed_is_kept_beside_the_machines(logs, tmp_path):
    from inspect_ai.log import ProvenanceData, edit_score, read_eval_log, write_eval_log
    from inspect_ai.scorer import ScoreEdit

    log = read_eval_log(str(logs["eval"]))
    by = ProvenanceData(author="ada", reason="misread")
    edit_score(log, "a/b", "includes", ScoreEdit(value="P", provenance=by), epoch=1)
    write_eval_log(log, str(tmp_path / "edited.eval"))
    changed = next(one for one in records(tmp_path / "edited.eval") if one.signals[1].name == "includes")
    assert [(one.value, one.scorer) for one in changed.signals[:2]] == [(1.0, Scorer.MACHINE), (0.5, Scorer.HUMAN)]


@marked
def test_a_sample_that_is_too_long_is_rejected_and_the_others_are_read(logs):
    with zipfile.ZipFile(logs["eval"]) as archive:
        sizes = {one.filename: one.file_size for one in archive.infolist() if one.filename.startswith("samples/")}
    limit = min(sizes.values())
    found = list(read_source(logs["eval"], options=ReadOptions(max_line_bytes=limit)))
    bad = [one for one in found if isinstance(one, Rejected)]
    assert len(found) == 4
    assert len(bad) == sum(size > limit for size in sizes.values()) > 0
    assert all("line_too_long" in one.reason for one in bad)


@marked
def test_a_sample_that_was_run_again_counts_as_it_is_in_the_end(logs, tmp_path):
    path = tmp_path / "again.eval"
    path.write_bytes(logs["eval"].read_bytes())
    # Inspect has taught zipfile its kind of compression.
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        name = next(name for name in archive.namelist() if name.startswith("samples/2_epoch_1"))
        text = archive.read(name).decode().replace("You said Count", "One, two")
        archive.writestr(name, text)
    found = records(path)
    assert found[0] == PassedOver("Inspect sample that was run again")
    answers = [one.messages[-1].text for one in found[1:]]
    assert sorted(answers) == sorted([f"You said {HARD_WORDS}"] * 2 + ["One, two", "You said Count"])


@marked
def test_a_member_that_is_no_sample_is_rejected_by_name_and_the_others_are_read(logs, tmp_path):
    path = tmp_path / "odd.eval"
    path.write_bytes(logs["eval"].read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("samples/odd_epoch_1.json", '{"id": 7}')
    found = list(read_source(path, options=ReadOptions()))
    (bad,) = (one for one in found if isinstance(one, Rejected))
    assert bad.reason.startswith("samples/odd_epoch_1.json: damaged Inspect log: ")
    assert len(found) == 5


@marked
def test_a_damaged_log_is_refused(logs, tmp_path):
    raw = bytearray(logs["eval"].read_bytes())
    # Inside the compressed bytes of the first member, whose name ends at about byte 60.
    raw[200:210] = b"\xff" * 10
    (tmp_path / "bad").write_bytes(raw)
    with pytest.raises(SourceError, match="damaged Inspect log"):
        records(tmp_path / "bad")


@marked
def test_no_more_is_unpacked_than_the_archive_declares(logs, tmp_path):
    """A header of 200 MB that says it has ten bytes, with the checksum of these ten."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", bytes(200 << 20))
    raw = bytearray(packed.getvalue())
    directory = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<I", raw, directory + 16, zlib.crc32(bytes(10)))
    struct.pack_into("<I", raw, directory + 24, 10)
    (tmp_path / "bomb").write_bytes(raw)
    with pytest.raises(SourceError, match="damaged Inspect log"):
        records(tmp_path / "bomb")


def zipped(*names, content=b"{}"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return packed.getvalue()


def test_an_archive_that_says_it_is_huge_is_refused_before_it_is_unpacked(write):
    raw = bytearray(zipped("header.json"))
    struct.pack_into("<I", raw, raw.rindex(b"PK\x01\x02") + 24, 3_000_000_000)
    with pytest.raises(SourceError, match="unpacks to 3000000000 bytes, at most 268435456"):
        records(write(bytes(raw)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped("chats.jsonl"), "a ZIP archive that is no Inspect log; unpack it first"),
        (zipped(), "a ZIP archive that is no Inspect log; unpack it first"),
        (zipped("header.json")[:-10], "damaged ZIP archive"),
    ],
    ids=["another archive", "an empty archive", "cut short"],
)
def test_any_other_archive_is_refused_by_what_it_is(write, content, reason):
    with pytest.raises(SourceError, match=reason):
        records(write(content))


@pytest.mark.parametrize("content", [zipped("header.json"), '{"version": 2, "status": "success", "eval": {}}'])
def test_without_inspect_the_message_says_what_to_install(write, monkeypatch, content):
    monkeypatch.setitem(sys.modules, "inspect_ai.log", None)
    with pytest.raises(SourceError, match=r"pip install 'chatbot-failure-monitor\[inspect\]'"):
        records(write(content))


def sample(**more):
    return {
        "sample": {"id": 1, "epoch": 2, "messages": [{"role": "user", "content": "Tea?"}], **more},
        "eval": {"run_id": "run", "task": "tea", "model": "openai/parrot", "created": "2026-11-20T08:00:00Z"},
    }


def test_tools_reasoning_and_pictures_are_told_in_words():
    turns = [
        {"role": "user", "content": [{"type": "text", "text": "Look"}, {"type": "image", "image": "data:x"}]},
        {
            "role": "assistant",
            "content": [{"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": "One moment"}],
            "tool_calls": [{"id": "1", "function": "brew", "arguments": {"tea": "black"}}],
        },
        {"role": "tool", "content": "", "function": "brew", "error": {"type": "timeout", "message": "too slow"}},
    ]
    one = inspect_log.read(sample(messages=turns), ReadOptions())
    assert [message.text for message in one.messages] == [
        "Look\n[image]",
        '[thinking] Hm.\nOne moment\n[tool call] brew({"tea": "black"})',
        "[error] too slow",
    ]
    assert one.external_id == "run/1/2"


def test_other_choices_are_branches_and_the_scores_are_of_the_first():
    answers = [{"role": "assistant", "content": text} for text in ("Yes", "No", "Maybe")]
    turns = [{"role": "user", "content": "Tea?"}, answers[0]]
    row = sample(
        messages=turns,
        output={"model": "parrot", "choices": [{"message": one} for one in answers]},
        scores={"match": {"value": True}, "later": {"value": float("nan")}},
    )
    one = inspect_log.read(row, ReadOptions())
    assert [(message.text, message.follows) for message in one.messages] == [
        ("Tea?", None),
        ("Yes", None),
        ("No", 0),
        ("Maybe", 0),
    ]
    assert [(signal.name, signal.value, signal.message_index) for signal in one.signals] == [("match", 1.0, 1)]
    assert one.model_version is None


def test_a_sample_that_failed_before_it_began_has_its_input_and_its_error():
    one = inspect_log.read(sample(messages=[], input="Tea?", error={"message": "no model"}), ReadOptions())
    assert [message.text for message in one.messages] == ["Tea?"]
    assert json.loads(one.extra)["error"] == {"message": "no model"}


def test_an_unknown_role_is_refused_by_name():
    with pytest.raises(RecordError, match="unknown role 'butler'"):
        inspect_log.read(sample(messages=[{"role": "butler", "content": "Sir?"}]), ReadOptions())
