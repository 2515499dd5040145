import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.errors import ConfigError
from monitor.redaction import load_key


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    home = tmp_path / "new" / "home"
    key = load_key(home)
    assert len(key) == 32
    assert load_key(home) == key
    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600
    assert [file.name for file in home.iterdir()] == ["key"]


def test_two_homes_have_two_keys(tmp_path):
    assert load_key(tmp_path / "a") != load_key(tmp_path / "b")


def test_many_programs_starting_at_once_agree_on_one_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(load_key, [tmp_path] * 64))
    assert len(keys) == 1


def test_a_key_of_the_wrong_size_is_refused(tmp_path):
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(ConfigError, match="has 5 bytes instead of 32"):
        load_key(tmp_path)


def test_a_home_that_is_a_file_is_refused_by_name(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigError, match="home"):
        load_key(tmp_path / "home")
