"""Samples of an Inspect log, read by Inspect itself once the log is known to be no bomb."""

import importlib
import re
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import zstandard

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.options import ReadOptions
from monitor.sources.rows import Row, rejected
from monitor.sources.strict_json import check_texts
from monitor.sources.unpack import DEFAULT_LIMITS, PIECE

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
# How Inspect opens its logs in JSON.
EVAL_JSON_START = re.compile(rb'\{\s*"version":\s*\d+,\s*"status":\s*"\w+",\s*"eval":\s*\{')
# A finished log has the one, a log of a run that goes on or was cut off the other.
LOG_MEMBERS = {"header.json", "_journal/start.json"}
SAMPLE_MEMBER = re.compile(r"samples/(?P<id>.+)_epoch_(?P<epoch>\d+)\.json", re.DOTALL)
# Inspect holds a log in JSON whole, in about ten times its size.
MOST_JSON_BYTES = 64 << 20
# These tell step by step what the messages tell, or are the solver's own notes.
STEPS = {"events", "events_data", "timelines", "store", "attachments"}
RUN_FIELDS = {"run_id", "task", "task_version", "task_args_passed", "model", "created", "tags", "metadata"}
# All that reading a damaged member, or JSON that is no log, can raise.
_DAMAGE = (zipfile.BadZipFile, zlib.error, zstandard.ZstdError, EOFError, ValueError, LookupError, NotImplementedError)
NEEDS = "to read an Inspect log: pip install 'chatbot-failure-monitor[inspect]'"


def read_inspect_log(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the samples of a log in either form; the offset of a sample counts from 0.

    Raises SourceError if Inspect is not installed, or if the log is damaged or unpacks to too much.
    """
    if _is_zip(stream):
        _check_members(stream)
    with tempfile.TemporaryDirectory() as folder:
        read = _read_archive if _is_zip(stream) else _read_document
        yield from read(stream, Path(folder), options)


def read_inspect_start(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Tell an Inspect log from any other archive; raises SourceError if it is none."""
    if _is_zip(stream):
        _check_members(stream)
    yield Row(0, 1, {"sample": {}, "eval": {}}, b"")


def _is_zip(stream: IO[bytes]) -> bool:
    stream.seek(0)
    return stream.read(4) in ZIP_MAGIC


def _check_members(stream: IO[bytes]) -> None:
    """Compare what an archive says of itself with what a log may be, before anything is unpacked."""
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SourceError(f"damaged ZIP archive: {error}") from error
    names = [member.filename for member in members]
    if LOG_MEMBERS.isdisjoint(names):
        raise SourceError("a ZIP archive that is no Inspect log; unpack it first")
    if len(set(names)) < len(names):
        raise SourceError("a ZIP archive with two members of one name")
    packed, size = sum(one.compress_size for one in members), sum(one.file_size for one in members)
    most = max(DEFAULT_LIMITS.harmless_bytes, DEFAULT_LIMITS.most_times * packed)
    if size > min(most, DEFAULT_LIMITS.most_bytes):
        raise SourceError(f"an archive that unpacks to {size} bytes, at most {most} are unpacked")


def _read_archive(stream: IO[bytes], folder: Path, options: ReadOptions) -> Iterator[Row | Rejected]:
    inspect = _import_inspect()
    path = folder / "log.eval"
    samples = list(_repack(stream, path, options.max_line_bytes))
    run = _run_of(_quietly(lambda: inspect.read_eval_log(str(path), header_only=True)))
    for offset, (name, size) in enumerate(samples):
        found = SAMPLE_MEMBER.fullmatch(name)
        if found is None or size > options.max_line_bytes:
            reason = f"line_too_long: {size} bytes, at most {options.max_line_bytes} are read" if found else "no sample"
            yield rejected(offset, offset + 1, reason=f"{name}: {reason}", raw=b"")
        else:
            yield _sample_row(offset, run, partial(_read_sample, inspect, path, found))


def _repack(stream: IO[bytes], target: Path, most: int) -> Iterator[tuple[str, int]]:
    """Copy an archive without compression, and yield the names and the sizes of its samples.

    Inspect unpacks a member to its end, wherever that is; here no more is unpacked than the archive has declared,
    and every checksum is compared.
    """
    try:
        with zipfile.ZipFile(stream) as archive, zipfile.ZipFile(target, "w") as plain:
            for member in archive.infolist():
                is_sample = member.filename.startswith("samples/")
                if is_sample:
                    yield member.filename, member.file_size
                if member.file_size > most and is_sample:
                    continue
                with archive.open(member) as packed, plain.open(member.filename, "w", force_zip64=True) as copy:
                    while piece := packed.read(PIECE):
                        copy.write(piece)
    except _DAMAGE as error:
        raise SourceError(f"damaged Inspect log: {error}") from error


def _read_document(stream: IO[bytes], folder: Path, _options: ReadOptions) -> Iterator[Row | Rejected]:
    inspect = _import_inspect()
    path = folder / "log.json"
    stream.seek(0)
    text = stream.read(MOST_JSON_BYTES + 1)
    if len(text) > MOST_JSON_BYTES:
        hint = "inspect log convert --to eval --output-dir FOLDER FILE"
        raise SourceError(f"an Inspect log in JSON of more than {MOST_JSON_BYTES} bytes; first: {hint}")
    path.write_bytes(text)
    log = _quietly(lambda: inspect.read_eval_log(str(path), resolve_attachments=True))
    run = _run_of(log)
    for offset, sample in enumerate(log.samples or []):
        yield _sample_row(offset, run, partial(_itself, sample))


def _import_inspect() -> ModuleType:
    # It is slow to import, and warns as it does.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module("inspect_ai.log")
        except ImportError as error:
            raise SourceError(f"{NEEDS} ({error})") from error


def _quietly(read: Callable[[], Any]) -> Any:  # noqa: ANN401 -- Inspect's own types come only with the extra
    """Have Inspect read something; raises SourceError if it cannot."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read()
        except _DAMAGE as error:
            raise SourceError(f"damaged Inspect log: {error}") from error


def _read_sample(inspect: ModuleType, path: Path, found: re.Match[str]) -> object:
    epoch = int(found["epoch"])
    return inspect.read_eval_log_sample(str(path), id=found["id"], epoch=epoch, resolve_attachments=True)


def _itself(sample: object) -> object:
    return sample


def _run_of(log: Any) -> dict[str, Any]:  # noqa: ANN401 -- as above
    spec = log.eval
    return {**spec.model_dump(mode="json", include=RUN_FIELDS, exclude_none=True), "dataset": spec.dataset.name}


def _sample_row(offset: int, run: dict[str, Any], read: Callable[[], Any]) -> Row | Rejected:
    try:
        sample = _quietly(read)
        values = {"sample": sample.model_dump(mode="json", exclude=STEPS, exclude_none=True), "eval": run}
        check_texts(values)
    except (RecordError, SourceError) as error:
        return rejected(offset, offset + 1, reason=str(error), raw=b"")
    return Row(offset, offset + 1, values, b"")
