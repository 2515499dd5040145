"""Small files that would fill memory or take forever are answered soon, in little memory, with a known code word."""

import pytest

from tests.faults.bombs import BOMBS, MOST_MEGABYTES, MOST_SECONDS, READ, SLOW, read_bomb


@pytest.mark.parametrize("name", [name for name in BOMBS if name not in SLOW])
def test_a_bomb_is_answered_in_bounded_time_and_memory(name, tmp_path):
    make, code = BOMBS[name]
    (tmp_path / "bomb").write_bytes(make())
    burst = read_bomb(tmp_path / "bomb")
    assert burst.says(code), burst.found
    assert burst.seconds <= MOST_SECONDS
    assert burst.megabytes <= MOST_MEGABYTES


@pytest.mark.parametrize("name", ["a line of 250 MB in 243 KB of gzip", "a line nested 10^5 deep"])
def test_what_is_good_around_a_bomb_is_read(name, tmp_path):
    (tmp_path / "bomb").write_bytes(BOMBS[name][0]())
    assert read_bomb(tmp_path / "bomb").found[READ] >= 1
