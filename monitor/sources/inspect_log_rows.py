"""Samples of an Inspect log, read by Inspect itself once the log is known to be no bomb."""

import importlib
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.inspect_log_zip import DAMAGE, batches, check_whole, find_members, is_zip, repack
from monitor.sources.options import ReadOptions
from monitor.sources.rows import Row, rejected
from monitor.sources.strict_json import check_texts

# How Inspect opens its logs in JSON.
EVAL_JSON_START = re.compile(rb'\{\s*"version":\s*\d+,\s*"status":\s*"\w+",\s*"eval":\s*\{')
# Inspect holds a log in JSON whole, in about ten times its size.
MOST_JSON_BYTES = 32 << 20
# These tell step by step what the messages tell, or are the solver's own notes.
STEPS = {"events", "events_data", "timelines", "store", "attachments"}
RUN_FIELDS = {"run_id", "task", "task_version", "task_args_passed", "model", "created", "tags", "metadata"}
NEEDS = "to read an Inspect log: pip install 'chatbot-failure-monitor[inspect]'"

# A sample as fields, or the reason why there is none.
Sample = dict[str, Any] | str


@dataclass(frozen=True, slots=True)
class _Inspect:
    """Inspect's own library, and a folder in which to put what it shall read."""

    library: ModuleType
    folder: Path

    def read(self, path: Path, **how: bool) -> Any:  # noqa: ANN401 -- Inspect's types come only with the extra
        """Read a log; raises SourceError if Inspect cannot."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return self.library.read_eval_log(str(path), **how)
            except DAMAGE as error:
                raise SourceError(f"damaged Inspect log: {error}") from error


def read_inspect_log(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the samples of a log in either form; the offset of a sample counts from 0.

    Raises SourceError if Inspect is not installed, or if the log is damaged or unpacks to too much.
    """
    read = _read_archive if is_zip(stream) else _read_document
    with tempfile.TemporaryDirectory() as folder:
        inspect = _Inspect(_import_inspect(), Path(folder))
        for offset, sample in enumerate(read(inspect, stream, most_bytes=options.max_line_bytes)):
            if isinstance(sample, str):
                yield rejected(offset, offset + 1, reason=sample, raw=b"")
            else:
                yield Row(offset, offset + 1, sample, b"")


def read_inspect_start(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Tell an Inspect log from any other archive; raises SourceError if it is none."""
    if is_zip(stream):
        find_members(stream)
    yield Row(0, 1, {"sample": {}, "eval": {}}, b"")


def _read_archive(inspect: _Inspect, stream: IO[bytes], *, most_bytes: int) -> Iterator[Sample]:
    members = find_members(stream)
    if (size := sum(member.file_size for member in members.about)) > most_bytes:
        raise SourceError(f"an Inspect log with a header of {size} bytes, at most {most_bytes} are read")
    for member in members.superseded:
        yield {"superseded": member.filename}
    fitting = [member for member in members.samples if member.file_size <= most_bytes]
    for member in members.samples:
        if member.file_size > most_bytes:
            yield f"line_too_long: {member.filename} has {member.file_size} bytes, at most {most_bytes} are read"
    with zipfile.ZipFile(stream) as archive:
        check_whole(archive)
        inspect.read(repack(archive, members.about, target=inspect.folder / "log.eval"), header_only=True)
        for batch in batches(fitting, most_bytes=most_bytes):
            yield from _read_batch(inspect, archive, members.about, batch)


def _read_batch(
    inspect: _Inspect,
    archive: zipfile.ZipFile,
    about: Sequence[zipfile.ZipInfo],
    batch: Sequence[zipfile.ZipInfo],
) -> Iterator[Sample]:
    """Read some samples at once; if one of them is no sample, each by itself."""
    path = repack(archive, [*about, *batch], target=inspect.folder / "log.eval")
    try:
        log = inspect.read(path, resolve_attachments=True)
    except SourceError as error:
        if len(batch) == 1:
            yield f"{batch[0].filename}: {error}"
        else:
            for member in batch:
                yield from _read_batch(inspect, archive, about, [member])
    else:
        yield from _samples(log)


def _read_document(inspect: _Inspect, stream: IO[bytes], *, most_bytes: int) -> Iterator[Sample]:
    stream.seek(0)
    text = stream.read(MOST_JSON_BYTES + 1)
    if len(text) > MOST_JSON_BYTES:
        hint = "inspect log convert --to eval --output-dir FOLDER FILE"
        raise SourceError(f"an Inspect log in JSON of more than {MOST_JSON_BYTES} bytes; first: {hint}")
    path = inspect.folder / "log.json"
    path.write_bytes(text)
    yield from _samples(inspect.read(path, resolve_attachments=True))


def _samples(log: Any) -> Iterator[Sample]:  # noqa: ANN401 -- as above
    spec = log.eval
    run = {**spec.model_dump(mode="json", include=RUN_FIELDS, exclude_none=True), "dataset": spec.dataset.name}
    for sample in log.samples or []:
        try:
            values = {"sample": sample.model_dump(mode="json", exclude=STEPS, exclude_none=True), "eval": run}
            check_texts(values)
        except (RecordError, *DAMAGE) as error:
            yield str(error)
        else:
            yield values


def _import_inspect() -> ModuleType:
    # It is slow to import, and warns as it does.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module("inspect_ai.log")
        except ImportError as error:
            raise SourceError(f"{NEEDS} ({error})") from error
