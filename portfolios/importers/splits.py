"""What an instrument is made of, as the cells of our own files: equity 60; fixed_income 40."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from portfolios.importers.values import CellUnreadable, NotationStyle, parse_amount, quote_cell
from portfolios.taxonomy import DIMENSIONS, split_errors

SPLIT_FIELDS = {"made_of": "asset_class", "made_of_regions": "regions", "made_of_sectors": "sectors"}
"""The fields of a file, and the dimension each is a split of."""

Split = dict[str, Decimal]


class InstrumentSplits(NamedTuple):
    asset_class: Split
    regions: Split
    sectors: Split


def format_split(split: Mapping[str, Decimal]) -> str:
    return "; ".join(f"{key} {share.normalize():f}" for key, share in split.items())


def parse_splits(cells: Mapping[str, str]) -> InstrumentSplits | None:
    """From the cells by field; None where they say nothing of asset classes."""
    splits = {dimension: _parse_split(cells.get(field, ""), dimension) for field, dimension in SPLIT_FIELDS.items()}
    return InstrumentSplits(**splits) if splits["asset_class"] else None


def _parse_split(cell: str, dimension: str) -> Split:
    pairs = [part.rpartition(" ") for part in cell.split(";") if part.strip()]
    split = {quote_cell(key.strip()): _share(share, cell) for key, _, share in pairs}
    if errors := split_errors(split, DIMENSIONS[dimension]):
        raise CellUnreadable(" ".join(errors))
    return {key: share for key, share in split.items() if share}


def _share(words: str, cell: str) -> Decimal:
    try:
        share = parse_amount(words, NotationStyle())
    except CellUnreadable:
        share = None
    if share is None:
        raise CellUnreadable(f"“{quote_cell(cell)}” is not a split written like equity 60; fixed_income 40.")
    return share
