"""Examples to files that real tools load."""

from monitor.exports.archives import pack_export
from monitor.exports.folders import Export, LeftOut, export_dataset
from monitor.exports.writers import WRITERS, Writer

__all__ = ["WRITERS", "Export", "LeftOut", "Writer", "export_dataset", "pack_export"]
