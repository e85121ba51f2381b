"""A figure links to its fact in any context. Nothing else becomes a figure."""

import re
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from advisors.verification.references import printed
from analysis.results.document import ReferencedText
from analysis.results.figures import FigureLinker
from analysis.results.markdown_html import render_markdown
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.facts import fact_of

WORTH = fact_of(
    "portfolio.value", "portfolio", label="Total value", value="692318.40", unit="usd", formula="quantity x price",
    inputs=("portfolio.cash", "gone"),
)  # fmt: skip
CASH = fact_of("portfolio.cash", "cash", label="Cash", value=23590, unit="usd", kind="reference", formula="as entered")
CHANCE = fact_of("plan.success", "futures", label="Chance", value="88.2", unit="percent", kind="forecast")
UNKNOWN = fact_of("plan.gap", "futures", label="Nobody knows", value=None, unit="usd")
FACTS = FactSheet(facts=(WORTH, CASH, CHANCE, UNKNOWN))


def referenced(source, facts=FACTS):
    return ReferencedText.of(printed(source, facts), source, facts)


def render(source, facts=FACTS):
    return FigureLinker(facts).render_markdown(referenced(source, facts))


def buttons(html):
    """Return the fact id and the printed text of each figure."""
    figures = re.findall(r'<button [^>]*popovertarget="fact-([\w-]+)"[^>]*>([^<]*)</button>', html)
    return [(html_id.replace("-", "."), text) for html_id, text in figures]


def cards(figures):
    return render_to_string(
        "analysis/_facts.html", {"figures": figures, "job": SimpleNamespace(snapshot_taken_at=None)}
    )


def test_a_reference_links_to_its_fact():
    html = render("You own **[[portfolio.value]]**, of which [[portfolio.cash|short]] is cash.")
    assert buttons(html) == [("portfolio.value", "$692,318"), ("portfolio.cash", "$24k")]
    assert strip_tags(html) == "You own $692,318, of which $24k is cash.\n"


@pytest.mark.parametrize(
    "source",
    [
        "| a | b |\n|---|---:|\n| cash | [[portfolio.cash|short]] |",
        "## Of [[portfolio.value]]",
        "1. *Impact: [[portfolio.cash]].*\n   - ([[plan.success|whole]])",
        "`[[portfolio.cash]]` and ~~[[portfolio.cash]]~~",
        "[[portfolio.cash]]. It is no list.",
    ],
)
def test_a_figure_works_in_any_markdown(source):
    html, text = render(source), printed(source, FACTS)
    assert len(buttons(html)) == source.count("[[")
    assert " ".join(strip_tags(html).split()) == " ".join(strip_tags(render_markdown(text)).split())


def test_kinds_of_facts_look_different():
    html = render("[[portfolio.value]] [[portfolio.cash]] [[plan.success]]")
    assert re.findall(r'class="fact (\w+)"', html) == ["computed", "reference", "forecast"]


def test_a_link_contains_no_figure():
    html = render("[all [[portfolio.cash]]](https://ok.example) and [x](https://ok.example 'of [[portfolio.cash]]')")
    assert buttons(html) == []
    assert "all $23,590</a>" in html
    assert "title" not in html


def test_a_comma_stays_on_the_line_of_its_figure():
    assert '<span class="glued">(<button' in render("It is ([[portfolio.cash]]), they say.")
    assert "</button>),</span> they say" in render("It is ([[portfolio.cash]]), they say.")


def test_an_unprintable_reference_stays_text():
    html = render("[[nothing]] [[plan.gap]] [[plan.success|upside]] [[plan.success]]")
    assert buttons(html) == [("plan.success", "88.2%")]
    assert "[[nothing]] [[plan.gap]] [[plan.success|upside]]" in html


@pytest.mark.parametrize("forged", ["\ue0000\ue001", "\ue000\ue0000\ue0010\ue001", "\ue0009\ue001"])
def test_a_placeholder_cannot_be_forged(forged):
    html = render(f"{forged} [[plan.success]]")
    assert len(buttons(html)) == 1
    assert "\ue000" not in html


def test_a_text_unlike_its_source_is_unlinked():
    assert ReferencedText.of("You own $1.", "You own [[portfolio.cash]].", FACTS) == "You own $1."
    assert (
        buttons(
            FigureLinker(FACTS).render_markdown(ReferencedText.of("You own $1.", "You own [[portfolio.cash]].", FACTS))
        )
        == []
    )
    assert buttons(FigureLinker(FACTS).render_markdown("[[plan.success]] of old")) == []


def test_text_added_after_printing_is_kept():
    text = ReferencedText.of("You own $23,590.\n\n## Sources", "You own [[portfolio.cash]].", FACTS)
    assert FigureLinker(FACTS).render_markdown(text).endswith("<h3>Sources</h3>\n")


def test_a_line_is_text_with_figures():
    line = FigureLinker(FACTS).render_line(referenced("<b>[[portfolio.cash]]</b> & *more*"))
    assert line.startswith("&lt;b&gt;<button")
    assert line.endswith("</button>&lt;/b&gt; &amp; *more*")


def test_each_fact_has_one_card_with_its_inputs():
    figures = FigureLinker(FACTS)
    figures.render_markdown(referenced("[[portfolio.value]], that is [[portfolio.value|short]]"))
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
