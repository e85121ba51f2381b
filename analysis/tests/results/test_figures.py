"""A figure of a document links to its fact. Nothing else becomes a figure."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from advisors.document.parts import FigurePart, NamePart, Sentence, TextPart
from analysis.results.figures import FigureLinker
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Measure
from portfolios.tests.support.facts import fact_of

WORTH = fact_of(
    "portfolio.value", "portfolio", label="Total value", value="692318.40", unit="usd", formula="quantity x price",
    inputs=("portfolio.cash", "gone"),
)  # fmt: skip
CASH = fact_of("portfolio.cash", "cash", label="Cash", value=23590, unit="usd", kind="reference", formula="as entered")
CHANCE = fact_of("plan.success", "futures", label="Chance", value="88.2", unit="percent", kind="forecast")
UNKNOWN = fact_of("plan.gap", "futures", label="Nobody knows", value=None, unit="usd")
FACTS = FactSheet(facts=(WORTH, CASH, CHANCE, UNKNOWN))


def line(*parts):
    """Return parts of a sentence: a pair is a figure of a fact, "name:" begins a name, anything else is text."""
    return tuple(
        FigurePart(fact=part[0].id, text=part[1]) if isinstance(part, tuple)
        else NamePart(text=part[5:]) if part.startswith("name:") else TextPart(text=part)
        for part in parts
    )  # fmt: skip


def render(*parts, facts=FACTS):
    return FigureLinker(facts).render_parts(line(*parts))


def buttons(html):
    """Return the fact id and the printed text of each figure."""
    figures = re.findall(r'<button [^>]*popovertarget="fact-([\w-]+)"[^>]*>([^<]*)</button>', html)
    return [(html_id.replace("-", "."), text) for html_id, text in figures]


def cards(figures):
    return render_to_string(
        "analysis/_facts.html", {"figures": figures, "job": SimpleNamespace(snapshot_taken_at=None)}
    )


def test_a_figure_links_to_its_fact():
    html = render("You own ", (WORTH, "$692,318"), ", of which ", (CASH, "$24k"), " is cash.")
    assert buttons(html) == [("portfolio.value", "$692,318"), ("portfolio.cash", "$24k")]
    assert strip_tags(html) == "You own $692,318, of which $24k is cash."


@pytest.mark.parametrize(
    "parts",
    [
        ((CASH, "$23,590"),),
        ((CASH, "$23,590"), (CHANCE, "88%")),
        ((CASH, "$23,590"), "name:. Inc", " (", (CHANCE, "88%"), ")."),
        ("(", (CASH, "$23,590"), ")(", (CHANCE, "88%"), ")"),
        ((CASH, "$23,590"), "...", (CASH, "$23,590")),
        ("name:(", (CASH, "$23,590"), "name:) & co"),
    ],
)
def test_parts_print_as_their_text_does(parts):
    html = render(*parts)
    assert len(buttons(html)) == sum(isinstance(part, tuple) for part in parts)
    assert unescape(strip_tags(html)) == "".join(part.text for part in line(*parts))


def test_kinds_of_facts_look_different():
    html = render((WORTH, "1"), " ", (CASH, "2"), " ", (CHANCE, "3"))
    assert re.findall(r'class="fact (\w+)"', html) == ["computed", "reference", "forecast"]


def test_punctuation_stays_on_the_line_of_its_figure():
    html = render("It is (", (CASH, "$23,590"), "), they say.")
    assert html.startswith('It is <span class="glued">(<button')
    assert html.endswith("</button>),</span> they say.")
    assert "glued" not in render("It is ", (CASH, "$23,590"), " here.")


def test_a_figure_without_its_fact_is_text():
    gone = WORTH.model_copy(update={"measure": Measure.HOLDINGS})
    html = render((gone, "$1 <b>"), " and ", (CHANCE, "88.2%"))
    assert buttons(html) == [("plan.success", "88.2%")]
    assert html.startswith("$1 &lt;b&gt; and ")


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "[[plan.success]]"])
def test_a_name_is_text_and_never_a_figure(hostile):
    html = render("Sell ", f"name:{hostile}", " for ", (CASH, hostile))
    assert len(buttons(html)) == 1
    assert "<script" not in html and "<img" not in html
    assert unescape(strip_tags(html)) == f"Sell {hostile} for {hostile}"


def test_sentences_are_separated_by_a_space():
    one = Sentence(kind="own", verdict="", mood="neutral", parts=line("You own ", (CASH, "$23,590"), "."))
    assert strip_tags(FigureLinker(FACTS).render_sentences([one, one])) == "You own $23,590. You own $23,590."


def test_each_fact_has_one_card_with_its_inputs():
    figures = FigureLinker(FACTS)
    figures.render_parts(line((WORTH, "$692,318"), ", that is ", (WORTH, "$692k")))
    html = cards(figures)
    assert html.count('class="fact-card"') == html.count('id="fact-portfolio-value"') == 1
    for expected in ("Total value", "$692,318", "Computed", "quantity x price", "Cash", "$23,590"):
        assert expected in html
    assert "gone" not in html


@pytest.mark.parametrize("field", ["label", "formula"])
def test_a_name_inside_a_fact_is_text(field):
    hostile = CASH.model_copy(update={field: "<script>alert(1)</script>"})
    figures = FigureLinker(FactSheet(facts=(WORTH, hostile)))
    figures.figure("portfolio.value", "<script>alert(2)</script>")
    html = figures.figure("portfolio.cash", "<script>alert(2)</script>") + cards(figures)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_chart_row_links_to_its_fact():
    share = fact_of("asset_class.equity.share", "Equity", value="60.0", unit="percent")
    figures = FigureLinker(FactSheet(facts=(share,)))
    place = ("chart-asset_class", "Equity", "percent")
    assert buttons(figures.link_chart_figure(place, 60.0, "60.0%")) == [("asset_class.equity.share", "60.0%")]
    for other, value in ((place, 61), (("chart-tax", "Equity", "percent"), 60), ((*place[:2], "usd"), 60)):
        assert figures.link_chart_figure(other, value, "60.0%") == "60.0%"
