"""Proposed changes, advised actions, and the reasons for no advice."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from advisors.retirement.advice import draft_actions, propose_changes, render_advice_section
from advisors.retirement.scenarios.baseline import project_what_if
from advisors.retirement.scenarios.change_kinds import CHANGES
from advisors.tests.support import cases as people
from advisors.writing.case import Situation
from portfolios.facts.fact import Fact, FactSheet
from portfolios.valuation.portfolio import Portfolio


def situation(success=70.0, snapshot=None, **values):
    if success is not None:
        values["success_probability"] = success
    facts = [
        Fact(id=name, subject=("x",), label=name, value=Decimal(str(value)), unit="percent")
        for name, value in values.items()
    ]
    return Situation(Portfolio(snapshot or people.one_stock()), FactSheet(facts=tuple(facts)))


def make_what_if(change, success=0.05, more=1000.0, error=0.002):
    difference = SimpleNamespace(success=success, standard_error=error, sustainable_spending=more)
    return SimpleNamespace(
        change=change,
        difference=difference,
        projection=SimpleNamespace(success=SimpleNamespace(probability=0.70 + success)),
    )


def advised_titles(s, *what_ifs):
    return [
        action.title
        for action in draft_actions(s, [(f"what_if_{n}", what_if) for n, what_if in enumerate(what_ifs, start=1)])
    ]


def rendered_advice(s, *what_ifs):
    return render_advice_section(s, [(f"what_if_{n}", what_if) for n, what_if in enumerate(what_ifs, start=1)])


def test_actions_rank_by_their_gain_in_success():
    titles = advised_titles(situation(), make_what_if("save_more", 0.02), make_what_if("retire_later", 0.09))
    assert titles == [CHANGES["retire_later"].title, CHANGES["save_more"].title]


@pytest.mark.parametrize(("success", "error"), [(0.004, 0.0001), (0.05, 0.03), (-0.05, 0.001), (0.0, 0.0)])
def test_an_action_needs_a_clear_gain(success, error):
    assert advised_titles(situation(), make_what_if("save_more", success, error=error)) == []


def test_another_mix_must_also_sustain_more():
    assert advised_titles(situation(), make_what_if("less_equity", more=-1.0)) == []
    assert advised_titles(situation(), make_what_if("less_equity", more=500.0)) == [CHANGES["less_equity"].title]


@pytest.mark.parametrize(
    ("change", "drift", "fits"),
    [("more_equity", 6, False), ("more_equity", 4, True), ("less_equity", -6, False), ("less_equity", 6, True)],
)
def test_another_mix_must_not_oppose_the_targets(change, drift, fits):
    assert bool(advised_titles(situation(asset_equity_drift=drift), make_what_if(change))) is fits


def test_a_sound_plan_needs_no_action():
    text = rendered_advice(situation(success=97), make_what_if("save_more"))
    assert "sound as it stands" in text and "tested" not in text


def test_without_a_goal_spending_gain_ranks():
    s = situation(success=None)
    what_ifs = (
        make_what_if("save_more", more=800.0),
        make_what_if("retire_later", more=2000.0),
        make_what_if("less_equity", more=-5.0),
    )
    assert advised_titles(s, *what_ifs) == [CHANGES["retire_later"].title, CHANGES["save_more"].title]
    text = rendered_advice(s, *what_ifs)
    assert "no goal" in text and "[[what_if_2_more]]" in text
    assert "_success" not in text and "_points" not in text


def test_no_tested_change_has_its_own_reason():
    assert rendered_advice(situation()) == "## What to do\n\nNo change was tested, so none is advised."


@pytest.mark.parametrize(
    ("success", "more"), [(90, "Keep to the plan"), (40, "a larger change"), (None, "Set an income goal")]
)
def test_no_clear_difference_has_its_own_reason(success, more):
    text = rendered_advice(situation(success=success), make_what_if("save_more", 0.001, more=0.0))
    assert "makes a clear difference" in text and more in text


def test_an_unfit_change_has_its_own_reason():
    for what_if in (make_what_if("more_equity", -0.08), make_what_if("more_equity", 0.08)):
        text = rendered_advice(situation(asset_equity_drift=9), what_if)
        assert "clear difference" not in text and "fits your targets" in text


def test_the_gain_is_printed_and_never_a_loss():
    assert "adds [[what_if_1_more]]" in draft_actions(situation(), [("what_if_1", make_what_if("save_more"))])[0].reason
    assert "adds" not in draft_actions(situation(), [("what_if_1", make_what_if("spend_less", more=0.0))])[0].reason


def test_near_certainty_is_written_in_words():
    reason = draft_actions(situation(), [("what_if_1", make_what_if("save_more", 0.2999))])[0].reason
    assert "lifts success to all but a few of the futures" in reason


def proposed_amount(s, change):
    return next(candidate.amount for candidate in propose_changes(s) if candidate.change == change)


@pytest.mark.parametrize(
    ("goal", "saving", "extra", "amount"),
    [("60000", "12000", 41_234, 41_500), ("60000", "12000", 7_000_000, 60_000), ("60000", "90000", 7e6, 270_000)],
)
def test_proposed_saving_stays_within_the_goal(goal, saving, extra, amount):
    snapshot = people.snapshot(people.profile(goal=goal, saving=saving))
    assert proposed_amount(situation(snapshot=snapshot, extra_saving=extra, income_goal=goal), "save_more") == amount


def test_without_a_goal_no_cut_is_proposed():
    assert {a.change for a in propose_changes(situation(success=None))} == {"save_more", "retire_later", "less_equity"}


def test_a_mix_change_depends_on_the_safe_share():
    assert proposed_amount(situation(safe_share=29, asset_cash_share=90), "less_equity") == 20
    assert proposed_amount(situation(safe_share=31, asset_cash_share=0), "more_equity") == 20


def test_the_best_real_what_if_comes_first():
    s, baseline = people.case(people.one_stock(), paths=500, examined=False)
    results = [
        (f"what_if_{n}", project_what_if(baseline, a.change, a.amount))
        for n, a in enumerate(propose_changes(s), start=1)
    ]
    best = max((item for item in results if item[1].change != "less_equity"), key=lambda i: i[1].difference.success)
    assert draft_actions(s, results)[0].impact == [f"{best[0]}_points"]
