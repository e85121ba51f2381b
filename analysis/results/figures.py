"""Link the figures on a page of an analysis to their facts. The page ends with a card for each of these facts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from advisors.charter import catalogue
from advisors.document.parts import FigurePart, Part, Sentence, TextPart
from portfolios.facts.fact import A_YEAR, Fact, FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.facts.formatting import format_fact

FIGURE_TOLERANCE = Decimal("0.06")
"""The largest difference between a fact and its figure in a chart, which is rounded to tenths."""
FACT_KINDS = {
    "computed": ("Computed", "from your accounts and your profile"),
    "forecast": ("Forecast", "from the simulation; not a promise"),
    "assumption": ("Assumption", "assumed; it may be wrong"),
    "reference": ("Given", "entered, chosen or published"),
}
ChartFigureKey = tuple[str, str, str]


@dataclass(frozen=True)
class FactCard:
    """One fact with its inputs, each with its figure. html_id: that of the card."""

    fact: Fact
    inputs: Sequence[tuple[Fact, str]]
    html_id: str

    @property
    def figure(self) -> str:
        return format_fact(self.fact)

    @property
    def error(self) -> str:
        """Return the standard error of the fact, empty if it has none. That of a percentage is in points."""
        if self.fact.error is None:
            return ""
        unit = "points" if self.fact.unit == "percent" else self.fact.unit
        return format_fact(self.fact.model_copy(update={"value": self.fact.error, "unit": unit}))

    @property
    def kind(self) -> tuple[str, str]:
        """Return the name of the kind, and its description."""
        return FACT_KINDS[self.fact.kind]


@dataclass
class FigureLinker:
    """Links the figures of one page, or of one part of it that has cards of its own.

    part: tells the cards of parts apart; empty for a whole page.
    linked_facts: the facts that figures link to so far.
    """

    facts: FactSheet
    part: str = ""
    linked_facts: dict[str, Fact] = field(default_factory=dict)

    def figure(self, fact_id: str, text: str) -> str:
        """Return a figure linked to the card of its fact; only the text if there is no such fact."""
        fact = self.facts.by_id.get(fact_id)
        return text if fact is None else self._link(fact, text)

    def _link(self, fact: Fact, text: str) -> SafeString:
        self.linked_facts[fact.id] = fact
        card = self._card_id(fact)
        return mark_safe(  # noqa: S308 every text in it is escaped
            f'<button type="button" class="fact {escape(fact.kind)}" popovertarget="{escape(card)}" '
            f'popovertargetaction="show" aria-describedby="{escape(card)}">{conditional_escape(text)}</button>'
        )

    def render_parts(self, parts: Sequence[Part]) -> SafeString:
        """Render a sentence or a cell: figures linked, names escaped. A figure stays beside its punctuation."""
        pieces = [part.text for part in parts]
        for place, part in enumerate(parts):
            if not isinstance(part, FigurePart):
                continue
            before = after = ""
            if place and isinstance(parts[place - 1], TextPart) and pieces[place - 1].endswith("("):
                before, pieces[place - 1] = "(", pieces[place - 1][:-1]
            if isinstance(next(iter(parts[place + 1 :]), None), TextPart):
                rest = pieces[place + 1].lstrip(".,;:!?)")
                after, pieces[place + 1] = pieces[place + 1].removesuffix(rest), rest
            figure = conditional_escape(self.figure(part.fact, part.text))
            is_glued = before or after
            pieces[place] = mark_safe(f'<span class="glued">{before}{figure}{after}</span>') if is_glued else figure  # noqa: S308 punctuation and a figure
        return mark_safe("".join(map(conditional_escape, pieces)))  # noqa: S308 every piece is escaped

    def render_sentences(self, sentences: Iterable[Sentence]) -> SafeString:
        return mark_safe(" ".join(self.render_parts(sentence.parts) for sentence in sentences))  # noqa: S308 as above

    def link_chart_figure(self, place: ChartFigureKey, value: Any, text: str) -> str:
        """Link a figure of a chart's table. place: the chart's key, the name beside the figure, the unit."""
        chart, name, unit = place
        topic = _topics_by_chart().get(chart.removeprefix("chart-"), "")
        number = Decimal(str(value))
        for fact in self.facts_by_key.get((topic, name.casefold(), unit), ()):
            if fact.value is not None and abs(fact.value - number) < FIGURE_TOLERANCE:
                return self._link(fact, text)
        return text

    @cached_property
    def facts_by_key(self) -> dict[ChartFigureKey, list[Fact]]:
        topics = set(_topics_by_chart().values())
        places: dict[ChartFigureKey, list[Fact]] = {}
        for fact in self.facts.facts:
            if fact.topic in topics and (fact.family, fact.measure) != (Family.RISK_CLASS, Measure.SHARE):
                unit = fact.unit.removesuffix(A_YEAR)  # a chart shows amounts of a year as amounts
                places.setdefault((fact.topic, fact.subject[0].casefold(), unit), []).append(fact)
        return places

    @property
    def cards(self) -> Iterator[FactCard]:
        for fact in self.linked_facts.values():
            inputs = (self.facts[name] for name in fact.inputs if name in self.facts)
            figures = [(one, "not known" if one.value is None else format_fact(one)) for one in inputs]
            yield FactCard(fact, figures, self._card_id(fact))

    def _card_id(self, fact: Fact) -> str:
        """Return the HTML id of a fact's card, which must hold no dot."""
        return "-".join(["fact", *filter(None, [self.part]), fact.id.replace(".", "-")])


def _topics_by_chart() -> dict[str, str]:
    """Return the topic of the facts that each chart draws, by the chart's key."""
    topics = {series.key: series.topic for series in catalogue.SERIES if series.topic}
    return topics | {"depends": topics["swings"]}
