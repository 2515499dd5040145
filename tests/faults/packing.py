"""Damage to packed files, and what may come of it: the same content, a refusal, or a silent change."""

import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import zstandard

from monitor.errors import SourceError
from monitor.sources.unpack import unpacked


def pack_zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(content)


def in_two(pack: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda content: pack(content[: len(content) // 2]) + pack(content[len(content) // 2 :])


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "gzip of two members": in_two(gzip.compress),
    "zstd": pack_zstd,
    "zstd of two frames": in_two(pack_zstd),
}
GARBAGE: dict[str, bytes] = {
    "a zero": b"\0",
    "a block of zeros": bytes(512),
    "words": b"and more",
    "half a gzip header": b"\x1f\x8b\x08",
    "half a zstd header": b"\x28\xb5\x2f\xfd",
    "a line": b'{"messages": []}\n',
}


def chats(count: int) -> bytes:
    """Return chats of random words, so that a cut or a flip really hits what was packed."""
    chance = random.Random(1)
    turns = ({"role": "user", "content": chance.randbytes(30).hex()} for _ in range(count))
    return b"".join(json.dumps({"messages": [turn]}).encode() + b"\n" for turn in turns)


def flips(packed: bytes, count: int) -> Iterator[bytes]:
    """Yield `packed` with one bit flipped, anywhere."""
    chance = random.Random(2)
    for _ in range(count):
        damaged = bytearray(packed)
        damaged[chance.randrange(len(packed))] ^= 1 << chance.randrange(8)
        yield bytes(damaged)


def cuts(packed: bytes, count: int) -> Iterator[bytes]:
    """Yield `packed` cut short, anywhere."""
    chance = random.Random(3)
    for _ in range(count):
        yield packed[: chance.randrange(1, len(packed))]


def outcomes(damaged: Iterator[bytes], content: bytes, path: Path) -> Counter[str]:
    """Count what became of damaged files: `same`, `refused`, `not packed` any more, or `silent`."""
    found: Counter[str] = Counter()
    for packed in damaged:
        path.write_bytes(packed)
        try:
            with unpacked(path) as stream:
                got = stream.read()
        except SourceError:
            found["refused"] += 1
        else:
            found["same" if got == content else "not packed" if got == packed else "silent"] += 1
    return found
