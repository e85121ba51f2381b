"""Describe each series in one sentence, for the built-in writer."""

from collections.abc import Mapping
from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.taxonomy import label


def asset_classes(s: Situation) -> str:
    bucket = next(iter(s.portfolio.asset_classes), "")
    return f"{label(bucket)} is the largest part with {ref(f'asset_class.{bucket}.share')}, funds looked through."


def first_bucket(amounts: Mapping[str, Decimal], family: Family) -> str:
    bucket = next(iter(amounts), "")
    return f"{label(bucket)} comes first with {ref(build_fact_id(family, Measure.SHARE, bucket))} of everything."


def holdings(s: Situation) -> str:
    instrument = s.portfolio.holdings[0][0]
    key = s.portfolio.fact_keys[instrument.id]
    return f"{escape_markdown(instrument.symbol)} is the largest with {ref(f'holding.{key}.value')}."


def tax(s: Situation) -> str:
    return f"{ref('tax_status.tax_advantaged.share')} sits in tax-advantaged accounts, where trades cost no tax."


def drift(s: Situation) -> str:
    if s.has_too_much_unclassified:
        return "So much is unclassified that these drifts say little."
    if not s.drifts:
        return "Nothing is far enough off its target to act on."
    worst = s.drifts[0]
    side = "above" if worst.points > 0 else "below"
    return f"{worst.label} is {ref(worst.fact(Measure.DRIFT), 'size')} {side} target, the widest gap."


def risk(s: Situation) -> str:
    first = s.facts.members(Family.RISK_CLASS, Measure.RISK_SHARE)[0]
    held = build_fact_id(Family.RISK_CLASS, Measure.SHARE, first.of)
    return f"{first.subject[0]} brings {ref(first.id)} of the risk with {ref(held)} of the mix."


def sensitivity(s: Situation) -> str:
    what = "success" if "plan.success" in s.facts else "what the plan sustains"
    return f"How {what} changes if one thing is different, on the same simulated futures; the strongest first."


def projection(s: Situation) -> str:
    if s.is_retired:
        return f"The middle path of the simulation until you turn {ref('profile.plan_to_age')}, in today's dollars."
    return (
        f"The middle path of the simulation in today's dollars: about {ref('plan.at_retirement_median', 'short')} "
        "when you retire."
    )
