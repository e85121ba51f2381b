"""Figures on a page of an analysis: each carries its fact, and the page ends with a card for each fact on it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from advisors.charter import catalogue
from advisors.verification.references import REFERENCE, printed
from analysis.results.document import ReferencedText
from analysis.results.markdown_html import Placeholder, fill_placeholders, format_mark, render_markdown, strip_marks
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.formatting import format_fact

CHART_UNITS = {"usd_per_year": "usd"}
FIGURE_TOLERANCE = Decimal("0.06")
"""A chart's figures are rounded to tenths at the most."""
FACT_KINDS = {
    "computed": ("Computed", "from your accounts and your profile"),
    "forecast": ("Forecast", "what the simulation says, no promise"),
    "assumption": ("Assumption", "taken for granted, it may be wrong"),
    "reference": ("Given", "entered, chosen or published"),
}
ChartFigureKey = tuple[str, str, str]


@dataclass(frozen=True)
class FactCard:
    """What is known of one fact. made_of: the facts it was computed from, each with its figure."""

    fact: Fact
    made_of: Sequence[tuple[Fact, str]]

    @property
    def figure(self) -> str:
        return format_fact(self.fact)

    @property
    def kind(self) -> tuple[str, str]:
        """In a word, and what that means."""
        return FACT_KINDS[self.fact.kind]


@dataclass
class FigureLinker:
    """The figures of one page. on_page: the facts that a figure on it has led to so far."""

    facts: FactSheet
    linked_facts: dict[str, Fact] = field(default_factory=dict)

    def figure(self, fact_id: str, words: str) -> str:
        """A figure as it is printed here, leading to the card of its fact; only the words where there is none."""
        fact = self.facts.by_id.get(fact_id)
        return words if fact is None else self._link(fact, words)

    def _link(self, fact: Fact, words: str) -> SafeString:
        self.linked_facts[fact.id] = fact
        return format_html(
            '<button type="button" class="fact {}" popovertarget="fact-{}" popovertargetaction="show" '
            'aria-describedby="fact-{}">{}</button>',
            fact.kind, fact.id, fact.id, words,
        )  # fmt: skip

    def render_markdown(self, text: str) -> SafeString:
        """Markdown with its figures marked."""
        stands: list[Placeholder] = []
        return render_markdown(self._held(text, stands), stands)

    def render_line(self, text: str) -> SafeString:
        """Plain text with its figures marked."""
        stands: list[Placeholder] = []
        return fill_placeholders(conditional_escape(self._held(text, stands)), stands)

    def _held(self, text: str, stands: list[Placeholder]) -> str:
        """The text with a mark in the place of each reference."""

        def hold(match: re.Match[str]) -> str:
            words = printed(match[0], self.facts)
            if words == match[0]:
                return words
            stands.append(Placeholder(self._link(self.facts[match[1]], words), words))
            return format_mark(len(stands) - 1)

        return REFERENCE.sub(hold, strip_marks(text.source)) if isinstance(text, ReferencedText) else text

    def link_chart_figure(self, place: ChartFigureKey, value: Any, words: str) -> str:
        """A figure of a chart's table. place: the chart's key, the name beside the figure, the unit."""
        found = next((f for f in self._facts_by_key.get(self._normalize_key(place), ()) if _is_near(f, value)), None)
        return words if found is None else self._link(found, words)

    @staticmethod
    def _normalize_key(place: ChartFigureKey) -> ChartFigureKey:
        key, name, unit = place
        return _topics_by_chart().get(key.removeprefix("chart-"), ""), name.casefold(), unit

    @cached_property
    def _facts_by_key(self) -> dict[ChartFigureKey, list[Fact]]:
        topics = set(_topics_by_chart().values())
        places: dict[ChartFigureKey, list[Fact]] = {}
        for fact in self.facts.facts:
            if fact.topic in topics and not fact.id.startswith("mix_"):
                unit = CHART_UNITS.get(fact.unit, fact.unit)
                places.setdefault((fact.topic, fact.subject[0].casefold(), unit), []).append(fact)
        return places

    @property
    def cards(self) -> Iterator[FactCard]:
        for fact in self.linked_facts.values():
            known = (self.facts[name] for name in fact.inputs if name in self.facts)
            yield FactCard(fact, [(one, format_known_fact(one)) for one in known])


def _topics_by_chart() -> dict[str, str]:
    """Return the topic of the facts that each chart draws, by the chart's key."""
    topics = {series.key: series.topic for series in catalogue.SERIES if series.topic}
    return topics | {"depends": topics["swings"]}


def _is_near(fact: Fact, value: Any) -> bool:
    return fact.value is not None and abs(fact.value - Decimal(str(value))) < FIGURE_TOLERANCE


def format_known_fact(fact: Fact) -> str:
    return "not known" if fact.value is None else format_fact(fact)
