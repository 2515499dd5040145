import itertools
from dataclasses import replace
from datetime import datetime

import pytest

from monitor.records import Report
from monitor.warehouse.checks import find_miscounts
from monitor.warehouse.connection import open_working
from monitor.warehouse.landings import count_stored
from monitor.warehouse.migrations import MIGRATIONS
from monitor.warehouse.reports import read_reports, write_reports
from monitor.warehouse.sightings import PlacedReport, Spread, read_spreads, sightings_frame

TOLD = Report(
    report_id="r1",
    text="It lied about a refund.",
    format="x_archive",
    channel="X",
    url="https://x.test/1",
    tags=("refund",),
    reported_at=datetime(2026, 11, 2, 8),
)
TELLINGS = (
    TOLD,
    replace(TOLD, channel="Reddit", reported_at=datetime(2026, 11, 1), attachments=("shot.png",), severity="high"),
    replace(TOLD, channel="feed", reported_at=None, title="Refund"),
    replace(TOLD, channel="Hacker News", reported_at=datetime(2026, 11, 1), severity="low"),
    replace(TOLD, channel="e-mail", url=None, external_id="<m1>"),
)


def tell(store, *tellings, sha256="f1"):
    placed = [PlacedReport(place, one, f"s-{one.channel}-{one.severity}") for place, one in enumerate(tellings)]
    return write_reports(store, placed, sha256=sha256, run_id="n1")


def test_the_same_words_from_five_places_are_one_report_with_five_sightings(store):
    assert tell(store, *TELLINGS) == 5
    assert tell(store, *TELLINGS, sha256="f2") == 0
    assert len(read_reports(store)) == 1
    assert sightings_frame(store, "r1")["channel"].to_list() == ["Hacker News", "Reddit", "X", "e-mail", "feed"]
    assert read_spreads(store) == {"r1": Spread(5, ("high", "low"))}
    assert (count_stored(store, "f1"), count_stored(store, "f2")) == (5, 0)
    assert list(find_miscounts(store)) == []


def test_a_sighting_told_again_with_another_severity_reaches_no_further(store):
    assert tell(store, TOLD, replace(TOLD, severity="high")) == 2
    assert read_spreads(store) == {"r1": Spread(1, ("high",))}


@pytest.mark.parametrize("in_one_file", [True, False])
def test_whichever_telling_comes_first_the_report_is_the_same(tmp_path, in_one_file):
    found = set()
    for number, order in enumerate(itertools.permutations(TELLINGS, 4 if in_one_file else 3)):
        missing = [one for one in TELLINGS if one not in order]
        with open_working(tmp_path / f"{number}.duckdb") as store:
            if in_one_file:
                tell(store, *order, *missing)
            else:
                for place, one in enumerate([*order, *missing]):
                    tell(store, one, sha256=f"f{place}")
            (report,) = read_reports(store)
            found.add(report)
        if number == 11:
            break
    assert {one.reported_at for one in found} == {datetime(2026, 11, 1)}
    assert len(found) == 1


def test_a_report_told_better_later_keeps_its_run_and_its_place_in_line(store):
    tell(store, TOLD)
    before = store.execute("select run_id, ingest_seq from reports").fetchall()
    write_reports(store, [PlacedReport(0, TELLINGS[1], "s2")], sha256="f2", run_id="n2")
    assert store.execute("select run_id, ingest_seq from reports").fetchall() == before
    assert read_reports(store) == [TELLINGS[1]]


def test_a_report_without_sightings_and_a_sighting_without_its_report_are_noticed(store):
    tell(store, TOLD)
    store.execute("delete from sightings")
    assert len(list(find_miscounts(store))) == 1
    tell(store, TOLD)
    store.execute("delete from reports")
    assert len(list(find_miscounts(store))) == 1


def test_reports_from_before_there_were_sightings_have_one(tmp_path):
    path = tmp_path / "old.duckdb"
    with open_working(path) as store:
        tell(store, TOLD)
        store.execute("drop table sightings")
        store.execute("alter table reports drop column telling")
        at = next(number for number, one in enumerate(MIGRATIONS, start=1) if "create table sightings" in one)
        store.execute("delete from schema_version where version >= $version", {"version": at})
        later = MIGRATIONS[at:]
    if later:
        pytest.skip("later changes are there already and cannot be made twice")
    with open_working(path) as store:
        assert read_spreads(store) == {"r1": Spread(1, ())}
        assert list(find_miscounts(store)) == []
