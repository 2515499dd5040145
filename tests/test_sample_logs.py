"""The sample logs hold what their truth file says, read here without our own readers."""

import csv
import gzip
import io
import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
import zstandard

from monitor.taxonomy import Failure

FOLDER = Path(__file__).parents[1] / "sample_logs"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
CONVERSATIONS: dict[str, dict[str, Any]] = TRUTH["conversations"]
SENDERS = {"human": "user", "gpt": "assistant", "system": "system", "tool": "tool"}
ROLES = {"system", "user", "assistant", "tool"}
MALFORMED = {(place["file"], place["line"]): place["kind"] for place in TRUTH["malformed"]}


def unpack(path: Path) -> bytes:
    raw = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(raw)
    return zstandard.ZstdDecompressor().decompress(raw) if path.suffix == ".zst" else raw


def refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("duplicate_keys")
    return dict(pairs)


def messages_of(row: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """The id and the (role, text) pairs of one row, whatever its shape."""
    if "request" in row:
        turns = [*row["request"]["messages"], row["response"]["choices"][0]["message"]]
        return row["response"]["id"], [(turn["role"], turn["content"]) for turn in turns]
    if "conversations" in row:
        return row["id"], [(SENDERS[turn["from"]], turn["value"]) for turn in row["conversations"]]
    if "conversation_hash" in row:
        return row["conversation_hash"], [(turn["role"], turn["content"]) for turn in row["conversation"]]
    if "prompt" in row:
        return row["id"], [("user", row["prompt"]), ("assistant", row["response"])]
    datetime.fromisoformat(row["created_at"])
    return row["id"], [(turn["role"], turn["content"]) for turn in row["messages"]]


def read_chat(row: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    external_id, messages = messages_of(row)
    if not {role for role, _ in messages} <= ROLES:
        raise ValueError("unknown_role")
    return external_id, messages


def is_report(path: Path) -> bool:
    return path.name.startswith(("reports", "avid", "atlas"))


def log_paths() -> list[Path]:
    return sorted(path for path in FOLDER.glob("2026-*/*") if not is_report(path))


@cache
def read_logs() -> tuple[list[tuple[str, int, str, list[tuple[str, str]]]], list[tuple[str, int]]]:
    """Every chat as (file, line, id, messages), then the (file, line) of each line that cannot be read."""
    chats, unreadable = [], []
    for path in log_paths():
        name = path.relative_to(FOLDER).as_posix()
        for line, row in enumerate(rows_of(path), start=1):
            try:
                parsed = row if isinstance(row, dict) else json.loads(row.decode(), object_pairs_hook=refuse_twins)
                chats.append((name, line, *read_chat(parsed)))
            except (ValueError, KeyError):
                unreadable.append((name, line))
    return chats, unreadable


def rows_of(path: Path) -> list[Any]:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    raw = unpack(path)
    if ".jsonl" in path.name:
        return raw.splitlines()
    return json.loads(raw) if ".json" in path.name else list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def report_ids(path: Path) -> list[str]:
    raw = unpack(path)
    if path.suffix == ".yaml":
        return [yaml.safe_load(raw)["id"]]
    if path.suffix == ".json":
        return [json.loads(raw)["metadata"]["report_id"]]
    rows = rows_of(path)
    return [(row if isinstance(row, dict) else json.loads(row))["id"] for row in rows]


def test_only_the_lines_named_malformed_cannot_be_read():
    assert sorted(read_logs()[1]) == sorted(MALFORMED)


def test_malformed_lines_are_of_at_least_seven_kinds():
    assert len(MALFORMED) == 8
    assert len(set(MALFORMED.values())) >= 7


def test_each_conversation_is_in_its_file_once_apart_from_redeliveries():
    found = Counter(external_id for _, _, external_id, _ in read_logs()[0])
    expected = Counter(CONVERSATIONS.keys()) + Counter(place["external_id"] for place in TRUTH["redeliveries"])
    assert found == expected
    firsts = {external_id: name for name, _, external_id, _ in reversed(read_logs()[0])}
    assert firsts == {external_id: told["file"] for external_id, told in CONVERSATIONS.items()}


def test_a_redelivered_line_is_the_same_bytes_on_a_later_night():
    for place in TRUTH["redeliveries"]:
        first, again = (rows_of(FOLDER / place[end]["file"])[place[end]["line"] - 1] for end in ("first", "again"))
        assert first == again
        assert place["external_id"].encode() in first
        assert place["first"]["file"] < place["again"]["file"]


def test_every_failure_points_at_a_response_and_every_chat_ends_with_one():
    for _, _, external_id, messages in read_logs()[0]:
        assert messages[-1][0] == "assistant", external_id
        assert all(text.strip() for _, text in messages), external_id
        for failure in CONVERSATIONS[external_id]["failures"]:
            assert messages[failure["message_index"]][0] == "assistant", external_id


def test_failures_use_the_vocabulary_and_cover_all_of_it():
    failures = [failure for told in CONVERSATIONS.values() for failure in told["failures"]]
    assert {failure["failure"] for failure in failures} == set(Failure)
    assert {name for failure in failures for name in failure.get("also_fair", ())} <= set(Failure)


def test_families_and_conversations_tell_the_same_story():
    assert len(TRUTH["families"]) >= 12
    for name, family in TRUTH["families"].items():
        members = [external_id for external_id, told in CONVERSATIONS.items() if told["family"] == name]
        assert sorted(family["members"]) == sorted(members)
        assert len(members) >= 4
        failures = {failure["failure"] for member in members for failure in CONVERSATIONS[member]["failures"]}
        assert failures == {family["failure"]}
        assert all(CONVERSATIONS[member]["failures"] for member in members)


def test_exactly_one_failing_conversation_is_alone_and_it_is_the_severe_one():
    alone = [name for name, told in CONVERSATIONS.items() if told["failures"] and told["family"] is None]
    assert alone == [TRUTH["severe"]]


def test_ordinary_conversations_are_the_large_majority():
    ordinary = sum(not told["failures"] for told in CONVERSATIONS.values())
    assert 390 <= len(CONVERSATIONS) <= 420
    assert ordinary / len(CONVERSATIONS) >= 0.8
    failing_attempts = [told["failures"] for told in CONVERSATIONS.values() if told["attempt"]]
    assert any(failing_attempts)
    assert not all(failing_attempts)


def family_traits(name: str, key: str) -> set[str]:
    return {CONVERSATIONS[member][key] for member in TRUTH["families"][name]["members"]}


@pytest.mark.parametrize(
    ("family", "versions"),
    [
        ("phishing", {"1.0", "1.1"}),
        ("prompt-leak", {"1.0", "1.1"}),
        ("refuses-words", {"1.0", "1.2"}),
        ("papers", {"1.0", "1.1", "1.2"}),
        ("wrong-maker", {"1.2"}),
    ],
)
def test_a_family_is_seen_in_the_model_versions_its_dynamics_name(family, versions):
    assert family_traits(family, "model_version") == versions


def test_the_burst_fills_two_nights():
    assert family_traits("kite", "night") == {"2026-11-08", "2026-11-09"}
    assert len(TRUTH["families"]["kite"]["members"]) >= 8


def test_nights_languages_and_surfaces_are_mixed():
    told = CONVERSATIONS.values()
    assert {chat["night"] for chat in told} == {f"2026-11-{night:02d}" for night in range(1, 15)}
    assert {chat["surface"] for chat in told} == {"web", "mobile", "widget"}
    assert {chat["model_version"] for chat in told} == {"1.0", "1.1", "1.2"}
    assert 0.15 <= sum(chat["language"] == "de" for chat in told) / len(told) <= 0.25
    assert family_traits("urteile", "language") == {"de"}


def test_fifteen_reports_match_their_files_and_name_known_families():
    found = {
        report_id: path.relative_to(FOLDER).as_posix()
        for path in FOLDER.glob("2026-*/*")
        if is_report(path)
        for report_id in report_ids(path)
    }
    assert found == {report_id: told["file"] for report_id, told in TRUTH["reports"].items()}
    assert len(found) == 15
    families = [told["family"] for told in TRUTH["reports"].values()]
    assert families.count(None) == 2
    assert set(families) - {None} <= TRUTH["families"].keys()


def test_the_sample_is_small_enough_to_read():
    # A person should be able to read it all in an afternoon, and a clone should stay quick.
    assert sum(len(unpack(path)) for path in FOLDER.rglob("*") if path.is_file()) < 1_500_000
