import gzip
import random

import pytest
import zstandard

from monitor.errors import SourceError
from monitor.sources import ReadOptions, find_format, read_source
from monitor.sources.unpack import Limits, unpacked

LINE = b'{"messages": [{"role": "user", "content": "hello"}]}\n'
# Random words, so that a cut or a flip really hits the packed data.
CONTENT = LINE + b"".join(LINE.replace(b"hello", random.Random(i).randbytes(40).hex().encode()) for i in range(2_000))


def zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(content)


PACKERS = {"gzip": gzip.compress, "zstd": zstd}


@pytest.fixture(params=PACKERS.values(), ids=PACKERS)
def pack(request):
    return request.param


def unpack(path, **limits):
    with unpacked(path, limits=Limits(**limits)) as stream:
        return stream.read()


def test_packed_files_are_recognised_by_their_content(write, pack):
    path = write(pack(CONTENT), name="nothing.csv")
    assert unpack(path) == CONTENT
    assert find_format(path, options=ReadOptions()) == "messages"


def test_a_plain_file_called_gz_is_read_as_it_is(write):
    assert unpack(write(CONTENT, name="log.jsonl.gz")) == CONTENT


def test_joined_members_are_one_file(write, pack):
    assert unpack(write(pack(b"one\n"), pack(b"two\n"))) == b"one\ntwo\n"


@pytest.mark.parametrize("cut", [1, 5, 100, 10_000])
def test_a_truncated_file_is_refused_by_name(write, pack, cut):
    with pytest.raises(SourceError, match=r"delivered: damaged: it cannot be unpacked"):
        unpack(write(pack(CONTENT)[:-cut]))


def test_anything_after_the_end_is_refused(write, pack):
    with pytest.raises(SourceError, match="damaged"):
        unpack(write(pack(CONTENT), b"and more"))


@pytest.mark.parametrize("seed", range(30))
def test_a_flipped_bit_never_gives_other_content(write, pack, seed):
    packed = bytearray(pack(CONTENT))
    place = random.Random(seed).randrange(4, len(packed))
    packed[place] ^= 1 << seed % 8
    try:
        content = unpack(write(bytes(packed)))
    except SourceError:
        return
    # A few bits of the headers (the time, the system) mean nothing for the content.
    assert content == CONTENT


def test_nothing_of_a_damaged_file_is_read(write, pack):
    rows = read_source(write(pack(CONTENT)[:-3]), options=ReadOptions())
    with pytest.raises(SourceError):
        next(rows)


def test_a_bomb_is_refused(write, pack):
    path = write(pack(bytes(3_000_000)))
    assert len(unpack(path)) == 3_000_000
    with pytest.raises(SourceError, match="more than 1000000 bytes"):
        unpack(path, harmless_bytes=1_000_000, most_times=2)
    with pytest.raises(SourceError, match="more than 2000 bytes"):
        unpack(path, most_bytes=2_000)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(SourceError, match=r"gone\.jsonl"):
        unpack(tmp_path / "gone.jsonl")
