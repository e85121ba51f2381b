import pytest

from advisors.planner import writer as planner_writer
from advisors.reporter import writer as reporter_writer
from advisors.reporter.caveats import write_caveats_section
from advisors.reporter.recommendations import recommend
from advisors.retirement import writer as retirement_writer
from advisors.retirement.facts.scenarios import change_key, what_if_facts
from advisors.retirement.scenarios.baseline import project_what_if
from advisors.retirement.scenarios.proposals import propose_changes
from advisors.tagger import writer as tagger_writer
from advisors.tests.support import cases as people
from advisors.verification.references import check
from advisors.verification.results import check_result, told
from portfolios.facts.families import Family, Measure
from portfolios.taxonomy import MIN_TRUSTED_CONFIDENCE


@pytest.fixture(params=people.EVERYBODY, ids=lambda person: person.__name__)
def case(request):
    return people.case(request.param())


def problems_of(text, situation, facts=None):
    return [told(problem) for problem in check(text, facts or situation.facts, situation.names).problems]


def test_every_figure_in_a_report_is_a_fact(case):
    situation, _ = case
    report = f"{reporter_writer.write_report(situation)}\n\n{write_caveats_section(situation)}"
    assert problems_of(report, situation) == []


def test_every_figure_in_the_advice_is_a_fact(case):
    situation, _ = case
    advice = recommend(situation)
    summary = planner_writer.write_summary(situation, advice.recommendations, [], ["charter"])
    for result in (planner_writer.write_plan(situation), advice, summary):
        assert check_result(result, situation.facts, situation.names)[2] == ()


def test_every_retirement_figure_is_a_fact(case):
    situation, baseline = case
    if baseline is None:
        assert "plan.sustained_90" not in situation.facts
        return
    facts, outcomes = situation.facts, []
    for attempt in propose_changes(situation):
        outcome = project_what_if(baseline, attempt.change, attempt.amount)
        facts = facts.with_facts(what_if_facts(baseline, outcome).facts)
        outcomes.append((change_key(outcome), outcome))
    assert problems_of(retirement_writer.write(situation, outcomes), situation, facts) == []


def shared(first, second):
    return len(first & second) / max(1, len(first | second))


def test_advice_differs_between_people():
    cases = [people.case(person())[0] for person in (people.all_cash, people.one_stock, people.retiree)]
    advice = [{r.title for r in recommend(situation).recommendations} for situation in cases]
    plans = [{(c.specialist, c.focus) for c in planner_writer.write_plan(s).consultations} for s in cases]
    for sets in (advice, plans):
        for first, second in ((0, 1), (0, 2), (1, 2)):
            assert shared(sets[first], sets[second]) < 0.5


def test_at_most_seven_ranked_recommendations(case):
    ranked = [r.priority for r in recommend(case[0]).recommendations]
    assert ranked == list(range(1, len(ranked) + 1))
    assert 1 <= len(ranked) <= 7


def test_a_total_market_fund_is_not_concentrated():
    situation, _ = people.case(people.one_total_market_fund())
    assert situation.concentrated_company is None
    assert not any("Hold less of" in r.title for r in recommend(situation).recommendations)
    assert "spreads its money over many issuers" in reporter_writer.write_report(situation)


def test_one_stock_is_called_concentrated_by_name():
    titles = [r.title for r in recommend(people.case(people.one_stock())[0]).recommendations]
    assert titles[0] == "Hold less of NVDA"


def test_an_empty_portfolio_says_what_to_record():
    situation, _ = people.case(people.nothing())
    assert recommend(situation).recommendations[0].title == "Record what you own"
    assert [c.specialist for c in planner_writer.write_plan(situation).consultations] == ["reporter"]
    assert "nothing to analyse yet" in reporter_writer.write_report(situation)


def test_an_unpriced_holding_counts_in_no_total():
    situation, _ = people.case(people.unpriced())
    assert situation.facts.value(Family.PORTFOLIO, Measure.VALUE) == 0
    report = reporter_writer.write_report(situation)
    assert "ACME" in report and "has no price" in report


def test_without_a_goal_nothing_is_compared():
    situation, _ = people.case(people.without_goal())
    assert situation.facts.value(Family.PLAN, Measure.SUSTAINED_90) > 0
    assert "plan.success" not in situation.facts
    assert "no income goal" in reporter_writer.write_headline(situation)


@pytest.mark.parametrize(
    ("kind", "name", "asset_class", "trusted"),
    [
        ("stock", "SoFi Technologies", "equity", True),
        ("reit", "Realty Income", "real_estate", True),
        ("etf", "ARK Innovation Growth ETF", "equity", False),
        ("etf", "Global Bond Fund", "fixed_income", False),
        ("other", "Grandmother's ring", None, False),
    ],
)
def test_the_tagger_is_sure_of_types_only(kind, name, asset_class, trusted):
    proposal = tagger_writer.classify("X", name, kind)
    assert [share.key for share in proposal.asset_class] == ([asset_class] if asset_class else [])
    assert (proposal.confidence >= MIN_TRUSTED_CONFIDENCE) is trusted
    assert proposal.rationale
