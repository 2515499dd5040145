"""Examples to files that real tools load."""

from monitor.exports.archives import pack_export
from monitor.exports.folders import Export, export_dataset, find_format
from monitor.exports.latest import repoint
from monitor.exports.manifests import LeftOut, find_damage
from monitor.exports.remote import is_address, upload_export
from monitor.exports.writers import WRITERS, Format

__all__ = [
    "WRITERS",
    "Export",
    "Format",
    "LeftOut",
    "export_dataset",
    "find_damage",
    "find_format",
    "is_address",
    "pack_export",
    "repoint",
    "upload_export",
]
