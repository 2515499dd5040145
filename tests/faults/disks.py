"""Small disks that really fill, and disks that fail to take what was written."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHIM = Path(__file__).with_name("failing_fsync.c")
LARGE = "256m"
# Every file of a tmpfs takes whole pages.
PAGE_BYTES = 4096


@contextmanager
def small_disk(folder: Path, *, spare: int) -> Iterator[None]:
    """Mount a disk that has so many bytes to spare; what is in the folder goes along."""
    # No pages at all would mean no limit.
    size = max(PAGE_BYTES, spare) + sum(
        -(-path.stat().st_size // PAGE_BYTES) * PAGE_BYTES for path in folder.rglob("*")
    )
    held = folder.with_name(f"{folder.name}-held")
    folder.mkdir(parents=True, exist_ok=True)
    folder.rename(held)
    folder.mkdir(mode=0o700)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", folder], check=True, capture_output=True
    )
    try:
        shutil.copytree(held, folder, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def make_room(folder: Path) -> None:
    """Let a small disk grow."""
    subprocess.run(["mount", "-o", f"remount,size={LARGE}", folder], check=True)


def why_not(folder: Path) -> str | None:
    """Return why no disk can be mounted here, or None."""
    try:
        with small_disk(folder / "probe", spare=PAGE_BYTES):
            return None
    except FileNotFoundError:
        return "there is no mount command"
    except subprocess.CalledProcessError as error:
        return f"mounting a small disk is not permitted here: {error.stderr.decode().strip()}"


def build_shim(folder: Path) -> Path | None:
    """Compile what lets fsync fail for chosen files, or return None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    built = folder / "failing_fsync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", built, SHIM, "-ldl"], check=True)
    return built
