"""A finished export as one file to download."""

import io
import zipfile
from pathlib import Path

# The same export gives the same bytes whenever it is packed; 1980 is the first year a zip file knows.
PACKED_AT = (1980, 1, 1, 0, 0, 0)


def pack_export(folder: Path) -> bytes:
    """Pack the files of an export folder into a zip, under the folder's name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
            archive.writestr(zipfile.ZipInfo(name, PACKED_AT), file.read_bytes())
    return packed.getvalue()
