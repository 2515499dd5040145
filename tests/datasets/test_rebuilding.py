"""A version exported again, from the ledger alone and years of changes later, is the same to the byte."""

import shutil

import pytest

from monitor.datasets import (
    ExampleRef,
    Release,
    approve,
    edit_ideal,
    freeze,
    promote,
    read_version,
    with_approval,
    withdraw,
)
from monitor.exports import WRITERS, export_dataset
from monitor.frozen import Conditions
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Expected, Permission, Side

BEN = Actor("ben", Permission.ANALYST)
RELEASE = Release("first", Conditions(redaction=2, encoder="e", licence="cc-by-4.0", consent="terms of 2026"))


@pytest.fixture
def home(tmp_path, mia, draft, rules):
    with open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
        for name, side in (("a", Side.EVAL), ("b", Side.TRAIN), ("c", Side.TRAIN)):
            # Some formats take only what must be refused.
            expected = Expected.MUST_REFUSE if side is Side.EVAL else Expected.MUST_ANSWER
            told = draft(name, expected=expected, ideal=f"My answer: {name}.", model="aria", language="en")
            promote(ledger, told, side=side, actor=mia, rules=rules)
        freeze(ledger, "core", actor=mia, rules=rules, release=RELEASE)
        approve(ledger, read_version(ledger, "core", 1), actor=BEN, reason="looked")
    return tmp_path


def export_all(home, name):
    """Every file of every format, from a ledger opened anew."""
    with open_ledger(f"sqlite:///{home}/ledger.sqlite") as ledger:
        for format, kind in WRITERS.items():
            frozen = with_approval(ledger, read_version(ledger, "core", 1), kind.sides)
            export_dataset(frozen, format=format, folder=home / name)
    return {path.relative_to(home / name): path.read_bytes() for path in (home / name).rglob("*") if path.is_file()}


def test_a_version_exported_again_is_the_same_to_the_byte(home, mia, draft, rules):
    before = export_all(home, "before")
    with open_ledger(f"sqlite:///{home}/ledger.sqlite") as ledger:
        edit_ideal(ledger, ExampleRef("EX-0002", 1), "Something else.", actor=mia)
        withdraw(ledger, ExampleRef("EX-0001", 1), actor=mia)
        promote(ledger, draft("d"), side=Side.EVAL, actor=mia, rules=rules)
        freeze(ledger, "core", actor=mia, rules=rules)
    (home / "elsewhere").mkdir()
    shutil.copy(home / "ledger.sqlite", home / "elsewhere")
    assert export_all(home / "elsewhere", "after") == before
    assert len({path.parts[0] for path in before}) == 2 * len(WRITERS)


def test_a_manifest_says_under_what_conditions_and_by_whose_word(home):
    said = export_all(home, "out")
    manifest = next(text.decode() for path, text in said.items() if path.parts == ("core-v1-trl_sft", "manifest.json"))
    assert all(one in manifest for one in ('"licence": "cc-by-4.0"', '"by": "ben"', '"encoder": "e"', '"redaction": 2'))
    card = next(text.decode() for path, text in said.items() if path.name == "README.md")
    assert "license: cc-by-4.0" in card
    assert '- consent: "terms of 2026"' in card
