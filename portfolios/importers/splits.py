"""What an instrument is made of, as the cells of our own files: equity 60; fixed_income 40."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from portfolios.importers.cells import visible
from portfolios.importers.values import NotUnderstood, Style, amount
from portfolios.taxonomy import DIMENSIONS, split_errors

MADE_OF = {"made_of": "asset_class", "made_of_regions": "regions", "made_of_sectors": "sectors"}
"""The fields of a file, and the dimension each is a split of."""

Split = dict[str, Decimal]


class MadeOf(NamedTuple):
    asset_class: Split
    regions: Split
    sectors: Split


def written(split: Mapping[str, Decimal]) -> str:
    return "; ".join(f"{key} {share.normalize():f}" for key, share in split.items())


def read(cells: Mapping[str, str]) -> MadeOf | None:
    """From the cells by field; None where they say nothing of asset classes."""
    splits = {dimension: _split(cells.get(field, ""), dimension) for field, dimension in MADE_OF.items()}
    return MadeOf(**splits) if splits["asset_class"] else None


def _split(cell: str, dimension: str) -> Split:
    pairs = [part.rpartition(" ") for part in cell.split(";") if part.strip()]
    split = {visible(key.strip()): _share(share, cell) for key, _, share in pairs}
    if errors := split_errors(split, DIMENSIONS[dimension]):
        raise NotUnderstood(" ".join(errors))
    return {key: share for key, share in split.items() if share}


def _share(words: str, cell: str) -> Decimal:
    try:
        share = amount(words, Style())
    except NotUnderstood:
        share = None
    if share is None:
        raise NotUnderstood(f"“{visible(cell)}” is not a split written like equity 60; fixed_income 40.")
    return share
