"""Where codes come from: a folder of scans, a table, or a file with one code on each line."""

from cicpa_credentials.audit.sources.opening import open_source
from cicpa_credentials.audit.sources.source import START, Batch, Entry, Position, Source

__all__ = ["START", "Batch", "Entry", "Position", "Source", "open_source"]
