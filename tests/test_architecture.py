"""The house as a test: imports point down, each tool has one home, files and functions stay small."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("monitor", "pages", "pipelines")
MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 40

# Lower ranks know nothing of higher ones; rooms of one rank never import each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "taxonomy"),
    ("curation",),
    ("records", "config", "crosswalk", "durable", "erased"),
    ("frozen", "judgement", "likeness", "linkage", "shingles", "specificity", "disguises"),
    (
        "sources",
        "redaction",
        "detectors",
        "judges",
        "severity",
        "embeddings",
        "clusters",
        "exemplars",
        "exports",
        "charts",
        "linking",
        "statistics",
        "warehouse",
        "ledger",
    ),
    ("alarms", "attributes"),
    ("sameness", "teaching", "vectors"),
    ("triage", "datasets"),
    ("ui",),
    ("pages", "pipelines"),
)
RANK = {room: rank for rank, rooms in enumerate(FLOORS) for room in rooms}

HOMES: dict[str, tuple[str, ...]] = {
    "duckdb": ("warehouse",),
    "sqlalchemy": ("ledger",),
    "sqlite3": ("ledger", "sources"),
    "hdbscan": ("clusters",),
    "plotly": ("charts",),
    "streamlit": ("ui", "pages"),
    "sentence_transformers": ("embeddings",),
    "ahocorasick_rs": ("detectors",),
    "py3langid": ("detectors",),
    "rensa": ("shingles",),
    "phonenumbers": ("redaction",),
    "typer": ("pipelines",),
    "rich": ("pipelines",),
    "yaml": ("sources", "exports"),
    "feedparser": ("sources",),
    "openai": ("judges",),
    "zstandard": ("sources",),
}


def room_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] == "monitor":
        return parts[1] if len(parts) > 1 else None
    return parts[0] if parts[0] in ("pages", "pipelines") else None


def imports_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "monitor")


def find_violations(root: Path) -> Iterator[str]:
    for file in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        module = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from find_wrong_imports(module, tree)
        yield from find_large_parts(module, file.read_text(encoding="utf-8"), tree)


def find_wrong_imports(module: str, tree: ast.AST) -> Iterator[str]:
    mine = room_of(module)
    for target in imports_of(tree):
        theirs = room_of(target)
        if mine and theirs and theirs != mine and RANK[theirs] >= RANK[mine]:
            yield f"{module} may not import {target}: imports point down"
        homes = HOMES.get(target.split(".")[0])
        if homes and mine not in homes:
            yield f"{module} may not import {target}: it lives in {' and '.join(homes)}"


def find_large_parts(module: str, text: str, tree: ast.AST) -> Iterator[str]:
    lines = text.count("\n")
    if lines > MOST_FILE_LINES:
        yield f"{module} has {lines} lines; at most {MOST_FILE_LINES}"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            if length > MOST_FUNCTION_LINES:
                yield f"{module}.{node.name} has {length} lines; at most {MOST_FUNCTION_LINES}"
            parameters = len(node.args.posonlyargs) + len(node.args.args)
            if parameters > len(("first", "second", "third")) and not node.name.startswith(("test_", "_")):
                yield f"{module}.{node.name} takes {parameters} positional parameters; keyword-only after the second"


def test_the_house_keeps_its_rules() -> None:
    assert list(find_violations(ROOT)) == []


def test_every_room_has_a_floor() -> None:
    rooms = {path.stem for path in (ROOT / "monitor").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert {room for room in rooms if not room.startswith("__") and room != "py"} - set(RANK) == set()


@pytest.mark.parametrize(
    ("place", "planted", "complaint"),
    [
        ("monitor/records.py", "import monitor.warehouse.runs\n", "imports point down"),
        ("monitor/severity.py", "from monitor.detectors import DETECTORS\n", "imports point down"),
        ("monitor/severity.py", "from monitor import ledger\n", "imports point down"),
        ("monitor/triage/cases.py", "import duckdb\n", "it lives in warehouse"),
        ("pages/inbox.py", "from sqlalchemy import text\n", "it lives in ledger"),
        ("monitor/charts/sizes.py", "import streamlit as st\n", "it lives in ui and pages"),
        ("monitor/errors.py", "x = 1\n" * 401, "at most 400"),
        ("monitor/errors.py", "def long():\n" + "    x = 1\n" * 41, "at most 40"),
        ("monitor/errors.py", "def wide(a, b, c, d): ...\n", "keyword-only"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, place: str, planted: str, complaint: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True)
    file.write_text(planted)
    assert any(complaint in violation for violation in find_violations(tmp_path))


def test_no_page_hides_an_installed_module() -> None:
    pages = [path.stem for path in (ROOT / "pages").glob("*.py")]
    hidden = [name for name in pages if (found := importlib.util.find_spec(name)) and "pages" not in str(found.origin)]
    assert hidden == []


@pytest.mark.parametrize("file", sorted((ROOT / "monitor").rglob("*.py")), ids=str)
def test_every_module_says_what_it_is(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
