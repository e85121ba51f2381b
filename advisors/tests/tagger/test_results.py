"""Classifications: splits close to 100 are scaled to 100, others are errors."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.runtime.classification import AssetClassShare, Classification
from portfolios.taxonomy import ASSET_CLASSES

SHARES = st.lists(st.decimals(min_value=0, max_value=50, places=3), min_size=1, max_size=len(ASSET_CLASSES))


def make_classification(*percents, keys=tuple(ASSET_CLASSES)):
    shares = [AssetClassShare(key=key, percent=float(percent)) for key, percent in zip(keys, percents, strict=False)]
    return Classification(rationale="It says so.", asset_class=shares, regions=[], sectors=[], confidence=0.8)


@pytest.mark.parametrize(
    ("percents", "normalized"),
    [
        (("60", "40.5"), ("59.70", "40.30")),
        (("33", "33", "33"), ("33.34", "33.33", "33.33")),
        (("99",), ("100",)),
        (("50.5", "50.5"), ("50", "50")),
        (("60", "40"), ("60", "40")),
    ],
)
def test_a_split_within_one_point_becomes_100(percents, normalized):
    split = make_classification(*percents).normalize_splits()
    assert [share.percent for share in split.asset_class] == [float(share) for share in normalized]
    assert split.find_errors() == []


@pytest.mark.parametrize("percents", [("60", "41.5"), ("98.9",), ("500",), ("0", "0")])
def test_a_distant_split_stays_an_error(percents):
    percents = [min(Decimal(share), Decimal(100)) for share in percents] if percents != ("500",) else ["100", "100"]
    split = make_classification(*percents)
    assert split.normalize_splits() == split
    assert split.find_errors()


def test_a_duplicate_key_is_not_summed_up():
    split = make_classification("50", "49.5", keys=("equity", "equity"))
    assert split.normalize_splits() == split and split.find_errors()


@given(SHARES)
def test_any_split_sums_to_100_or_is_left_alone(percents):
    before = make_classification(*percents)
    after = before.normalize_splits()
    total = sum(before.splits()["asset_class"].values())
    if abs(total - 100) <= 1:
        assert abs(sum(after.splits()["asset_class"].values()) - 100) < Decimal("1e-9")
        assert not after.find_errors()
        shift = max(abs(a.percent - b.percent) for a, b in zip(after.asset_class, before.asset_class, strict=True))
        assert shift <= 1.02
    else:
        assert after == before
