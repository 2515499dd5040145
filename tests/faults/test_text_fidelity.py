"""What was said is read, hashed, stored and exported sign by sign; or it is refused with what to do about it."""

import csv
import io
import json
import unicodedata
from datetime import datetime

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import SourceError
from monitor.exports import WRITERS
from monitor.records import Example, Message, Rejected, content_hash
from monitor.redaction import admit_conversation
from monitor.sources import Located, ReadOptions, read_source, with_code
from monitor.taxonomy import Expected, Role, Side
from monitor.warehouse.connection import open_working
from monitor.warehouse.conversation_rows import build_frames
from monitor.warehouse.conversations import read_conversations, write_conversations
from monitor.warehouse.placed import Placed
from tests.faults.loads import stored_texts
from tests.faults.nights import make_home

# All of Unicode that can be written in UTF-8, but NUL, which half of all programs cut a text at.
SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.text(SIGNS, min_size=1).filter(str.strip)
TURNS = st.lists(st.tuples(st.sampled_from(["user", "assistant", "system"]), TEXTS), min_size=1, max_size=4)
CHATS = st.lists(TURNS, min_size=1, max_size=3)

STRANGE = {
    "a line separator": "one\u2028two\u2029three\x85four\x0bfive",
    "composed": unicodedata.normalize("NFC", "Zoë naïve Ångström"),
    "decomposed": unicodedata.normalize("NFD", "Zoë naïve Ångström"),
    "right to left": "\u202eevil\u202c שלום \u2067مرحبا\u2069",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg",
    "tags and selectors": "☠\ufe0f \U000e0041\U000e0042 🏳️‍🌈",
    "beyond the first plane": "𝔘𝔫𝔦 😀 𐎀 \U0010ffff \uffff \ufffe",
    "controls": "\x01\x02\x1b[2J\x7f\x80\x9f",
    "line ends": "one\rtwo\r\nthree\nfour\n",
    "quotes and separators": "\"a\",'b';\t|\\n\\\\",
    "formulas": "=cmd|'/c calc'!A1",
    "spaces": "  both ends\u3000 ",
}


def as_lines(chats, *, ascii_only=False):
    rows = ({"messages": [{"role": role, "content": text} for role, text in turns]} for turns in chats)
    return "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows).encode()


def as_array(chats):
    return b"[" + as_lines(chats).replace(b"\n", b",").removesuffix(b",") + b"]"


def as_csv(chats):
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(["conversation_id", "turn", "role", "text"])
    table.writerows([str(n), str(i), *turn] for n, turns in enumerate(chats) for i, turn in enumerate(turns))
    return file.getvalue().encode()


def as_parquet(chats):
    file = io.BytesIO()
    rows = [[{"role": role, "content": text} for role, text in turns] for turns in chats]
    pyarrow.parquet.write_table(pyarrow.table({"messages": rows}), file)
    return file.getvalue()


WRITINGS = {
    "lines": as_lines,
    "escaped lines": lambda chats: as_lines(chats, ascii_only=True),
    "array": as_array,
    "csv": as_csv,
    "parquet": as_parquet,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_working(tmp_path_factory.mktemp("fidelity") / "warehouse.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("fidelity") / "log"


@pytest.fixture(scope="module", params=WRITINGS.values(), ids=WRITINGS)
def written(request):
    return request.param


@settings(max_examples=40, deadline=None)
@given(chats=CHATS)
def test_whatever_is_said_comes_back_from_the_warehouse_as_it_was_said(store, path, written, chats):
    path.write_bytes(written(chats))
    found = list(read_source(path, options=ReadOptions()))
    assert all(isinstance(one, Located) for one in found)
    read = [[(one.role, one.text) for one in located.record.messages] for located in found]
    assert read == [[(Role(role), text) for role, text in turns] for turns in chats]
    # Redaction changes what is personal, which chance may hit upon: the words themselves are put back.
    admitted = [admit_conversation(one.record, key=b"k", region="US") for one in found]
    kept = [_unredacted(*pair) for pair in zip(admitted, found, strict=True)]
    write_conversations(store, [build_frames([Placed(0, one) for one in kept])], sha256="s", run_id="r")
    stored = {one.conversation_id: one for one in read_conversations(store, [one.conversation_id for one in kept])}
    for one in kept:
        assert stored[one.conversation_id].messages == one.messages


def _unredacted(conversation, located):
    return type(conversation)(
        **{name: getattr(conversation, name) for name in conversation.__dataclass_fields__ if name != "messages"},
        messages=located.record.messages,
    )


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_text_is_stored_and_hashed_sign_by_sign(written, tmp_path, text):
    (tmp_path / "log").write_bytes(written([[("user", text), ("assistant", f"You said {text}")]]))
    home = make_home(tmp_path / "home")
    assert stored_texts(home, tmp_path / "log") == [text, f"You said {text}"]
    with open_working(home.working) as store:
        hashes = {digest for (digest,) in store.execute("select content_hash from messages").fetchall()}
    assert content_hash(text) in hashes


def test_composed_and_decomposed_text_are_two(written, tmp_path):
    texts = [STRANGE["composed"], STRANGE["decomposed"]]
    (tmp_path / "log").write_bytes(written([[("user", text)] for text in texts]))
    assert sorted(stored_texts(make_home(tmp_path / "home"), tmp_path / "log")) == sorted(texts)


def an_example(prompt, response, ideal):
    return Example(
        example_id="e1",
        case_id="c1",
        side=Side.TRAIN,
        version=1,
        messages=(Message(Role.USER, prompt),),
        response=response,
        ideal=ideal,
        expected=Expected.MUST_REFUSE,
        promoted_by="mia",
        promoted_at=datetime(2026, 11, 1),
    )


@given(prompt=TEXTS, response=TEXTS, ideal=TEXTS)
def test_every_export_holds_the_text_as_it_was_stored(prompt, response, ideal):
    example = an_example(prompt, response, ideal)
    for name, kind in WRITERS.items():
        records = json.loads(json.dumps(kind.write(example), ensure_ascii=False).encode())
        texts = set(_texts(records))
        assert prompt in texts, name
        # Red-team tools only ask.
        assert name in {"garak", "pyrit"} or ideal in texts, name
        assert name in {"garak", "pyrit", "openai", "trl_sft"} or response in texts, name


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


CHAT = as_lines([[("user", "Grüße"), ("assistant", "Hello")]]).decode()
TABLE = as_csv([[("user", "Grüße"), ("assistant", "Hello")]]).decode()


@pytest.mark.parametrize("text", [CHAT, TABLE, as_array([[("user", "Grüße")]]).decode()], ids=["json", "csv", "array"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "marked"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_other_encodings_are_named_with_what_to_do(tmp_path, text, mark, encoding):
    (tmp_path / "log").write_bytes(f"{mark}{text}".encode(encoding))
    with pytest.raises(SourceError, match=f"wrong_encoding: the file is {encoding[:6].upper()}; convert it to UTF-8"):
        next(read_source(tmp_path / "log", options=ReadOptions()))


@pytest.mark.parametrize("text", [CHAT, TABLE], ids=["json", "csv"])
def test_a_byte_order_mark_of_utf8_is_no_part_of_the_text(tmp_path, text):
    for name, mark in {"bare": "", "marked": "\ufeff"}.items():
        (tmp_path / name).write_text(mark + text, encoding="utf-8", newline="")
    bare, marked = (list(read_source(tmp_path / name, options=ReadOptions())) for name in ("bare", "marked"))
    assert [one.record for one in marked] == [one.record for one in bare]


@pytest.mark.parametrize("text", [CHAT, TABLE], ids=["json", "csv"])
def test_latin_1_is_refused_with_what_to_do(tmp_path, text):
    (tmp_path / "log").write_bytes((text + text.replace("ß", "ss").replace("ü", "u")).encode("latin-1"))
    found = [one for one in _read_or_refuse(tmp_path / "log") if "not_utf8" in one]
    assert found
    assert all("convert the file to UTF-8" in one for one in found)


@pytest.mark.parametrize("text", [CHAT * 2, TABLE], ids=["json", "csv"])
def test_lines_that_end_with_cr_alone_are_refused_with_what_to_do(tmp_path, text):
    (tmp_path / "log").write_text(text.replace("\r\n", "\n").replace("\n", "\r"), newline="")
    assert "wrong_line_ends: its lines end with CR alone; convert them to LF" in _read_or_refuse(tmp_path / "log")[0]


def test_a_document_that_is_laid_out_with_cr_is_read(tmp_path):
    document = json.dumps(json.loads(CHAT), indent=1).replace("\n", "\r")
    (tmp_path / "log").write_text(document, newline="")
    assert _read_or_refuse(tmp_path / "log") == ["read"]


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("9007199254740993", "9007199254740993"),
        ("-18446744073709551617", "-18446744073709551617"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_whole_numbers_beyond_those_of_floats_are_kept_exactly(tmp_path, number, kept):
    (tmp_path / "log").write_text(CHAT.rstrip()[:-1] + f', "id": {number}, "seen": {number}}}')
    (found,) = read_source(tmp_path / "log", options=ReadOptions())
    assert found.record.external_id == kept
    assert found.record.extra == f'{{"seen": {kept}}}'


def _read_or_refuse(path):
    try:
        found = list(read_source(path, options=ReadOptions()))
    except SourceError as error:
        return [str(error)]
    return [with_code(one.reason) if isinstance(one, Rejected) else "read" for one in found]


@pytest.mark.parametrize("key", ['"a\\u0000"', '"\\ud800"'])
def test_text_that_is_no_unicode_is_refused_in_yaml_too(tmp_path, key):
    (tmp_path / "log").write_text(f"id: AML.CS0000\nname: {key}\nsummary: words\n")
    assert "lone_surrogate" in _read_or(tmp_path) or "nul_character" in _read_or(tmp_path)


def test_a_key_that_stands_twice_in_yaml_is_refused(tmp_path):
    (tmp_path / "log").write_text("id: AML.CS0000\nname: one\nname: two\nsummary: words\n")
    assert "duplicate_key" in _read_or(tmp_path)


def test_two_parquet_columns_of_one_name_are_refused(tmp_path):
    columns = [pyarrow.array(["Hello?"]), pyarrow.array(["Hi"]), pyarrow.array(["Other"])]
    pyarrow.parquet.write_table(pyarrow.table(columns, names=["prompt", "response", "prompt"]), tmp_path / "log")
    assert "duplicate_key" in _read_or(tmp_path)


def _read_or(folder):
    return _read_or_refuse(folder / "log")[0]
