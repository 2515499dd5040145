"""PyRIT's memory, with the columns that PyRIT 1.1 gives its tables."""

import hashlib
import json
import sqlite3
from datetime import datetime

import pytest

from monitor.errors import SourceError
from monitor.records import PassedOver, Rejected
from monitor.sources import ReadOptions, find_format, read_source
from monitor.taxonomy import Origin, Role, Scorer

TABLES = """
    create table "PromptMemoryEntries" (
        id char(36) not null primary key,
        role varchar not null,
        conversation_id varchar not null,
        sequence integer not null,
        timestamp datetime not null,
        prompt_metadata json not null,
        converter_identifiers json,
        response_error varchar,
        original_value_data_type varchar not null,
        original_value varchar not null,
        original_value_sha256 varchar,
        converted_value_data_type varchar not null,
        converted_value varchar,
        converted_value_sha256 varchar,
        original_prompt_id char(36) not null,
        pyrit_version varchar
    );
    create table "ScoreEntries" (
        id char(36) not null primary key,
        score_value varchar,
        score_type varchar not null,
        score_category json,
        score_rationale varchar,
        scorer_class_identifier json not null,
        prompt_request_response_id char(36),
        scorable json,
        timestamp datetime not null
    );
    create table "AttackResultEntries" (
        id char(36) not null primary key,
        conversation_id varchar(36) not null,
        objective varchar not null,
        outcome varchar not null,
        outcome_reason varchar,
        adversarial_chat_conversation_ids json,
        labels json
    );
    create table "Conversations" (
        conversation_id varchar(36) not null primary key,
        target_identifier json
    );
    create table "SeedPromptEntries" (id char(36) not null primary key, value varchar);
"""


def piece(name, chat, sequence, role, text, **more):
    sent = more.pop("sent", text)
    return {
        "id": name,
        "role": role,
        "conversation_id": chat,
        "sequence": sequence,
        "timestamp": f"2026-11-20 08:00:0{sequence}.000000",
        "prompt_metadata": "{}",
        "converter_identifiers": "[]",
        "response_error": "none",
        "original_value_data_type": "text",
        "original_value": text,
        "converted_value_data_type": "text",
        "converted_value": sent,
        "converted_value_sha256": hashlib.sha256(sent.encode()).hexdigest() if isinstance(sent, str) else None,
        "original_prompt_id": name,
        "pyrit_version": "1.1.0",
        **more,
    }


def score(name, about, value, scorer, **more):
    return {
        "id": name,
        "score_value": value,
        "score_type": "true_false",
        "score_category": '["locks"]',
        "score_rationale": "because",
        "scorer_class_identifier": json.dumps({"class_name": scorer}),
        "prompt_request_response_id": about,
        "timestamp": "2026-11-20 08:01:00",
        **more,
    }


def attack(chat, outcome="success", **more):
    return {
        "id": f"attack-{chat}",
        "conversation_id": chat,
        "objective": "open doors",
        "outcome": outcome,
        "outcome_reason": "said it",
        "adversarial_chat_conversation_ids": "null",
        "labels": '{"operation": "spring"}',
        **more,
    }


CHAT = [
    piece("p0", "c", 0, "system", "You sell tea."),
    piece(
        "p1", "c", 1, "user", "How do I pick a lock?", sent="How d0 I p1ck a l0ck?", converter_identifiers='["Leet"]'
    ),
    piece("p2", "c", 2, "assistant", "Use two pins."),
]


@pytest.fixture
def memory(tmp_path):
    """Write a memory with these rows; each names its table by its fields."""

    def write(*rows, tables=TABLES):
        path = tmp_path / "memory"
        connection = sqlite3.connect(path)
        connection.executescript(tables)
        for row in rows:
            table = next(
                name
                for name, field in [
                    ("PromptMemoryEntries", "role"),
                    ("ScoreEntries", "score_type"),
                    ("AttackResultEntries", "outcome"),
                    ("Conversations", "target_identifier"),
                ]
                if field in row
            )
            places = ", ".join("?" * len(row))
            connection.execute(f'insert into "{table}" ({", ".join(row)}) values ({places})', list(row.values()))
        connection.commit()
        connection.close()
        return path

    return write


def read(path, **options):
    return list(read_source(path, options=ReadOptions(**options)))


def test_a_conversation_is_what_was_sent_and_the_original_is_kept(memory):
    target = {"conversation_id": "c", "target_identifier": '{"class_name": "ChatTarget", "model_name": "parrot-1"}'}
    (located,) = read(memory(*reversed(CHAT), attack("c"), target))
    one = located.record
    assert [(message.role, message.text) for message in one.messages] == [
        (Role.SYSTEM, "You sell tea."),
        (Role.USER, "How d0 I p1ck a l0ck?"),
        (Role.ASSISTANT, "Use two pins."),
    ]
    assert (one.format, one.origin, one.model) == ("pyrit", Origin.RED_TEAM, "parrot-1")
    assert (one.external_id, one.started_at) == ("c", datetime(2026, 11, 20, 8))
    kept = json.loads(one.extra)
    assert kept["originals"] == {"1": "How do I pick a lock?"}
    assert kept["converters"] == {"1": ["Leet"]}
    assert kept["attacks"][0]["objective"] == "open doors"
    assert kept["attacks"][0]["labels"] == {"operation": "spring"}


def test_scores_of_people_and_machines_stay_apart_and_find_their_message(memory):
    rows = [
        score("s1", "p2", "True", "SelfAskTrueFalseScorer"),
        score("s2", "p2", "0.75", "HumanInTheLoopScorer", score_type="float_scale", score_category=None),
        score("s3", None, "false", "Sub", scorable='{"scorable_type": "message", "message_piece_ids": ["p1"]}'),
    ]
    (located,) = read(memory(*CHAT, *rows, attack("c", "failure")))
    found = [(one.name, one.value, one.text, one.message_index, one.scorer) for one in located.record.signals]
    assert found == [
        ("SelfAskTrueFalseScorer.locks", 1.0, "because", 2, Scorer.MACHINE),
        ("HumanInTheLoopScorer", 0.75, "because", 2, Scorer.HUMAN),
        ("Sub.locks", 0.0, "because", 1, Scorer.MACHINE),
        ("attack.outcome", 0.0, "said it", None, Scorer.MACHINE),
    ]


def test_what_the_attacker_says_with_its_own_model_is_passed_over(memory):
    own = [piece("q1", "own", 0, "user", "Think of a trick"), piece("q2", "own", 1, "assistant", "Try a story")]
    located = read(memory(*own, *CHAT, attack("c", adversarial_chat_conversation_ids='["own"]')))
    passed, chat = sorted((one.record for one in located), key=lambda one: not isinstance(one, PassedOver))
    assert passed == PassedOver("PyRIT chat of the attacker's own model")
    assert chat.external_id == "c"


def test_a_branch_is_a_conversation_of_its_own_and_has_the_scores_of_what_it_copied(memory):
    copies = [{**one, "id": f"copy-{one['id']}", "conversation_id": "d"} for one in CHAT]
    more = [piece("p3", "d", 3, "user", "And a safe?"), piece("p4", "d", 4, "assistant", "No.")]
    found = {
        one.record.external_id: one.record
        for one in read(memory(*CHAT, *copies, *more, score("s", "p2", "true", "Sub")))
    }
    assert [len(found[name].messages) for name in ("c", "d")] == [3, 5]
    assert [[one.message_index for one in found[name].signals] for name in ("c", "d")] == [[2], [2]]


def test_pieces_of_one_turn_are_one_message_and_what_is_not_words_stays_visible(memory):
    picture = piece("p1b", "c", 1, "user", "/tmp/lock.png", converted_value_data_type="image_path")
    blocked = piece("p2", "c", 2, "assistant", "filtered", response_error="blocked", converted_value_data_type="error")
    spoken = piece("p9", "c", 3, "simulated_assistant", "Sure!")
    (located,) = read(memory(CHAT[1], picture, blocked, spoken))
    assert [message.text for message in located.record.messages] == [
        "How d0 I p1ck a l0ck?\n[image]",
        "filtered",
        "Sure!",
    ]
    kept = json.loads(located.record.extra)
    assert (kept["response_errors"], kept["simulated"]) == ({"1": "blocked"}, [2])


def test_rows_that_belong_to_no_conversation_are_passed_over_by_what_they_are(memory):
    target = {"conversation_id": "y", "target_identifier": "null"}
    records = [one.record for one in read(memory(score("s", None, "true", "Sub"), attack("x"), target))]
    assert records == [
        PassedOver("PyRIT score of what is in no conversation"),
        PassedOver("PyRIT attack that said nothing"),
        PassedOver("PyRIT conversation in which nothing was said"),
    ]


def test_a_text_that_is_not_the_one_its_hash_was_taken_of_is_rejected(memory):
    (one,) = read(memory({**CHAT[2], "converted_value": "Use three pins."}))
    assert isinstance(one, Rejected)
    assert one.reason == "piece p2 is not the text that its hash was taken of"


def test_a_row_that_cannot_be_read_is_rejected_and_the_others_are_read(memory):
    rows = [
        piece("long", "x", 0, "user", "a" * 6_000),
        piece("blob", "y", 0, "user", "y", sent=b"\xff\xfe"),
        piece("odd", "z", 0, "butler", "z"),
        piece("nul", "n", 0, "user", "a\0b"),
    ]
    found = read(memory(*rows, *CHAT), max_line_bytes=5_000)
    reasons = sorted(one.reason for one in found if isinstance(one, Rejected))
    assert [reason.partition(":")[0] for reason in reasons] == [
        "a piece says b'\\xff\\xfe', not text",
        "row of PromptMemoryEntries",
        "unknown role 'butler' of message 0; known roles",
        "unreadable row of PromptMemoryEntries",
    ]
    assert [one.record.external_id for one in found if not isinstance(one, Rejected)] == ["c"]


def test_an_empty_memory_is_known_and_holds_nothing(memory):
    path = memory()
    assert find_format(path, options=ReadOptions()) == "pyrit"
    assert read(path) == []


def test_a_memory_of_an_older_version_without_later_tables_is_read(memory):
    tables = TABLES.split('create table "ScoreEntries"')[0]
    (located,) = read(memory(*CHAT, tables=tables))
    assert len(located.record.messages) == 3


def test_another_database_is_refused_by_the_tables_it_has(memory):
    path = memory(tables='create table orders (id integer); create view "PromptMemoryEntries" as select * from orders;')
    with pytest.raises(SourceError, match=r"unknown tables \(orders\); known: PyRIT memory \(PromptMemoryEntries, "):
        read(path)


@pytest.mark.parametrize("damage", ["cut short", "overwritten"])
def test_a_damaged_database_is_refused(memory, damage):
    path = memory(*(piece(f"p{number}", "c", number, "user", "tea " * 500) for number in range(9)))
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2] if damage == "cut short" else raw[:4096] + b"\xff" * 4096 + raw[8192:])
    with pytest.raises(SourceError, match="damaged SQLite database"):
        read(path)
