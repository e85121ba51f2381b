"""The page that looks back: decisions, what came of them, and ranges."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advisors.comparing.result import Comparison as Result
from advisors.comparing.result import Effect, Factor, MeasureComparison
from analysis.comparison.models import Comparison
from analysis.decisions.models import Decision
from analysis.models import Job
from analysis.schedules.finding import Finding
from analysis.schedules.models import Digest
from analysis.schedules.stored import action_key
from analysis.tests.support import stored_analyses

PAGE = "/team/decisions/"


def text_of(response):
    return " ".join(response.content.decode().split())


def decided(user, **columns):
    """Store an analysis of last month with a decision about its first action that has no options."""
    job = stored_analyses.completed(user)
    action = next(one for one in job.report_payload.document.actions if not one.options)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=30))
    return Decision.objects.create(user=user, job=job, action=action.id, choice="do", **columns), action


def test_without_decisions_the_page_says_so(as_alice):
    text = text_of(as_alice.get(PAGE))
    assert "You have not decided about a recommendation yet" in text
    assert "Cannot be said yet: 0 of the 10 ranges" in text


def test_the_earlier_analyses_link_to_it(as_alice, alice):
    stored_analyses.completed(alice)
    assert f'href="{PAGE}"' in text_of(as_alice.get("/team/"))


def test_before_the_next_analysis_nothing_is_known(as_alice, alice):
    _, action = decided(alice, note="After the <b>bonus</b>")
    text = text_of(as_alice.get(PAGE))
    assert "What came of it shows after your next analysis" in text
    assert "After the &lt;b&gt;bonus&lt;/b&gt;" in text and "Do it" in text


def test_a_later_analysis_says_whether_it_is_open(as_alice, alice):
    decided(alice)
    later = stored_analyses.completed(alice)
    assert "Still recommended in your analysis of" in text_of(as_alice.get(PAGE))
    report = later.report_payload
    document = report.document.model_copy(update={"actions": ()})
    Job.objects.filter(pk=later.pk).update(report_payload=report.model_copy(update={"document": document}))
    text = text_of(as_alice.get(PAGE))
    assert "No longer recommended in your analysis of" in text and "Compare with doing nothing" in text


@pytest.mark.parametrize("error", ["0.1", "3"])
def test_a_comparison_gives_the_value_of_acting(as_alice, alice, error):
    decision, _ = decided(alice)
    later = stored_analyses.completed(alice)
    effects = tuple(Effect(factor=factor, value="1.5", error=error) for factor in Factor)
    measure = MeasureComparison(name="chance", unit="percent", before=80, after=86, method=0, effects=effects,
                                interaction=0, noise=0)  # fmt: skip
    Comparison.objects.create(user=alice, job=later, earlier=decision.job, status="done",
                              result=Result(measures=(measure,)))  # fmt: skip
    text = text_of(as_alice.get(PAGE))
    assert "Against doing nothing:" in text and "+1.5 points" in text
    assert ("within the error of the simulation" in text) is (error == "3")


def test_gone_recommendations_are_newest_first(as_alice, alice):
    for days, texts in ((30, ("Old", "Back")), (7, ("New",)), (0, ())):
        job = stored_analyses.completed(alice)
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=days))
        keys = {"Back": action_key(job.report_payload.document.actions[0])}
        findings = [
            Finding(kind="gone_action", key=keys.get(text, text), text=f"No longer recommended: {text}")
            for text in texts
        ]
        Digest.objects.create(user=alice, job=job, status="sent", findings=findings)
    text = text_of(as_alice.get(PAGE))
    assert text.index("<li>New <time") < text.index("<li>Old <time")
    assert "Back" not in text


def test_a_stranger_sees_nothing_of_it(as_bob, alice):
    _, action = decided(alice)
    assert action.title.text not in text_of(as_bob.get(PAGE))
