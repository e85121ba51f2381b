"""Template tags and filters for the pages of analyses."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html

from advisors.claims.printing import YEARLY_STEPS
from advisors.document.parts import Part, Sentence
from advisors.document.printed_action import PrintedAction
from advisors.planner.output import Impact
from advisors.questions.words import MAX_QUESTION_LENGTH
from advisors.rebalancing.facts import DETAILED_PLAN, PLAN_DESCRIPTIONS, PLAN_LABELS, find_family
from advisors.retirement.figures import StoryYear
from analysis.results.chart_data import ChartData, format_rounded, spoken
from analysis.results.effects import place_chance, show_effect, whole_share
from analysis.results.fact_cards import render_fact_cards
from analysis.results.last_analysis import load_last_analysis
from analysis.results.markdown_html import render_markdown
from analysis.schedules.coming_up import find_news, list_events
from analysis.schedules.planning import find_schedule
from analysis.trace.sentences_html import render_traced_sentences
from portfolios.facts.fact import currency_of
from portfolios.rebalancing.recommendation import ClassWeight, RebalanceRecommendation, Trade
from portfolios.templatetags import money
from portfolios.valuation.snapshot import Snapshot

register = template.Library()
BUILT_IN_WRITER = "built-in writer"

register.filter("rounded_money", format_rounded)
register.filter("spoken", spoken)
register.filter("whole_share", whole_share)


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


@register.inclusion_tag("analysis/_effect.html")
def effect(action: PrintedAction, code: str = "") -> dict[str, Any]:
    """Render what an action changes: the value before and after. code: the currency of its money."""
    return {"shown": show_effect(action, code)}


@register.inclusion_tag("analysis/_chance_scale.html")
def chance_scale(chance: float) -> dict[str, Any]:
    """Draw a chance on a scale from 0 to 100%, with a tick at 90%."""
    return {"width": f"{340 * float(chance):.1f}"}


@register.inclusion_tag("analysis/_chance_range.html")
def chance_range(action: PrintedAction) -> dict[str, Any]:
    """Draw the chance before and after an option beside the wanted confidence; nothing without a measured chance."""
    return place_chance(action)


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


@register.inclusion_tag("analysis/_ask_box.html", takes_context=True)
def ask_box(context: Context, job_id: UUID) -> dict[str, Any]:
    """Render a box for one question about an analysis; the answer is on the page of its questions."""
    return {"job_id": job_id, "longest": MAX_QUESTION_LENGTH, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("analysis/_plan_outcome.html")
def plan_outcome(user: Any) -> dict[str, Any]:
    """Render what the plan leads to by the last analysis, and what moves its chance most."""
    return {"last": load_last_analysis(user)}


@register.inclusion_tag("analysis/_coming_up.html")
def coming_up(user: Any, snapshot: Snapshot) -> dict[str, Any]:
    """Render the next scheduled analysis, deadlines of accounts, and what the last scheduled analysis found."""
    kinds = {account.kind for account in snapshot.accounts}
    events = list_events(user, kinds, timezone.now().date())
    return {"events": events, "is_scheduled": any(one.is_analysis for one in events), "news": find_news(user)}


@register.inclusion_tag("analysis/_schedule_line.html")
def schedule_line(user: Any) -> dict[str, Any]:
    """Render when the analysis runs by itself."""
    return {"schedule": find_schedule(user), "is_demo": user.is_demo}


@register.filter
def yearly_spending(amount: float, code: str) -> str:
    """Format what a plan sustains a year, rounded as the letter does: $81,250."""
    step = next(Decimal(step) for limit, step in YEARLY_STEPS if amount < limit)
    return money.whole_money(round(Decimal(str(amount)) / step) * step, code)


@register.filter
def gauge_fill(fraction: float) -> str:
    """Return how far the dial of a chance is filled, in percent."""
    return f"{100 * fraction:.0f}"


@register.filter
def grouped(number: int) -> str:
    """Format a count with commas: 10,000."""
    return f"{number:,}"


@register.filter
def swing_points(fraction: Decimal | float) -> str:
    """Format a difference of chances without its sign, in points: -0.131 gives 13 points, 0.015 gives 1.5 points."""
    size = abs(100 * Decimal(str(fraction)))
    text = f"{size:.0f}" if size >= 2 else f"{size:.1f}".removesuffix(".0")
    return f"{text} point{'' if text == '1' else 's'}"


@register.filter
def in_unit(value: Decimal | float, unit: str) -> str:
    """Format a value in its chart's unit: $1,234 or 67.4% or +3.2 points."""
    if code := currency_of(unit):
        return money.whole_money(value, code)
    return money.percent(value) if unit == "percent" else f"{money.points(Decimal(str(value)))} points"


@register.filter
def share(fraction: Decimal | None) -> str:
    """Format a fraction in percent with one decimal: 0.7241 gives 72.4%."""
    return money.percent(None if fraction is None else 100 * fraction)


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
