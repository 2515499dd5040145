import json
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.sources import ReadOptions, read_source


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """Write bytes, text, or objects as JSON lines into a file whose name says nothing about its format."""

    def write(*content: object, name: str = "delivered") -> Path:
        parts = [
            part
            if isinstance(part, bytes)
            else part.encode()
            if isinstance(part, str)
            else json.dumps(part).encode() + b"\n"
            for part in content
        ]
        path = tmp_path / name
        path.write_bytes(b"".join(parts))
        return path

    return write


@pytest.fixture
def read(write) -> Callable[..., list]:
    """Read what was written, as a list of located records and rejections."""

    def read(*content: object, **options) -> list:
        return list(read_source(write(*content), options=ReadOptions(**options)))

    return read
