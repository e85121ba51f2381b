"""Write the cards of facts as HTML in Python. A page has some 200 of them, and a template takes twice as long."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.template.defaultfilters import date as format_date
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from analysis.results.figures import FactCard


def render_fact_cards(cards: Iterable[FactCard], taken_at: datetime | None) -> SafeString:
    """Return one card for each fact. taken_at: when the accounts were read; the same in every card."""
    when = ""
    if taken_at is not None:
        moment = format_date(localtime(taken_at), "F j, Y, H:i")
        when = f"<div><dt>When</dt><dd>Your accounts as of {escape(moment)} UTC</dd></div>"
    return mark_safe("".join(_render_card(card, when) for card in cards))  # noqa: S308 every text below is escaped


def _render_card(card: FactCard, when: str) -> str:
    fact, (kind, description) = card.fact, card.kind
    formula = f"<div><dt>How</dt><dd>{escape(fact.formula)}</dd></div>" if fact.formula else ""
    error = f"<div><dt>Standard error</dt><dd>{escape(card.error)}</dd></div>" if card.error else ""
    inputs = "".join(
        f'<li>{escape(one.label)} <b class="fact {escape(one.kind)}">{escape(figure)}</b></li>'
        for one, figure in card.inputs
    )
    made_of = f'<div><dt>From</dt><dd><ul class="made-of">{inputs}</ul></dd></div>' if inputs else ""
    return f"""
<div class="fact-card" id="{escape(card.html_id)}" popover>
  <p class="of">{escape(fact.label)}</p>
  <p class="figure">{escape(card.figure)}</p>
  <p><span class="fact {escape(fact.kind)}">{escape(kind)}</span>: {escape(description)}</p>
  <dl>
    {formula}
    {error}
    {made_of}
    {when}
  </dl>
</div>
"""
