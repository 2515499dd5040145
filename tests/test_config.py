import pytest

from monitor.config import Settings, read_settings
from monitor.errors import ConfigError


def test_defaults_need_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_settings(environ={}) == Settings()


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / "monitor.toml"
    file.write_text('port = 9000\nactor = "ana"\n[columns]\nprompt = "question_text"\n')
    found = read_settings(file, {"MONITOR_PORT": "9001"})
    assert (found.port, found.actor, found.columns) == (9001, "ana", {"prompt": "question_text"})


def test_an_unknown_key_is_refused_by_name(tmp_path):
    file = tmp_path / "monitor.toml"
    file.write_text("prot = 9000\n")
    with pytest.raises(ConfigError, match=r"unknown setting 'prot'; known settings: .*port"):
        read_settings(file, {})


def test_an_unknown_variable_is_refused_by_name():
    with pytest.raises(ConfigError, match="'hoem'"):
        read_settings(environ={"MONITOR_HOEM": "/tmp"})


def test_a_wrong_value_is_named():
    with pytest.raises(ConfigError, match="setting 'port' cannot be 'eighty'"):
        read_settings(environ={"MONITOR_PORT": "eighty"})


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml"):
        read_settings(tmp_path / "none.toml", {})


def test_a_broken_file_is_named(tmp_path):
    file = tmp_path / "monitor.toml"
    file.write_text("port = = 9")
    with pytest.raises(ConfigError, match="not TOML"):
        read_settings(file, {})


def test_a_judge_is_a_table_of_its_own(tmp_path):
    file = tmp_path / "monitor.toml"
    file.write_text('[judge]\nbase_url = "http://localhost:8000/v1"\nmodel = "m"\ninput_price = 0\noutput_price = 0\n')
    assert read_settings(file, {}).judge.most_calls == 200


@pytest.mark.parametrize("address", ["ftp://host/v1", "localhost:8000", "https://user:sk-1@host/v1"])
def test_an_address_of_a_judge_holds_no_key(tmp_path, address):
    file = tmp_path / "monitor.toml"
    file.write_text(f'[judge]\nbase_url = "{address}"\nmodel = "m"\ninput_price = 0\noutput_price = 0\n')
    with pytest.raises(ConfigError, match=r"'judge\.base_url'"):
        read_settings(file, {})


@pytest.mark.parametrize(("lines", "said"), [('api_key = "sk-1"', "unknown"), ("", "missing")])
def test_a_key_that_stands_in_the_settings_is_refused_and_not_repeated(tmp_path, lines, said):
    file = tmp_path / "monitor.toml"
    prices = "input_price = 0\noutput_price = 0\n" if lines else ""
    file.write_text(f'[judge]\n{lines}\nbase_url = "http://localhost/v1"\nmodel = "m"\n{prices}')
    with pytest.raises(ConfigError, match=f"{said} setting 'judge.*settings of the judge: base_url") as refused:
        read_settings(file, {})
    assert "sk-1" not in str(refused.value)
