import random
import re
import shutil

import pytest

from monitor.config import Settings
from monitor.ledger import open_ledger, read_events, read_head
from pipelines.anchor import ANCHOR_FILE, write_anchor
from pipelines.verify import verify
from tests.faults.ledger_kills import kill_writers
from tests.faults.ledger_mutations import EVENTS, PAGE_BYTES, TAMPERINGS, flip_a_bit, read_rows, tamper, write_ledger

WRITERS, KILLS = 6, 20
EACH_TAMPERING, BIT_FLIPS = 3, 20
# Where the harm is: an event, the head that counts them, a page or index of the file, or what its schema says.
PLACE = re.compile(
    r"event -?\d+|head row|[Pp]age \d+|index \w+|schema \(\w+\)|rules were changed: \w+ \w+|not a database"
)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    path = tmp_path_factory.mktemp("untouched") / "ledger.sqlite"
    write_ledger(path)
    return path


@pytest.fixture
def home(untouched, tmp_path):
    shutil.copy(untouched, tmp_path / "ledger.sqlite")
    return Settings(home=tmp_path)


def find_tampering(settings):
    """Return what `monitor verify` says of the ledger."""
    found = [problem for problem in verify(settings).problems if problem.startswith("ledger: ")]
    return found[0] if found else None


def test_whatever_was_acknowledged_outlives_every_kill(tmp_path):
    outcome = kill_writers(tmp_path, writers=WRITERS, kills=KILLS)
    assert outcome.kills == KILLS
    assert outcome.lost == frozenset()
    assert outcome.recorded >= outcome.acknowledged > KILLS


def test_an_untouched_ledger_is_not_complained_of(home):
    assert find_tampering(home) is None
    assert verify(home).ledger.count == EVENTS


@pytest.mark.parametrize("seed", range(EACH_TAMPERING))
@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_with_rows_is_found_with_its_place(home, how, seed):
    path = home.home / "ledger.sqlite"
    before = read_rows(path)
    tamper(path, how, random.Random(seed))
    assert read_rows(path) != before
    assert PLACE.search(find_tampering(home))


@pytest.mark.parametrize("seed", range(BIT_FLIPS))
def test_a_flipped_bit_that_changes_what_the_file_says_is_found_with_its_place(home, seed):
    flip_a_bit(home.home / "ledger.sqlite", random.Random(seed))
    assert PLACE.search(find_tampering(home))


def test_a_scrambled_page_is_found_with_its_place(home):
    path = home.home / "ledger.sqlite"
    whole = path.read_bytes()
    for page in range(len(whole) // PAGE_BYTES):
        changed = bytearray(whole)
        changed[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = random.Random(page).randbytes(PAGE_BYTES)
        path.write_bytes(changed)
        assert PLACE.search(find_tampering(home)), page


def test_a_ledger_cut_back_with_its_head_is_found_by_what_the_last_run_kept_beside_it(home):
    with open_ledger(home.ledger) as ledger:
        write_anchor(home.home, read_head(ledger))

    def cut_back(connection, _):
        connection.execute("delete from events where sequence > 100")
        connection.execute("update head set length = 100, hash = (select hash from events where sequence = 100)")

    tamper(home.home / "ledger.sqlite", cut_back, random)
    assert find_tampering(home) == f"ledger: event 101 is missing: {EVENTS} events were verified earlier"
    (home.home / ANCHOR_FILE).write_bytes(b"{")
    assert "ledger.anchor is damaged" in find_tampering(home)


def test_an_edited_event_is_the_one_that_is_named(home):
    path = home.home / "ledger.sqlite"
    with open_ledger(home.ledger) as ledger:
        seventh = read_events(ledger)[6]
    assert seventh.sequence == 7
    tamper(path, lambda connection, _: connection.execute("update events set reason = 'x' where sequence = 7"), random)
    assert f"event 7 (version {seventh.version} of {seventh.subject_id}, noted by mia)" in find_tampering(home)
