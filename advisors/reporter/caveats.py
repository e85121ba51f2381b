"""What an analysis does not know, took for granted or leaves out. Always written by code, whoever wrote the report."""

from collections.abc import Iterator

from advisors.situation import Situation, ref
from advisors.wording import listed, plain
from portfolios.taxonomy import UNCLASSIFIED


def missing_or_assumed(s: Situation) -> str:
    """The last section of every report."""
    lines = [*_missing(s), *_assumed(s), *NOT_MODELLED]
    return "## What is missing or assumed\n\n" + "\n".join(f"- {line}" for line in lines)


NOT_MODELLED = (
    "Not modelled: taxes, other currencies, fund by fund overlap and your past performance.",
    "A projection is hypothetical: it reflects assumptions about markets, not actual results, and guarantees nothing.",
)


def _missing(s: Situation) -> Iterator[str]:
    if s.portfolio.unpriced:
        yield f"{ref('unpriced_count')} of your holdings without a price: listed above, in no total."
    if s.portfolio.unclassified:
        names = listed(plain(i.symbol) for i in s.portfolio.unclassified[:10])
        yield f"{names}: unclassified, {ref('unclassified_share')} of everything, shown as a bucket of its own."
    partly = [i for i, _ in s.portfolio.holdings if i.asset_class and not i.regions and "cash" not in i.asset_class]
    if partly:
        yield f"{listed(plain(i.symbol) for i in partly[:10])}: region and sector unknown, shown as {UNCLASSIFIED}."
    if s.facts.value("missing_cost_count"):
        yield f"What you paid is not recorded for {ref('missing_cost_count')} of your positions."
    if s.profile.target_retirement_income is None:
        yield "No income goal: the projection says what you could spend, not whether it is enough."


def _assumed(s: Situation) -> Iterator[str]:
    if s.facts.value("sample_price_count"):
        yield (
            f"{ref('sample_price_count')} of your holdings stand at a sample price; the oldest price is of "
            f"{ref('oldest_price_date')}. They are examples, not today's market."
        )
    elif "oldest_price_date" in s.facts:
        yield f"Prices are of {ref('oldest_price_date')} or later."
    if s.profile.assumed:
        words = listed(ASSUMED_WORDS[field] for field in s.profile.assumed)
        yield f"Assumed until you confirm it in your profile: {words}."
    if s.has_projection:
        yield (
            f"The projection assumes nominal growth of {ref('expected_growth')} a year at a volatility of "
            f"{ref('expected_volatility')} and {ref('expected_inflation')} inflation."
        )


ASSUMED_WORDS = {
    "birth_year": "your age",
    "years_until_retirement": "when you retire",
    "asset_class_targets": "your asset targets",
    "region_targets": "your region targets",
    "annual_contribution": "what you save",
    "plan_to_age": "the age to plan to",
}
