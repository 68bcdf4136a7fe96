"""Listing files to listings: one module for each format, one interface, nothing lost.

To add a format, write a module with a class like :class:`~flows.sources.base.Source` and name it in
:func:`~flows.sources.registry.find_sources`; from another package, register it as an entry point of the group
``rolefit.sources``.
"""

from flows.sources.base import Listing, ReadOptions, Rejection, Source, UnreadableInput
from flows.sources.columns import mapping_for
from flows.sources.listings import to_listing
from flows.sources.reading import check_inputs, chunks, read_listings
from flows.sources.registry import find_sources, open_source

__all__ = [
    "Listing",
    "ReadOptions",
    "Rejection",
    "Source",
    "UnreadableInput",
    "check_inputs",
    "chunks",
    "find_sources",
    "mapping_for",
    "open_source",
    "read_listings",
    "to_listing",
]
