"""The README names everything there is; `python tests/test_readme.py` draws its file tree anew."""

import ast
import re
from pathlib import Path

import pytest

from monitor.config import Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DRAWN = ("monitor", "pages", "pipelines")
TREE = re.compile(r"## The house\n.*?```\n(.*?)```", re.DOTALL)
WIDTH = 34


def sentence_of(file: Path) -> str:
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").split("\n")[0].rstrip(".")


def draw(folder: Path, depth: int = 0) -> list[str]:
    opening = folder / "__init__.py"
    said = sentence_of(opening) if opening.exists() else ""
    lines = [f"{'  ' * depth + folder.name + '/':<{WIDTH}}{said}".rstrip()]
    modules = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    lines += [f"{'  ' * (depth + 1) + path.stem:<{WIDTH}}{sentence_of(path)}" for path in modules]
    folders = sorted(path for path in folder.iterdir() if path.is_dir() and list(path.glob("*.py")))
    return lines + [line for sub in folders for line in draw(sub, depth + 1)]


def draw_tree() -> str:
    return "".join(f"{line}\n" for room in DRAWN for line in draw(ROOT / room))


def test_the_file_tree_is_the_house_as_it_stands():
    found = TREE.search(README.read_text(encoding="utf-8"))
    assert found is not None
    assert found[1] == draw_tree(), "run `python tests/test_readme.py`"


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_in_the_readme(setting):
    assert f"`{setting}`" in README.read_text(encoding="utf-8")


def test_every_format_failure_export_and_command_is_in_the_readme():
    from monitor.exports import WRITERS
    from monitor.sources import READERS
    from monitor.taxonomy import Failure
    from pipelines.__main__ import COMMANDS

    text = README.read_text(encoding="utf-8")
    names = [*READERS, *map(str, Failure), *WRITERS]
    assert [name for name in names if f"`{name}`" not in text] == []
    assert [name for name in COMMANDS if not re.search(rf"`{name}`|monitor {name}", text)] == []


def test_every_tick_of_the_table_of_formats_is_earned_by_a_test():
    from monitor.sources import READERS
    from tests.sources.test_every_reader import CHECKS, ticks

    head = f"| format | {' | '.join(CHECKS)} | what it is |\n"
    lines = README.read_text(encoding="utf-8").partition(head)[2].partition("\n\n")[0].splitlines()[1:]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    shown = [(name.strip("`"), signs) for name, *signs, _ in cells]
    earned = [(name, ["✓" if check in ticks(name) else "–" for check in CHECKS]) for name in READERS]
    assert sorted(shown) == sorted(earned)


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    start, end = TREE.search(text).span(1)  # type: ignore[union-attr]
    README.write_text(text[:start] + draw_tree() + text[end:], encoding="utf-8")
