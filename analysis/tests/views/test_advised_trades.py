"""Page, letter, API and sections show the same trades, or say plainly why none are advised."""

import asyncio
import re
from functools import cache

import pytest
from django.urls import reverse

from advisors.actions.advised_trades import has_trades
from advisors.budget.terms import RunTerms
from advisors.document.assembling import assemble_document
from advisors.document.writer import write_sections
from advisors.evaluation.households import build_snapshot, read_households
from advisors.tests.support.claim_cases import HOUSEHOLDS, NOW
from analysis.payloads import SummaryPayload
from analysis.pipeline.conclude import conclude
from analysis.pipeline.prepare import compute_case
from analysis.tests.support import stored_analyses
from portfolios.facts.families import Family, Measure

pytestmark = pytest.mark.slow

TRADERS = ["demo", "family"]
"""Households whose letter advises trades between the funds that they own."""
ROW = re.compile(
    r'<th scope="row">([^<]+)</th><td><span class="badge (buy|sell)">\w+</span> (\w+)</td>.*?<td class="num">'
    r'(?:(?!<td).)*?</td><td class="num">[^<]*</td><td class="num">(.*?)</td>', re.DOTALL
)  # fmt: skip
KINDS_OF_TRADES = {"trade", "trade_effect", "plan_cost"}


async def no_sources():
    return None


@cache
def concluded(name):
    case = compute_case(build_snapshot(read_households()[name], now=NOW), load_sources=no_sources)
    return case, asyncio.run(conclude(case, [], RunTerms()))


def document_of(name):
    case, output = concluded(name)
    sections = write_sections(case.claims)
    return assemble_document(output.letter, output.printed_actions, sections, case.claims.digest)


def page_of(client, user, name):
    _, output = concluded(name)
    summary = SummaryPayload(
        content="", actions=output.actions, rebalancing=output.rebalancing, no_trades=output.no_trades
    )
    job = stored_analyses.completed(user, summary_payload=summary)
    return client.get(reverse("analysis", args=[job.pk]), {"tab": "recommendations"}).content.decode()


def dollars_of(text):
    return re.sub(r"<[^>]+>", " ", text).split()[0]


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_trades_are_advised_or_refused_in_words(name):
    case, output = concluded(name)
    assert has_trades(case.advice.actions) == bool(output.rebalancing) == (name in TRADERS)
    assert bool(output.no_trades) != bool(output.rebalancing)
    assert output.no_trades == "" or output.no_trades.endswith(".")


@pytest.mark.parametrize("name", TRADERS)
def test_the_letter_names_the_trades_of_the_plan(name):
    case, output = concluded(name)
    action = next(one for one in case.advice.actions if one.action.name == "rebalance")
    plan = next(one for one in output.rebalancing if one.plan == "minimal")
    sales = sum(one.dollars for one in plan.trades if one.side == "sell")
    buys = sum(one.dollars for one in plan.trades if one.side == "buy")
    shown = {fact.measure: fact.value for fact in action.facts if fact.family == Family.ACTION}
    assert shown[Measure.AMOUNT] == sales and shown.get(Measure.CASH, 0) in (0, buys - sales)
    text = action.title.text()
    assert all(trade.symbol in text and trade.account in text for trade in plan.trades)


@pytest.mark.parametrize("name", TRADERS)
def test_the_page_shows_the_trades_of_the_letter(as_alice, alice, name):
    text = page_of(as_alice, alice, name)
    advised = text.split("The trades we advise")[1].split("Other ways to the same targets")[0]
    plan = next(one for one in concluded(name)[1].rebalancing if one.plan == "minimal")
    shown = [(*place, dollars_of(dollars)) for *place, dollars in ROW.findall(advised)]
    assert shown == [(one.account, one.side, one.symbol, f"${one.dollars:,.0f}") for one in plan.trades]


@pytest.mark.parametrize("name", [name for name in HOUSEHOLDS if name not in TRADERS])
def test_the_page_says_why_no_trades_are_advised(as_alice, alice, name):
    text = page_of(as_alice, alice, name)
    assert concluded(name)[1].no_trades in text
    assert not ROW.search(text) and "The trades we advise" not in text


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_no_section_speaks_of_other_trades(name):
    case, output = concluded(name)
    said = [s for s in document_of(name).all_sentences if s.kind in KINDS_OF_TRADES]
    facts = {fact.of for fact in case.claims.facts.members(Family.TRADE, Measure.DOLLARS)}
    advised = next((one for one in output.rebalancing if one.plan == "minimal"), None)
    assert facts == {trade.fact_key for trade in advised.trades} if advised else not facts and not said


def test_the_page_names_the_sale_that_comes_first(as_alice, alice):
    text = page_of(as_alice, alice, "demo")
    assert "The few trades that help most, as recommended above. The recommended sale of NVDA comes first." in text
    assert "After the sale of NVDA" in text


def test_other_ways_are_not_advised(as_alice, alice):
    advised, others = page_of(as_alice, alice, "demo").split("Other ways to the same targets, which we do not advise")
    assert "All the way" in others and "All the way" not in advised
    assert not re.search(r"MUB|NVDA</td>", others)
