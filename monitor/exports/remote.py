"""A finished export to object storage, or to whatever else fsspec knows by an address."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.errors import ExportError
from monitor.exports.latest import latest_of, name_pointer
from monitor.exports.manifests import MANIFEST, read_checksums

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

NEEDED = "needs `pip install 'chatbot-failure-monitor[remote]'`, and the package that fsspec names for the storage"


def is_address(to: str) -> bool:
    """Tell an address such as s3://bucket/sets from a folder's path.

    Raises ExportError when it holds a password, which would be kept with every record of the export.
    """
    if "://" not in to:
        return False
    if urlsplit(to).password is not None:
        raise ExportError("the address holds a password; name the credentials as the storage's own library wants them")
    return True


def upload_export(folder: Path, *, to: str, name: str, format: str) -> str:
    """Copy a finished export below an address, and return its own address; identical, it is left as it is.

    Every file goes to a place of its own first, is moved when all are there, and the manifest last: an export without
    its manifest is none. Raises ExportError when a different one is there, or when the storage does not take it.
    """
    try:
        import fsspec  # an extra: whoever exports to folders does without

        files, root = fsspec.core.url_to_fs(to)
        _upload(files, folder, root.rstrip("/"))
        _point_latest(files, root.rstrip("/"), name=name, format=format)
    except ExportError:
        raise
    except ImportError as error:
        raise ExportError(f"cannot export to {to}: {error}; {NEEDED}") from error
    except Exception as error:  # every storage has a tree of errors of its own
        raise ExportError(f"cannot export to {to}: {type(error).__name__}: {error}") from error
    return f"{to.rstrip('/')}/{folder.name}"


def _upload(files: "AbstractFileSystem", folder: Path, root: str) -> None:
    target, made = f"{root}/{folder.name}", f"{root}/.{folder.name}-{secrets.token_hex(8)}"
    if files.exists(f"{target}/{MANIFEST}"):
        if files.cat_file(f"{target}/{MANIFEST}") != (folder / MANIFEST).read_bytes():
            raise ExportError(f"{target} holds a different export; move it away to export again")
        return
    names = sorted(read_checksums(folder), key=lambda one: one == MANIFEST)
    try:
        for one in names:
            _put(files, folder / one, f"{made}/{one}")
        if files.exists(target):
            files.rm(target, recursive=True)
        for one in names:
            files.makedirs(f"{target}/{one}".rpartition("/")[0], exist_ok=True)
            files.mv(f"{made}/{one}", f"{target}/{one}")
    finally:
        if files.exists(made):
            files.rm(made, recursive=True)


def _put(files: "AbstractFileSystem", source: Path, target: str) -> None:
    files.makedirs(target.rpartition("/")[0], exist_ok=True)
    files.put_file(str(source), target)
    if files.size(target) != source.stat().st_size:
        raise ExportError(f"{target} has {files.size(target)} bytes, and {source.name} {source.stat().st_size}")


def _point_latest(files: "AbstractFileSystem", root: str, *, name: str, format: str) -> None:
    files.invalidate_cache()
    manifests = files.glob(f"{root}/{name}-v*-{format}/{MANIFEST}")
    latest = latest_of((path.rsplit("/", 2)[-2] for path in manifests), name=name, format=format)
    if latest is not None:
        files.pipe_file(f"{root}/{name_pointer(name, format)}", f"{latest}\n".encode())
