"""Template tags and filters for the pages of analyses."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html

from advisors.document.parts import Part, Sentence
from advisors.planner.output import Impact
from advisors.rebalancing.facts import DETAILED_PLAN, PLAN_DESCRIPTIONS, PLAN_LABELS, find_family
from advisors.retirement.figures import StoryYear
from analysis.results.chart_data import ChartData, format_rounded_usd
from analysis.results.fact_cards import render_fact_cards
from analysis.results.last_analysis import load_last_analysis
from analysis.results.markdown_html import render_markdown
from analysis.trace.sentences_html import render_traced_sentences
from portfolios.rebalancing.recommendation import ClassWeight, RebalanceRecommendation, Trade
from portfolios.templatetags import money

register = template.Library()
BUILT_IN_WRITER = "built-in writer"
NEARLY_ALL = Decimal("0.995")

register.filter("rounded_usd", format_rounded_usd)


@register.simple_tag(takes_context=True)
def figure(context: Context, *fact_id: Any, text: str) -> str:
    """Return a figure linked to its fact. fact_id: the id, or its parts."""
    return context["figures"].figure(".".join(map(str, fact_id)), text)  # type: ignore[no-any-return]


@register.simple_tag(takes_context=True)
def trade_figure(context: Context, plan: RebalanceRecommendation, trade: Trade, measure: str, *, text: str) -> str:
    """Return a figure of one trade. Only the trades of one plan have facts."""
    return figure(context, "trade", trade.fact_key, measure, text=text) if plan.plan == DETAILED_PLAN else text


@register.simple_tag(takes_context=True)
def weight_figure(context: Context, weight: ClassWeight, measure: str, *, text: str) -> str:
    """Return a figure of one asset class or group of regions."""
    return figure(context, find_family(weight), weight.key, measure, text=text)


@register.simple_tag(takes_context=True)
def weight_after_figure(context: Context, plan: RebalanceRecommendation, weight: ClassWeight, *, text: str) -> str:
    """Return a class's share after the trades of a plan. Only the shares of one plan have facts."""
    return weight_figure(context, weight, "after", text=text) if plan.plan == DETAILED_PLAN else text


@register.simple_tag(takes_context=True)
def sentences(context: Context, printed: Iterable[Sentence]) -> str:
    """Render sentences with their figures linked to their facts."""
    return context["figures"].render_sentences(printed)  # type: ignore[no-any-return]


@register.simple_tag(takes_context=True)
def parts(context: Context, printed: Sequence[Part]) -> str:
    """Render one sentence or one cell of a table with its figures linked."""
    return context["figures"].render_parts(printed)  # type: ignore[no-any-return]


register.filter("markdown", render_markdown)
register.simple_tag(render_traced_sentences, name="traced_sentences")


@register.simple_tag(takes_context=True)
def fact_cards(context: Context) -> str:
    """Render a card for each fact that a figure of this page has linked to so far."""
    return render_fact_cards(context["figures"].cards, context["job"].snapshot_taken_at) if "figures" in context else ""


@register.simple_tag(takes_context=True)
def chart_figure(context: Context, chart: ChartData, point: dict[str, Any], *, share: bool = False) -> str:
    """Return a figure of a chart's table: the value of a point, or its share of the whole."""
    value, unit = (point["percentage"], "percent") if share else (point["value"], chart.data["unit"])
    text = money.percent(value) if share else in_unit(value, unit)
    return context["figures"].link_chart_figure((chart.id, point["name"], unit), value, text)  # type: ignore[no-any-return]


@register.simple_tag(takes_context=True)
def impact_figure(context: Context, impact: Impact) -> str:
    """Return the label of an impact's fact, then its linked figure."""
    label, separator, text = impact.text.rpartition(": ")
    return format_html("{}{}{}", label, separator, context["figures"].figure(impact.fact, text))


@register.inclusion_tag("analysis/_last_analysis.html")
def last_analysis(user: Any) -> dict[str, Any]:
    """Render what to do next and the chance of success of the last analysis, or a link to start one."""
    return {"last": load_last_analysis(user)}


@register.filter
def in_unit(value: Decimal | float, unit: str) -> str:
    """Format a value in its chart's unit: $1,234 or 67.4% or +3.2 points."""
    if unit == "usd":
        return money.usd(value)
    return money.percent(value) if unit == "percent" else f"{money.points(Decimal(str(value)))} points"


@register.filter
def share(fraction: Decimal | None) -> str:
    """Format a fraction in percent with one decimal: 0.7241 gives 72.4%."""
    return money.percent(None if fraction is None else 100 * fraction)


@register.filter
def whole_share(fraction: Decimal | None) -> str:
    """Format a simulated share in whole percent, never as certain: 0.8816 gives 88%, and 1 gives over 99%."""
    if fraction is None:
        return money.UNKNOWN_TEXT
    if fraction >= NEARLY_ALL:
        return "over 99%"
    return "under 1%" if fraction <= 1 - NEARLY_ALL else f"{100 * fraction:.0f}%"


@register.filter
def at_age(year: StoryYear, first_age: int) -> int:
    """Return the person's age in a year of the plan. Year 1 starts now."""
    return first_age + year.year - 1


@register.filter
def money_in(year: StoryYear) -> float:
    """Return the savings and the other income of a year, in dollars."""
    return year.saved + year.income


@register.filter
def plan_name(plan: str) -> str:
    return PLAN_LABELS.get(plan, plan)  # type: ignore[call-overload, no-any-return]


@register.filter
def plan_description(plan: str) -> str:
    """Return a sentence that describes a rebalancing plan."""
    return PLAN_DESCRIPTIONS.get(plan, "")  # type: ignore[call-overload, no-any-return]


@register.filter
def writer(model: str) -> str:
    """Return the author's name as it stands inside a sentence."""
    return f"the {BUILT_IN_WRITER}" if model == BUILT_IN_WRITER else model or "an unknown author"


@register.filter
def dollars(cost: Decimal | None) -> str:
    """Format the cost of a language model: $0.0042; None gives “unknown”."""
    if cost is None:
        return "unknown"
    return f"${cost:.4f}" if cost else "$0"


@register.filter
def duration(time: timedelta) -> str:
    """Format a duration that may be short: under 1 ms, 4 ms, 398 ms, 1.25 s, 12 s."""
    whole = time.total_seconds()
    if 0 < whole < 0.0005:
        return "under 1 ms"
    if whole < 1:
        return f"{1000 * whole:.0f} ms"
    return f"{whole:.2f} s" if whole < 10 else seconds(time)


@register.filter
def seconds(time: timedelta) -> str:
    """Format a duration: 0.4 s, 12 s, 2 min 5 s."""
    whole = time.total_seconds()
    if whole < 10:
        return f"{whole:.1f} s"
    minutes, rest = divmod(round(whole), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
