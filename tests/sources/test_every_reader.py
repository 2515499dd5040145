"""Every reader on its example: what a tick in the README's table of formats stands for.

`read`: found by its content, packed or not, and read whole. `lossless`: what was read comes back from our own records
as it was. `drift`: a field nobody knows is kept, or refused by name. `damage`: an essential part that is out of order
costs its own record and no other. `again`: loaded twice, it is stored once, and every record is accounted for.
"""

import gzip
import io
import json
import sqlite3
from collections.abc import Callable

import pytest

from monitor.errors import SourceError
from monitor.records import PassedOver, Rejected
from monitor.sources import READERS, ReadOptions, find_format, read_source, write_records
from monitor.warehouse.runs import finish_run
from pipelines.ingest import ingest
from pipelines.job import open_job, utc_now
from tests.faults.loads import content
from tests.faults.nights import make_home
from tests.faults.packing import PACKERS
from tests.sources.examples.every import EXAMPLES
from tests.sources.examples.example import NEW_FIELD, NEW_VALUE

CHECKS = ("read", "lossless", "drift", "damage", "again")
# A dash in the table, and why.
EXCUSED: dict[tuple[str, str], str] = {
    ("mail", "drift"): "a header we do not know is as a rule the route of the mail, or somebody else's address",
}
NEEDS = {"inspect": "inspect_ai"}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gzip": gzip.compress, "zstd": PACKERS["zstd"]}


def ticks(reader: str) -> list[str]:
    """Return the checks that a reader passes: the row of ticks it has in the README."""
    return [check for check in CHECKS if (reader, check) not in EXCUSED]


def every(check: str) -> pytest.MarkDecorator:
    """Run a test on the example of every reader that is to pass a check."""
    return pytest.mark.parametrize("reader", [name for name in READERS if check in ticks(name)])


@pytest.fixture
def example(reader):
    if reader in NEEDS:
        pytest.importorskip(NEEDS[reader], reason=f"{reader} needs an extra")
    return EXAMPLES[reader]


def records(located):
    return [one.record for one in located if not isinstance(one, Rejected) and not isinstance(one.record, PassedOver)]


def reasons(located):
    return [one.reason for one in located if isinstance(one, Rejected)]


def outcome(read, content):
    """Return the records of a file and why the others are none; a file that is refused has no records."""
    try:
        located = read(content)
    except SourceError as error:
        return [], [str(error)]
    return records(located), reasons(located)


def test_every_reader_has_its_example():
    assert set(EXAMPLES) == set(READERS)


def test_what_is_excused_is_a_check_of_a_reader():
    assert all(reader in READERS and check in CHECKS and why for (reader, check), why in EXCUSED.items())


@every("read")
@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
def test_it_is_recognised_and_read_whole(reader, example, write, pack):
    path = write(pack(example.content))
    assert find_format(path, options=ReadOptions()) == reader
    located = list(read_source(path, options=ReadOptions()))
    assert (len(records(located)), reasons(located)) == (example.records, [])


@every("lossless")
def test_what_was_read_comes_back_from_our_own_records_as_it_was(reader, example, read):
    found = records(read(example.content))
    written = io.BytesIO()
    write_records(found, written)
    assert records(read(written.getvalue())) == found


@every("drift")
def test_a_field_nobody_knows_is_kept_or_refused_by_name(reader, example, read):
    assert example.grows
    for place, grown in example.grown().items():
        found, refused = outcome(read, grown)
        kept = any(NEW_VALUE in (one.extra or "") for one in found)
        assert kept or any(NEW_FIELD in reason for reason in refused), place
        assert len(found) >= example.records - len(refused), place


@every("damage")
def test_an_essential_part_out_of_order_costs_no_other_record(reader, example, read):
    assert example.breaks
    whole = records(read(example.content))
    for place, broken in example.broken().items():
        found, refused = outcome(read, broken)
        assert refused, place
        assert not found or len(found) == len(whole) - 1, place
        assert all(one in whole for one in found), place


def nodes(value, place=()):
    """Yield the place of everything inside a row."""
    if place:
        yield place
    named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in named:
        yield from nodes(inner, (*place, name))


# Inspect takes a tenth of a second for every log, and says by itself what is wrong with one.
@pytest.mark.parametrize("reader", [name for name in READERS if name not in NEEDS])
def test_nothing_of_a_wrong_kind_anywhere_stops_a_file(reader, example, read):
    for place in nodes(example.rows[0]):
        for wrong in (7, [7], {"a": "b"}):
            try:
                changed = example.changed((0, *place), wrong)
            except (AttributeError, TypeError, ValueError, sqlite3.Error):
                # No tool could write this, either.
                continue
            outcome(read, changed)


@every("again")
def test_loaded_twice_it_is_stored_once_and_every_record_is_accounted_for(reader, example, write, tmp_path):
    path = write(example.content)
    settings = make_home(tmp_path / "home")
    loads = []
    for _ in range(2):
        with open_job(settings) as job:
            counts = ingest(job, [path])
            finish_run(job.store, job.run, {}, at=utc_now())
            loads.append((counts, json.dumps(content(job), default=str)))
    (first, stored), (again, still) = loads
    assert (first["seen"], first["rejected"]) == (example.records, 0)
    for counts in (first, again):
        assert counts["seen"] == counts["inserted"] + counts["known"] + counts["rejected"]
    assert first["inserted"] > 0
    assert (again["inserted"], again["known"], still) == (0, again["seen"], stored)
