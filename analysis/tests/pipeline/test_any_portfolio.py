"""The built-in writer writes only figures that are facts, for any portfolio and any names."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.actions.action import FIXED_LINE
from advisors.actions.advise import judge_actions
from advisors.charter.catalogue import compute_series
from advisors.charter.drawing import build_chart
from advisors.charter.writer import MAX_CHARTS, write_lines
from advisors.claims.building import build_claim_case
from advisors.claims.sections import Section
from advisors.document.document import RETIREMENT_SECTIONS, Document
from advisors.document.letter import write_letter
from advisors.document.markdown import document_to_markdown
from advisors.document.printed_action import print_actions
from advisors.document.tables import build_tables
from advisors.outline.assembling import build_sections, choose_lines
from advisors.outline.menu import Menu
from advisors.outline.reading import Reader
from advisors.outline.writing import write_builtin_lines
from advisors.tests.support import cases as people
from people.tests.support.fuzzing import count_examples
from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.taxonomy import ASSET_CLASSES, REGIONS, SECTORS

pytestmark = pytest.mark.slow

names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=30).filter(
    str.strip
)
names |= st.sampled_from(["J.P. Morgan", "Schwab & Co. Brokerage", "St. Louis Fund", "Acct. No. 7", "Emergency! Fund"])
money = st.decimals(min_value=0, max_value=10**9, places=2)
margins = st.decimals(min_value=-(10**6), max_value=0, places=2)


def splits(keys):
    one, two = st.sampled_from(list(keys)), st.lists(st.sampled_from(list(keys)), min_size=2, max_size=2, unique=True)
    halves = st.tuples(two, st.integers(1, 99)).map(
        lambda drawn: dict(zip(drawn[0], (Decimal(drawn[1]), Decimal(100 - drawn[1])), strict=True))
    )
    return one.map(lambda key: {key: Decimal(100)}) | halves | st.just({})


instruments = st.builds(
    people.instrument,
    symbol=st.text("ABCDEFGHIJ.0123456789", min_size=1, max_size=8),
    name=names,
    kind=st.sampled_from(["stock", "etf", "bond_fund", "reit", "other"]),
    price=st.none() | st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=4),
    asset_class=splits(ASSET_CLASSES),
    regions=splits(REGIONS),
    sectors=splits(SECTORS),
    expense_ratio=st.sampled_from(["0", "0.0003", "0.0068"]),
    group=st.sampled_from(["", "emerging_markets", "us_municipal", "us_total_market"]),
)
accounts = st.builds(people.account, name=names, kind=st.sampled_from(list(ACCOUNT_KIND_LABELS)), cash=money | margins)
quantities = st.decimals(min_value=Decimal("0.00000001"), max_value=10**6, places=8)
profiles = st.builds(
    people.profile,
    age=st.integers(18, 90),
    years=st.integers(0, 40),
    goal=st.none() | money,
    saving=money,
    plan_to_age=st.integers(60, 120),
    assumed=st.sampled_from([(), ("birth_year", "plan_to_age"), ("region_targets",)]),
)


@st.composite
def snapshots(draw):
    holdings = draw(
        st.lists(st.tuples(accounts, instruments, quantities), max_size=6, unique_by=lambda h: (h[0].id, h[1].id))
    )
    by_symbol = {i.id: i for _, i, _ in holdings}
    return people.snapshot(
        draw(profiles),
        *((a, by_symbol[i.id], q) for a, i, q in holdings),
        accounts=draw(st.lists(accounts, max_size=2)),
        alternatives=[people.CHEAP],
    )


@settings(max_examples=count_examples(40), deadline=None)
@given(snapshots())
def test_any_portfolio_gets_a_whole_document(snapshot):
    case = build_claim_case(snapshot, paths=50)
    advice = judge_actions(case)
    menus = [Menu(case, sections) for sections in (tuple(set(Section) - {*RETIREMENT_SECTIONS}), RETIREMENT_SECTIONS)]
    chosen = [one for menu in menus for one in choose_lines(read_builtin(menu), menu, "built_in")]
    document = Document(
        digest=case.digest, letter=write_letter(case, advice.actions), actions=print_actions(advice.actions),
        sections=build_sections(chosen, (), build_tables(case), tuple(Section), case.digest),
    )  # fmt: skip
    known = {fact.id for fact in (*case.facts.facts, *(f for one in advice.actions for f in one.facts))}
    sentences = list(document.all_sentences)
    assert all(figure.fact in known for sentence in sentences for figure in sentence.figures)
    assert all(sentence.author != "code" for section in document.sections for sentence in section.sentences)
    assert Document.model_validate_json(document.model_dump_json()) == document
    assert document_to_markdown(document).endswith(FIXED_LINE) or document.sections


def read_builtin(menu):
    reading = Reader(menu).read(write_builtin_lines(menu))
    assert reading.faults == ()
    return reading.claims


@settings(max_examples=count_examples(40), deadline=None)
@given(snapshots())
def test_any_portfolio_gets_charts_that_add_up(snapshot):
    case = build_claim_case(snapshot, paths=50)
    offered = compute_series(case.situation, case.baseline.projection.fan.real if case.baseline else None)
    for one in offered:
        chart = build_chart(one, one.record.chart_type)
        if one.record.form == "parts":
            assert sum(point.percentage for point in chart.data) == Decimal("100.0")
    lines = write_lines(Menu(case, ()), offered)
    assert sum(line.startswith("chart ") for line in lines.splitlines()) <= MAX_CHARTS
