"""Describe each series in one sentence, for the built-in writer."""

from collections.abc import Mapping
from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.headline import format_target_name
from advisors.writing.markdown import escape_markdown
from portfolios.taxonomy import label


def asset_classes(s: Situation) -> str:
    bucket = next(iter(s.portfolio.asset_classes), "")
    return f"{label(bucket)} is the largest part with {ref(f'asset_{bucket}_share')}, funds looked through."


def first_bucket(amounts: Mapping[str, Decimal], prefix: str) -> str:
    bucket = next(iter(amounts), "")
    return f"{label(bucket)} comes first with {ref(f'{prefix}_{bucket}_share')} of everything."


def holdings(s: Situation) -> str:
    instrument = s.portfolio.holdings[0][0]
    key = f"holding_{s.portfolio.fact_keys[instrument.id]}"
    return f"{escape_markdown(instrument.symbol)} is the largest with {ref(f'{key}_value')}."


def drift(s: Situation) -> str:
    if s.has_too_much_unclassified:
        return "So much is unclassified that these drifts say little."
    if not s.drifts:
        return "Nothing is far enough off its target to act on."
    key, points = s.drifts[0]
    side = "above" if points > 0 else "below"
    return f"{format_target_name(key)} is {ref(f'{key}_drift', 'size')} {side} target, the widest gap."


def risk(s: Situation) -> str:
    first = next(fact for fact in s.facts.on("risk") if fact.id.startswith("risk_") and fact.unit == "percent")
    held = first.id.replace("risk_", "mix_", 1)
    return f"{first.subject[0]} brings {ref(first.id)} of the risk with {ref(held)} of the mix."


def sensitivity(s: Situation) -> str:
    what = "success" if "success_probability" in s.facts else "what the plan sustains"
    return f"How {what} changes if one thing is different, on the same simulated futures; the strongest first."


def projection(s: Situation) -> str:
    if s.is_retired:
        return f"The middle path of the simulation until you turn {ref('plan_to_age')}, in today's dollars."
    return (
        f"The middle path of the simulation in today's dollars: about {ref('at_retirement_median', 'short')} "
        "when you retire."
    )
