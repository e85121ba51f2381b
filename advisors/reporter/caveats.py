"""The report's last section: missing data, assumptions and limitations. Code always writes it."""

from collections.abc import Iterator

from advisors.writing.capabilities import list_unmodelled_topics
from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown, join_words, pluralize
from portfolios.facts.families import Family, Measure
from portfolios.quality.grade import compute_grade
from portfolios.taxonomy import UNCLASSIFIED


def write_caveats_section(s: Situation) -> str:
    grade = compute_grade(s.portfolio)
    lines = [
        f"Your data is graded {grade.letter}: {grade.meaning}.",
        *_describe_missing_data(s),
        *_describe_assumptions(s),
    ]
    parts = ["## What is missing or assumed", "\n".join(f"- {line}" for line in lines)]
    if topics := list_unmodelled_topics(s):
        parts.append(f"> **Not modelled:** {join_words(topics)}.")
    parts.append(
        "A projection is hypothetical: it reflects assumptions about markets, not actual results, and guarantees "
        "nothing. Results may vary with each use and over time."
    )
    return "\n\n".join(parts)


def _describe_missing_data(s: Situation) -> Iterator[str]:
    if s.portfolio.unpriced:
        names = join_words(escape_markdown(i.symbol) for i in s.portfolio.unpriced[:10])
        yield f"Without a price, and so in no total: {ref('data.unpriced')} of your holdings ({names})."
    if s.portfolio.unclassified:
        names = join_words(escape_markdown(i.symbol) for i in s.portfolio.unclassified[:10])
        yield f"{names}: unclassified, {ref('data.unclassified')} of everything, shown as a bucket of its own."
    for dimension, noun in (("regions", "region"), ("sectors", "sector")):
        symbols = [
            escape_markdown(i.symbol)
            for i, _ in s.portfolio.holdings
            if i.asset_class and i.asset_class != {"cash": 100} and not getattr(i, dimension)
        ]
        if symbols:
            yield f"The {noun} of {join_words(symbols[:10])} is unknown, shown as {UNCLASSIFIED}."
    if s.facts.value(Family.DATA, Measure.MISSING_COST):
        yield f"What you paid is not recorded for {ref('data.missing_cost')} of your positions."
    yield from _explain_missing_projection(s)


def _explain_missing_projection(s: Situation) -> Iterator[str]:
    if not s.has_projection and s.profile.retirement_years < 1:
        yield "No projection: the age to plan to is not above the age of retirement."
    elif not s.has_projection:
        yield "No projection: no account that counts for retirement holds anything that is priced and classified."
    elif "plan.success" not in s.facts:
        yield "No income goal: the projection says what you could spend, not whether it is enough."


def _describe_assumptions(s: Situation) -> Iterator[str]:
    if reason := s.portfolio.snapshot.prices_failed:
        yield f"Newer prices could not be had: {reason}. The last known ones are used."
    if count := s.facts.value(Family.DATA, Measure.SAMPLE_PRICES):
        stand = pluralize(float(count), "stands", "stand")
        yield (
            f"{ref('data.sample_prices')} of your holdings {stand} at a sample price; the oldest price is of "
            f"{ref('data.oldest_price')}. Sample prices are examples, not today's market."
        )
    elif "data.oldest_price" in s.facts:
        yield f"Prices are of {ref('data.oldest_price')} or later."
    if s.profile.assumed:
        fields = join_words(ASSUMED_FIELD_LABELS[f] for f in s.profile.assumed)
        yield f"Assumed until you confirm it in your profile: {fields}."
    if s.has_projection:
        yield from _describe_projection_assumptions(s)


def _describe_projection_assumptions(s: Situation) -> Iterator[str]:
    dated = f", assumptions of {ref('plan.assumptions_date')}" if "plan.assumptions_date" in s.facts else ""
    yield (
        f"The projection assumes nominal growth of {ref('plan.growth')} a year at a volatility of "
        f"{ref('plan.volatility')} and {ref('plan.inflation')} inflation{dated}; shown to you, not forecasts."
    )
    unknown = [a.account.name for a in s.portfolio.valuation.accounts if a.cash and a.account.cash_interest is None]
    if unknown:
        names = join_words(escape_markdown(name) for name in unknown[:5])
        yield f"No interest is recorded for the cash in {names}: it is taken to earn what cash is assumed to earn."
    if not s.is_retired:
        yield "What you save is taken to be invested like what you hold today."
    if s.facts.value(Family.FEES, Measure.UNKNOWN_SHARE) >= 1:
        yield f"Costs that nobody has recorded count as none, for {ref('fees.unknown_share')} of the plan's money."
    yield "Asset class and region of a holding are taken as independent; equity of unknown region counts as global."


ASSUMED_FIELD_LABELS = {
    "birth_year": "your age",
    "years_until_retirement": "when you retire",
    "asset_class_targets": "your asset targets",
    "region_targets": "your region targets",
    "annual_contribution": "what you save",
    "plan_to_age": "the age to plan to",
}
