"""Files of any known format to records, or to rejected lines with their place and reason."""

from monitor.sources.clocks import doubt_clock
from monitor.sources.corpora import CorpusText, read_corpus
from monitor.sources.finding import Stray, find_files, find_strays
from monitor.sources.landing import Destination, Landed, find_changed_landings, land, read_deliveries
from monitor.sources.native import write_records
from monitor.sources.options import ReadOptions
from monitor.sources.reader import Joiner, Reader
from monitor.sources.readers import READER_VERSION, READERS
from monitor.sources.reading import Located, Piece, Source, find_format, open_source, read_piece, read_source
from monitor.sources.reasons import with_code
from monitor.sources.retention import expire_copies, find_expired
from monitor.sources.sidecars import Delivery
from monitor.sources.volumes import find_silent_sources, name_source

__all__ = [
    "READERS",
    "READER_VERSION",
    "CorpusText",
    "Delivery",
    "Destination",
    "Joiner",
    "Landed",
    "Located",
    "Piece",
    "ReadOptions",
    "Reader",
    "Source",
    "Stray",
    "doubt_clock",
    "expire_copies",
    "find_changed_landings",
    "find_expired",
    "find_files",
    "find_format",
    "find_silent_sources",
    "find_strays",
    "land",
    "name_source",
    "open_source",
    "read_corpus",
    "read_deliveries",
    "read_piece",
    "read_source",
    "with_code",
    "write_records",
]
