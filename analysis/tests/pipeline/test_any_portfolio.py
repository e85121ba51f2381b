"""The built-in writer writes only figures that are facts, for any portfolio and any names."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.charter import writer as charter_writer
from advisors.charter.catalogue import compute_series
from advisors.charter.drawing import build_charts, find_faults
from advisors.planner import writer as planner_writer
from advisors.reporter import writer as reporter_writer
from advisors.reporter.caveats import write_caveats_section
from advisors.reporter.recommendations import recommend
from advisors.retirement import writer as retirement_writer
from advisors.retirement.facts.scenarios import change_key, what_if_facts
from advisors.retirement.scenarios.baseline import project_what_if
from advisors.retirement.scenarios.proposals import propose_changes
from advisors.tests.support import cases as people
from advisors.verification.references import check
from advisors.verification.results import check_result, told
from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.taxonomy import ASSET_CLASSES, REGIONS, SECTORS

pytestmark = pytest.mark.slow

names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=30).filter(
    str.strip
)
names |= st.sampled_from(["J.P. Morgan", "Schwab & Co. Brokerage", "St. Louis Fund", "Acct. No. 7", "Emergency! Fund"])
money = st.decimals(min_value=0, max_value=10**9, places=2)


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
accounts = st.builds(people.account, name=names, kind=st.sampled_from(list(ACCOUNT_KIND_LABELS)), cash=money)
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


def retirement_text(situation, baseline):
    facts, outcomes = situation.facts, []
    for attempt in propose_changes(situation):
        with contextlib.suppress(ValueError):  # a change that this plan cannot carry out
            outcome = project_what_if(baseline, attempt.change, attempt.amount)
            facts = facts.with_facts(what_if_facts(baseline, outcome).facts)
            outcomes.append((change_key(outcome), outcome))
    return retirement_writer.write(situation, outcomes), facts


@settings(max_examples=40, deadline=None)
@given(snapshots())
def test_every_built_in_text_is_verified(snapshot):
    situation, baseline = people.case(snapshot, paths=50, examined=False)
    advice = recommend(situation)
    report = f"{reporter_writer.write_report(situation)}\n\n{write_caveats_section(situation)}"
    assert [told(p) for p in check(report, situation.facts, situation.names).problems] == []
    series = compute_series(situation, baseline.projection.fan.real if baseline else None)
    choices = charter_writer.choose_charts(situation, series)
    assert find_faults(choices.charts, series) == []
    results = (
        advice,
        choices,
        planner_writer.write_plan(situation),
        planner_writer.write_summary(situation, advice.recommendations, [], []),
    )
    for result in results:
        assert check_result(result, situation.facts, situation.names)[2] == ()
    if baseline is not None:
        text, facts = retirement_text(situation, baseline)
        assert [told(p) for p in check(text, facts, situation.names).problems] == []
    part_keys = {row.key for row in series if row.form == "parts"}
    for key, chart in build_charts(choices.charts, series).items():
        if key in part_keys:
            assert sum(point.percentage for point in chart.data) == Decimal("100.0")
