"""Ways to mutilate a file: cut, flipped, overwritten, emptied, gone."""

import random
from collections.abc import Callable
from pathlib import Path

Mutilation = Callable[[Path, random.Random], None]


def remove(path: Path, _chance: random.Random) -> None:
    path.unlink(missing_ok=True)


def empty(path: Path, _chance: random.Random) -> None:
    path.write_bytes(b"")


def truncate(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content))])


def flip_bit(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def flip_head(path: Path, chance: random.Random) -> None:
    """Flip a bit where the file says what it is and where everything lies."""
    content = bytearray(path.read_bytes())
    content[chance.randrange(min(len(content), 3 * 4096))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def scramble(path: Path, chance: random.Random) -> None:
    """Overwrite a stretch with noise."""
    content = bytearray(path.read_bytes())
    start = chance.randrange(len(content))
    content[start : start + 4096] = chance.randbytes(len(content[start : start + 4096]))
    path.write_bytes(content)


def make_noise(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


def append_noise(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes() + chance.randbytes(4096))


MUTILATIONS: tuple[Mutilation, ...] = (
    remove,
    empty,
    truncate,
    flip_bit,
    flip_head,
    scramble,
    make_noise,
    append_noise,
)
