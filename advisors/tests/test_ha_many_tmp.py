from hypothesis import given, settings, HealthCheck
from advisors.planner import writer as planner_writer
from advisors.charter import writer as charter_writer
from advisors.reporter import writer as reporter_writer
from advisors.reporter.caveats import missing_or_assumed
from advisors.reporter.recommendations import recommend
from advisors.checking import check_result, told
from advisors.verification import check
from advisors.tests import people_of_cases as people
from analysis.charts import chartable
from analysis.tests.test_any_portfolio import snapshots
from advisors.retirement import writer as retirement_writer
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(snapshots())
def test_many(taken):
    s, outlook = people.case(taken, paths=100)
    advice = recommend(s)
    report = f"{reporter_writer.write(s)}\n\n{missing_or_assumed(s)}"
    assert [told(p) for p in check(report, s.facts, s.names).problems] == []
    if outlook:
        assert [told(p) for p in check(retirement_writer.write(s, []), s.facts, s.names).problems] == []
    series = chartable(s, outlook.projection.fan.real if outlook else None)
    for r in (advice, charter_writer.choose(s, series), planner_writer.plan(s), planner_writer.conclude(s, advice.recommendations, [], [])):
        assert check_result(r, s.facts, s.names)[2] == ()
