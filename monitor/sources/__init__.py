"""Files of any known format to records, or to rejected lines with their place and reason."""

from monitor.sources.landing import Landed, find_changed_landings, find_files, land
from monitor.sources.options import ReadOptions
from monitor.sources.reader import Reader
from monitor.sources.readers import READER_VERSION, READERS, Located, find_format, read_source

__all__ = [
    "READERS",
    "READER_VERSION",
    "Landed",
    "Located",
    "ReadOptions",
    "Reader",
    "find_changed_landings",
    "find_files",
    "find_format",
    "land",
    "read_source",
]
