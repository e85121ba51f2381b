"""The cards of facts, written in Python."""

from datetime import UTC, datetime
from decimal import Decimal

from analysis.results.fact_cards import render_fact_cards
from analysis.results.figures import FactCard
from portfolios.facts.fact import Fact

HOSTILE = "\"'><script>alert(1)</script>&"


def fact(**fields):
    return Fact(
        **{"id": "a_b", "subject": ("A",), "label": "A", "value": Decimal(1), "unit": "usd", "formula": ""} | fields
    )


def test_every_text_of_a_card_is_escaped():
    hostile = fact(label=HOSTILE, formula=HOSTILE)
    html = render_fact_cards([FactCard(hostile, [(hostile, HOSTILE)], HOSTILE)], None)
    assert "<script" not in html
    assert html.count("&quot;&#x27;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;") == 5


def test_each_card_says_when_accounts_were_read():
    cards = [FactCard(fact(), [], "fact-a"), FactCard(fact(id="c"), [], "fact-c")]
    html = render_fact_cards(cards, datetime(2026, 11, 29, 5, 19, tzinfo=UTC))
    assert html.count("Your accounts as of November 29, 2026, 05:19 UTC") == 2
    assert "Your accounts as of" not in render_fact_cards(cards, None)
