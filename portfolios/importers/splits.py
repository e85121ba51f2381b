"""Splits as cells of Alex's own files: "equity 60; fixed_income 40"."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from portfolios.importers.values import CellUnreadable, NotationStyle, parse_amount, quote_cell
from portfolios.taxonomy import DIMENSIONS, split_errors

SPLIT_FIELDS = {"made_of": "asset_class", "made_of_regions": "regions", "made_of_sectors": "sectors"}
"""The fields of a file, and the dimension of each."""

Split = dict[str, Decimal]


class InstrumentSplits(NamedTuple):
    asset_class: Split
    regions: Split
    sectors: Split


def format_split(split: Mapping[str, Decimal]) -> str:
    return "; ".join(f"{key} {share.normalize():f}" for key, share in split.items())


def parse_splits(cells: Mapping[str, str]) -> InstrumentSplits | None:
    """Parse splits from cells by field. Return None if there are no asset classes. Raises CellUnreadable."""
    splits: dict[str, Split] = {}
    for field, dimension in SPLIT_FIELDS.items():
        cell, split = cells.get(field, ""), Split()
        for part in filter(str.strip, cell.split(";")):
            key, _, percent = part.rpartition(" ")
            try:
                share = parse_amount(percent, NotationStyle())
            except CellUnreadable:
                share = None
            if share is None:
                raise CellUnreadable(f"“{quote_cell(cell)}” is not a split written like equity 60; fixed_income 40.")
            split[quote_cell(key.strip())] = share
        if errors := split_errors(split, DIMENSIONS[dimension]):
            raise CellUnreadable(" ".join(errors))
        splits[dimension] = {key: share for key, share in split.items() if share}
    return InstrumentSplits(**splits) if splits["asset_class"] else None
