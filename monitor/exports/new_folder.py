"""A folder of files while it is being written, with the checksum of each; on disk, or only measured."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from monitor.durable import flush, sync_folder

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Sink(io.BufferedIOBase):
    """What a file is written to: counts and hashes every byte, and passes it on where there is a disk."""

    def __init__(self, file: IO[bytes] | None) -> None:
        self._file = file
        self.hash = hashlib.sha256()
        self.size = 0

    def write(self, content: "ReadableBuffer", /) -> int:
        """Take some bytes."""
        self.hash.update(content)
        self.size += memoryview(content).nbytes
        if self._file is not None:
            self._file.write(content)
        return memoryview(content).nbytes

    def tell(self) -> int:
        """Return how many bytes were taken."""
        return self.size

    def writable(self) -> bool:
        """Say that it takes bytes, as Parquet's writer asks."""
        return True


class NewFolder:
    """The files of one export; without a path nothing is written, and only checksums and sizes are known."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.sha256: dict[str, str] = {}
        self.sizes: dict[str, int] = {}

    @contextmanager
    def create(self, name: str) -> Iterator[Sink]:
        """Open a new file by its path in the folder, with "/" between folders; it is on disk when it closes."""
        if self.path is None:
            sink = Sink(None)
            yield sink
        else:
            place = self.path / PurePosixPath(name)
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                sink = Sink(file)
                yield sink
                flush(file)
        self.sha256[name] = sink.hash.hexdigest()
        self.sizes[name] = sink.size

    def write_text(self, name: str, text: str) -> None:
        """Write a whole small file."""
        with self.create(name) as sink:
            sink.write(text.encode())

    def sync(self) -> None:
        """Return when the names of all files are on disk."""
        if self.path is not None:
            for folder in (self.path, *(path for path in self.path.rglob("*") if path.is_dir())):
                sync_folder(folder)
