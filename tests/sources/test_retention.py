from datetime import UTC, datetime, timedelta

import pytest

from monitor.durable import write_file
from monitor.sources import expire_copies, find_changed_landings, find_expired, read_deliveries
from monitor.sources.sidecars import sidecar_path
from tests.sources.test_landing import land

NOW = datetime.now(UTC).replace(tzinfo=None)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def landed(write, tmp_path):
    return land(write(b"content"), tmp_path / "landing")


def test_a_copy_goes_when_it_was_kept_long_enough_and_its_sidecar_says_so(landed, tmp_path):
    folder = tmp_path / "landing"
    assert expire_copies(folder, before=NOW - timedelta(days=1), at=NOW) == 0
    assert expire_copies(folder, before=LATER, at=LATER) == 1
    assert not landed.path.exists()
    assert list(find_expired(folder)) == [landed.sha256]
    assert list(find_changed_landings(folder, [landed.sha256])) == []
    assert list(read_deliveries(folder)) == []
    assert expire_copies(folder, before=LATER, at=LATER) == 0


def test_a_file_that_comes_again_is_kept_again(landed, write, tmp_path):
    folder = tmp_path / "landing"
    expire_copies(folder, before=LATER, at=LATER)
    land(write(b"content", name="again"), folder)
    assert landed.path.read_bytes() == b"content"
    assert list(find_expired(folder)) == []
    landed.path.unlink()
    assert len(list(find_changed_landings(folder, []))) == 1


def test_an_expiry_that_was_killed_is_completed(landed, tmp_path):
    folder = tmp_path / "landing"
    expire_copies(folder, before=LATER, at=LATER)
    write_file(landed.path, bytes(7))
    assert expire_copies(folder, before=LATER, at=LATER) == 1
    assert list(find_changed_landings(folder, [])) == []


def test_a_copy_of_unknown_age_stays(landed, tmp_path):
    sidecar_path(landed.path).unlink()
    assert expire_copies(tmp_path / "landing", before=LATER, at=LATER) == 0
    assert landed.path.exists()
