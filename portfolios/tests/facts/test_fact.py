"""What a fact may be, how its id is built, how a sheet finds it, and how facts of version 0.1.0 are read."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from pydantic import ValidationError

from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import FAMILIES, TOPICS_BY_MEASURE, Family, Measure, build_fact_id, find_topic
from portfolios.facts.sheet import build_portfolio_facts
from portfolios.tests.support.facts import fact_of
from portfolios.tests.support.strategies import snapshots
from portfolios.valuation.portfolio import Portfolio

OLD_FACT = {
    "id": "what_if_1_points", "topic": "retirement", "subject": ["save", "success"], "label": "Change of success",
    "value": "2.170", "unit": "points", "kind": "forecast", "formula": "with - without",
    "inputs": ["what_if_1_success"],
}  # fmt: skip


def make_fact(family, measure, of="", value=1):
    return Fact(family=family, measure=measure, of=of, subject=("x",), label="x", value=value, unit="count")


def test_every_family_has_a_record_and_a_topic():
    assert list(FAMILIES) == list(Family)
    assert all(record.topic and record.measures for record in FAMILIES.values())
    assert {measure for record in FAMILIES.values() for measure in record.measures} == set(Measure)
    assert all(measure in FAMILIES[family].measures for family, measure in TOPICS_BY_MEASURE)


@pytest.mark.parametrize("family", Family)
def test_a_family_refuses_measures_of_others(family):
    for measure in Measure:
        if measure in FAMILIES[family].measures:
            assert make_fact(family, measure, "x").measure == measure
        else:
            with pytest.raises(ValidationError, match=f"family {family} has no measure {measure}"):
                make_fact(family, measure, "x")


@pytest.mark.parametrize("of", ["NVDA", "a.b", "a-b", "a b", "é", "x" * 81, "[[x]]"])
def test_a_member_is_lower_case_words(of):
    with pytest.raises(ValidationError, match="of"):
        make_fact(Family.HOLDING, Measure.SHARE, of)


@pytest.mark.parametrize(
    ("family", "measure", "of", "fact_id"),
    [
        (Family.PLAN, Measure.SUCCESS, "", "plan.success"),
        (Family.ASSET_CLASS, Measure.SHARE, "equity", "asset_class.equity.share"),
        (Family.ACCOUNT, Measure.VALUE, "roth_ira", "account.roth_ira.value"),
        (Family.OLD, Measure.FIGURE, "total_value", "total_value"),
    ],
)
def test_an_id_is_family_member_and_measure(family, measure, of, fact_id):
    assert make_fact(family, measure, of).id == build_fact_id(family, measure, of) == fact_id


def test_some_measures_are_under_another_topic():
    assert find_topic(Family.ASSET_CLASS, Measure.SHARE) == "asset_class"
    assert make_fact(Family.ASSET_CLASS, Measure.DRIFT, "equity").topic == "targets"
    assert make_fact(Family.REGION_GROUP, Measure.AFTER, "international").topic == "rebalancing"


@given(snapshots())
def test_ids_are_unique_and_of_plain_letters(snapshot):
    facts = build_portfolio_facts(Portfolio(snapshot))
    ids = [fact.id for fact in facts.facts]
    assert len(set(ids)) == len(ids) == len(facts.by_id)
    assert [fact_id for fact_id in ids if not re.fullmatch(r"[a-z0-9_.]+", fact_id)] == []
    assert all(fact.family != Family.OLD for fact in facts.facts)


@given(snapshots())
def test_a_sheet_is_the_same_after_storing(snapshot):
    facts = build_portfolio_facts(Portfolio(snapshot))
    assert FactSheet.model_validate_json(facts.model_dump_json()) == facts


def test_two_figures_for_one_thing_are_refused():
    share = make_fact(Family.HOLDING, Measure.SHARE, "nvda")
    with pytest.raises(ValidationError, match=r"exist already: holding\.nvda\.share"):
        FactSheet(facts=(share,)).with_facts([share.model_copy(update={"value": Decimal(2)})])


def test_lookups_leave_out_facts_without_a_value():
    known, unknown = (fact_of(f"holding.{of}.share", of, value=value, unit="percent") for of, value in
                      (("nvda", 0), ("aapl", None)))  # fmt: skip
    limit = fact_of("company.limit", "limit", value=10, unit="percent")
    unnamed = fact_of("plan.gap", "gap", value=None, unit="usd")
    facts = FactSheet(facts=(known, unknown, limit, unnamed))
    assert facts.members(Family.HOLDING, Measure.SHARE) == (known,)
    assert facts.members(Family.HOLDING, Measure.VALUE) == facts.members(Family.COMPANY, Measure.LIMIT) == ()
    assert facts.one(Family.HOLDING, Measure.SHARE, "nvda") == known
    assert facts.one(Family.COMPANY, Measure.LIMIT) == limit
    for family, measure, of in (
        (Family.HOLDING, Measure.SHARE, "aapl"), (Family.PLAN, Measure.GAP, ""), (Family.PLAN, Measure.SUCCESS, ""),
    ):  # fmt: skip
        assert facts.one(family, measure, of) is None
        assert facts.value(family, measure, of) == 0
        assert facts.value(family, measure, of, default=Decimal(7)) == 7
    assert "holding.aapl.share" in facts and facts["holding.aapl.share"] == unknown


def test_an_old_fact_is_read_with_its_id():
    fact = Fact.model_validate(OLD_FACT)
    assert (fact.family, fact.measure, fact.of, fact.id) == ("old", "figure", OLD_FACT["id"], OLD_FACT["id"])
    assert (fact.value, fact.subject, fact.error) == (Decimal("2.170"), ("save", "success"), None)
    assert (fact.label, fact.formula, fact.inputs) == (
        OLD_FACT["label"], OLD_FACT["formula"], ("what_if_1_success",),
    )  # fmt: skip


def test_an_old_fact_is_the_same_after_storing():
    fact = Fact.model_validate(OLD_FACT)
    assert Fact.model_validate_json(fact.model_dump_json()) == fact
    assert "id" not in fact.model_dump() and "topic" not in fact.model_dump()


def test_an_old_sheet_opens_and_keeps_its_ids():
    stored = {"facts": [OLD_FACT, {**OLD_FACT, "id": "total_value", "value": None}]}
    facts = FactSheet.model_validate(stored)
    assert list(facts.by_id) == ["what_if_1_points", "total_value"]
    assert facts["what_if_1_points"].value == Decimal("2.170")
    assert [fact.id for fact in facts.members(Family.OLD, Measure.FIGURE)] == ["what_if_1_points"]
    assert FactSheet.model_validate_json(facts.model_dump_json()) == facts
    with pytest.raises(ValidationError, match="exist already: total_value"):
        FactSheet.model_validate({"facts": [stored["facts"][1]] * 2})
