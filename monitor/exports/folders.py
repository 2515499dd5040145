"""A frozen dataset to a folder of files: the same bytes every time, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import ExportError
from monitor.exports.latest import name_folder, point_latest
from monitor.exports.manifests import MANIFEST, Contents, LeftOut, write_manifest
from monitor.exports.new_folder import NewFolder
from monitor.exports.placing import place_folder
from monitor.exports.writers import WRITERS, Batch, Format, Record
from monitor.frozen import FrozenDataset
from monitor.records import Example
from monitor.taxonomy import Role, Side


@dataclass(frozen=True, slots=True)
class Export:
    """A finished export: its folder, how many examples of each side it holds, and what is not in it."""

    folder: Path
    counts: Mapping[Side, int]
    left_out: tuple[LeftOut, ...]


def find_format(name: str) -> Format:
    """Return a format by its name; raise ExportError when there is none."""
    if name not in WRITERS:
        raise ExportError(f"unknown export format {name!r}; known formats: {', '.join(WRITERS)}")
    return WRITERS[name]


def export_dataset(frozen: FrozenDataset, *, format: str, folder: Path) -> Export:
    """Write a frozen version into its own folder below `folder`: the format's files, each side apart, and a manifest.

    A side without a single record gets no file. An identical export that is already there is left as it is; a file
    beside it names the folder of the highest version exported. Raises ExportError when the format is unknown, when it
    can hold none of the examples, or when another export is in the way, and DiskError when the disk does not take it.
    """
    writer, version = find_format(format), frozen.version
    records, counts, left_out = _write_records(frozen.examples, writer)
    if not any(counts.values()):
        reasons = "; ".join(sorted({one.reason for one in left_out}))
        raise ExportError(f"no example can be written as {format}: {reasons or 'there is none'}")
    batch = Batch(version, {side: rows for side, rows in records.items() if rows})
    contents = Contents(format, counts, left_out, writer.notes)

    def fill(new: NewFolder) -> None:
        writer.pack(batch, new)
        new.write_text(MANIFEST, write_manifest(frozen, contents, sha256=new.sha256))

    target = folder / name_folder(version.name, version.number, format)
    place_folder(target, fill, settle=lambda: point_latest(folder, name=version.name, format=format))
    return Export(target, counts, left_out)


def _write_records(
    examples: Sequence[Example], writer: Format
) -> tuple[dict[Side, list[Record]], dict[Side, int], tuple[LeftOut, ...]]:
    records: dict[Side, list[Record]] = {side: [] for side in Side}
    counts, left_out = dict.fromkeys(Side, 0), []
    for example in sorted(examples, key=lambda example: example.example_id):
        try:
            _refuse_unfit(example, writer)
            records[example.side] += writer.write(example)
            counts[example.side] += 1
        except ExportError as error:
            left_out.append(LeftOut(example.example_id, example.side, str(error)))
    return records, counts, tuple(left_out)


def _refuse_unfit(example: Example, writer: Format) -> None:
    """Refuse what no format may hold: another side's example, nothing to ask, or text that is none."""
    if example.side not in writer.sides:
        purpose = "a training format" if writer.sides == (Side.TRAIN,) else "an evaluation format"
        raise ExportError(f"it is on the {example.side} side, and this is {purpose}")
    if not any(message.role is Role.USER for message in example.messages):
        raise ExportError("nothing was asked: there is no user message")
    texts = [*(message.text for message in example.messages), example.response, example.ideal]
    texts += [example.model, example.model_version, example.language, *(one.text for one in example.assertions)]
    try:
        "".join(text for text in texts if text).encode()
    except UnicodeEncodeError as error:
        raise ExportError("it holds half of a surrogate pair, which no file can keep") from error
