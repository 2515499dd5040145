import pytest

from monitor.exports import export_dataset, repoint


@pytest.fixture
def export(tmp_path, example, frozen):
    def write(number, format="openai"):
        return export_dataset(frozen(example("a"), number=number), format=format, folder=tmp_path).folder

    return write


def latest(folder, format="openai"):
    return (folder / f"core-latest-{format}").read_text()


def test_the_latest_is_the_highest_version_whichever_was_exported_last(tmp_path, export):
    for number, expected in ((2, 2), (10, 10), (9, 10), (2, 10)):
        export(number)
        assert latest(tmp_path) == f"core-v{expected}-openai\n"


def test_each_format_has_a_latest_of_its_own(tmp_path, export):
    export(1, "csv")
    export(2)
    assert latest(tmp_path, "csv") == "core-v1-csv\n"
    assert latest(tmp_path) == "core-v2-openai\n"


def test_a_pointer_follows_what_is_still_there(tmp_path, export):
    export(1)
    export(2).rename(tmp_path / "elsewhere")
    repoint(tmp_path)
    assert latest(tmp_path) == "core-v1-openai\n"
    (tmp_path / "core-v1-openai").rename(tmp_path / "gone")
    repoint(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "gone"]


def test_a_set_whose_name_looks_like_a_pointer_is_none(tmp_path, export):
    folder = export(1).rename(tmp_path / "core-latest-csv")
    repoint(tmp_path)
    assert folder.is_dir()
