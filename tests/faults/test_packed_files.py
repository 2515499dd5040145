"""A damaged gzip or zstd file is refused, and nothing of it is seen in the warehouse."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest
import zstandard

from monitor.errors import SourceError
from monitor.sources import ReadOptions, read_source
from monitor.sources.unpack import unpacked
from pipelines.ingest import ingest
from pipelines.job import open_job
from tests.faults.loads import content, loaded
from tests.faults.nights import make_home
from tests.faults.packing import GARBAGE, PACKERS, chats, cuts, flips, outcomes, pack_zstd

CONTENT = chats(200)
# As many zeros as a block of a disk whose last write was lost.
LOST_BLOCK = bytes(4_096)


@pytest.fixture(params=PACKERS.values(), ids=PACKERS)
def packed(request):
    return request.param(CONTENT)


def test_no_flipped_bit_changes_a_packed_file_in_silence(packed, tmp_path):
    found = outcomes(flips(packed, 60), CONTENT, tmp_path / "log")
    assert found["silent"] == 0
    assert found["refused"] > 50


def test_no_cut_shortens_a_packed_file_in_silence(packed, tmp_path):
    assert outcomes(cuts(packed, 40), CONTENT, tmp_path / "log")["silent"] == 0


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_whatever_follows_a_packed_file_is_refused(packed, tmp_path, garbage):
    found = outcomes(iter([packed + garbage]), CONTENT, tmp_path / "log")
    assert found == {"refused": 1}


def test_a_member_that_became_zeros_does_not_go_missing_in_silence(tmp_path):
    first, second = gzip.compress(CONTENT), gzip.compress(CONTENT)
    (tmp_path / "log").write_bytes(first + bytes(len(second)))
    with pytest.raises(SourceError, match="damaged"), unpacked(tmp_path / "log"):
        pass


def test_zstd_without_a_checksum_is_refused_since_damage_would_not_show(tmp_path):
    (tmp_path / "log").write_bytes(
        pack_zstd(CONTENT) + zstandard.ZstdCompressor(write_checksum=False).compress(CONTENT)
    )
    with pytest.raises(SourceError, match="no_checksum: damage would not show; compress it with the `zstd` command"):
        next(read_source(tmp_path / "log", options=ReadOptions()))


def tar(content):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as file:
        member = tarfile.TarInfo("log.jsonl")
        member.size = len(content)
        file.addfile(member, io.BytesIO(content))
    return archive.getvalue()


def zip_in_zip(content):
    for name in ("log.jsonl", "inner.zip"):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr(name, content)
        content = archive.getvalue()
    return content


@pytest.mark.parametrize(
    ("pack", "reason"),
    [
        (bz2.compress, "packed_otherwise: it is compressed with bzip2"),
        (lzma.compress, "packed_otherwise: it is compressed with xz"),
        (lambda content: gzip.compress(gzip.compress(content)), "packed_otherwise: it is compressed more than once"),
        (lambda content: gzip.compress(pack_zstd(content)), "packed_otherwise: it is compressed more than once"),
        (tar, "packed_otherwise: it is a tar archive"),
        (lambda content: gzip.compress(tar(content)), "packed_otherwise: it is a tar archive"),
        (zip_in_zip, "a ZIP archive that is no Inspect log; unpack it first"),
    ],
)
def test_other_ways_to_pack_are_refused_by_name(tmp_path, pack, reason):
    (tmp_path / "log").write_bytes(pack(CONTENT))
    with pytest.raises(SourceError, match=reason):
        next(read_source(tmp_path / "log", options=ReadOptions()))


def test_no_row_of_a_damaged_file_is_in_the_warehouse_beside_those_of_good_ones(packed, tmp_path):
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "good").write_bytes(chats(3))
    undisturbed = loaded(tmp_path / "undisturbed", [folder])
    damaged = [*flips(packed, 6), *cuts(packed, 4), packed + b"more", packed[:-1]]
    for number, content_ in enumerate(damaged):
        (folder / f"bad {number}").write_bytes(content_)
    with open_job(make_home(tmp_path / "home")) as job:
        counts = ingest(job, [folder])
        assert content(job) == undisturbed
        # A bit of a gzip header that says nothing of the content may be the one that was flipped.
        assert counts["refused_files"] == len(damaged)
        assert counts["inserted"] == 3
