"""Which charts to show, by fixed rules on what is interesting."""

from collections.abc import Callable, Sequence

from advisors.charter.series import Series
from advisors.runtime.results import ChartChoice, ChartChoices, ChartType
from advisors.writing.case import Situation, ref
from advisors.writing.headline import format_target_name
from advisors.writing.markdown import escape_markdown
from portfolios.taxonomy import label

MAX_CHARTS = 6
ALWAYS_SHOWN_KEYS = ("asset_class", "regions", "sectors")


def choose_charts(situation: Situation, series: Sequence[Series]) -> ChartChoices:
    """The three look-through charts always, then what this case makes interesting, six at most."""
    offered = {s.key: s for s in series}
    wanted = [
        *ALWAYS_SHOWN_KEYS,
        *sorted((key for key in offered if key not in ALWAYS_SHOWN_KEYS), key=lambda k: -_score_interest(situation, k)),
    ]
    telling = [key for key in wanted if key in offered and (key in ALWAYS_SHOWN_KEYS or offered[key].is_drawable)]
    return ChartChoices(
        charts=[
            ChartChoice(
                series=key,
                type=CHART_TYPES[key],
                title=CHART_TITLES[key],
                description=DESCRIPTION_WRITERS[key](situation),
            )
            for key in telling[:MAX_CHARTS]
        ]
    )


def _score_interest(s: Situation, key: str) -> int:
    return {
        "retirement": 80 if s.has_projection else 0,
        "risk": 82 if s.facts.value("risk_score") >= 7 else 55,
        "swings": 58,
        "drift": 85 if s.drifts else 40,
        "top_holdings": 88 if s.concentrated_company else 60,
        "accounts": 50,
        "tax": 45,
    }.get(key, 10)


CHART_TYPES: dict[str, ChartType] = {
    "asset_class": "donut", "regions": "horizontalBar", "sectors": "horizontalBar", "top_holdings": "bar",
    "accounts": "pie", "tax": "donut", "drift": "bar", "retirement": "line",
    "risk": "horizontalBar", "swings": "horizontalBar",
}  # fmt: skip
CHART_TITLES = {
    "asset_class": "What your money is in",
    "regions": "Where in the world it is",
    "sectors": "Which parts of the economy it is in",
    "top_holdings": "Your largest holdings",
    "accounts": "Your accounts",
    "tax": "Tax-advantaged against taxable money",
    "drift": "How far you are from your targets",
    "risk": "Where the risk of your mix comes from",
    "swings": "What your retirement plan depends on",
    "retirement": "What you may have through the years",
}


def _describe_asset_class(s: Situation) -> str:
    bucket = next(iter(s.portfolio.asset_classes), "")
    return f"{label(bucket)} is the largest part with {ref(f'asset_{bucket}_share')}, funds looked through."


def _describe_regions(s: Situation) -> str:
    bucket = next(iter(s.portfolio.regions), "")
    return f"{label(bucket)} comes first with {ref(f'region_{bucket}_share')} of everything."


def _describe_sectors(s: Situation) -> str:
    bucket = next(iter(s.portfolio.sectors), "")
    return f"{label(bucket)} comes first with {ref(f'sector_{bucket}_share')} of everything."


def _describe_top_holdings(s: Situation) -> str:
    instrument = s.portfolio.holdings[0][0]
    key = f"holding_{s.portfolio.keys[instrument.id]}"
    return f"{escape_markdown(instrument.symbol)} is the largest with {ref(f'{key}_value')}."


def _describe_accounts(s: Situation) -> str:
    return f"{ref('account_count')} accounts hold {ref('total_value')} in all."


def _describe_tax(s: Situation) -> str:
    return f"{ref('tax_advantaged_share')} sits in tax-advantaged accounts, where trades cost no tax."


def _describe_drift(s: Situation) -> str:
    if s.has_too_much_unclassified:
        return "So much is unclassified that these drifts say little."
    if not s.drifts:
        return "Nothing is far enough off its target to act on."
    key, points = s.drifts[0]
    side = "above" if points > 0 else "below"
    return f"{format_target_name(key)} is {ref(f'{key}_drift', 'size')} {side} target, the widest gap."


def _describe_risk(s: Situation) -> str:
    first = next(fact for fact in s.facts.on("risk") if fact.id.startswith("risk_") and fact.unit == "percent")
    held = first.id.replace("risk_", "mix_", 1)
    return f"{first.subject[0]} brings {ref(first.id)} of the risk with {ref(held)} of the mix."


def _describe_sensitivity(s: Situation) -> str:
    what = "success" if "success_probability" in s.facts else "what the plan sustains"
    return f"How {what} changes if one thing is different, on the same simulated futures; the strongest first."


def _describe_retirement(s: Situation) -> str:
    if s.is_retired:
        return f"The middle path of the simulation until you turn {ref('plan_to_age')}, in today's dollars."
    return (
        f"The middle path of the simulation in today's dollars: about {ref('at_retirement_median', 'short')} "
        "when you retire."
    )


DESCRIPTION_WRITERS: dict[str, Callable[[Situation], str]] = {
    "asset_class": _describe_asset_class, "regions": _describe_regions, "sectors": _describe_sectors, "top_holdings": _describe_top_holdings,
    "accounts": _describe_accounts, "tax": _describe_tax, "drift": _describe_drift, "retirement": _describe_retirement,
    "risk": _describe_risk, "swings": _describe_sensitivity,
}  # fmt: skip
