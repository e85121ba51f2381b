"""What comes up: deadlines of accounts, the next analysis, and news that expires."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from analysis.models import Job
from analysis.schedules.coming_up import find_news, list_deadlines, list_events, tax_day
from analysis.schedules.finding import Finding
from analysis.schedules.models import Digest, Schedule
from analysis.schedules.stored import action_key
from analysis.tests.support import stored_analyses

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(("year", "day"), [(2022, 18), (2023, 18), (2025, 15), (2026, 15), (2028, 18), (2029, 17)])
def test_tax_day_moves_with_weekends_and_a_holiday(year, day):
    assert tax_day(year) == date(year, 4, day)


def titles(kinds, today=TODAY):
    return [(one.title, one.day, one.note) for one in list_deadlines(kinds, today)]


def test_deadlines_follow_the_kinds_of_accounts():
    assert titles({"taxable", "529"}) == []
    assert titles({"401k"}) == [("401(k) deadline", date(2026, 12, 31), "Last day to add from pay for 2026.")]
    assert titles({"roth_ira"}) == [("Roth IRA deadline", date(2027, 4, 15), "Last day to add for 2026.")]
    assert titles({"roth_ira", "traditional_ira"}, date(2027, 4, 15)) == [
        ("IRA deadline", date(2027, 4, 15), "Last day to add for 2026.")
    ]
    assert titles({"hsa"}, date(2027, 4, 16))[0][1] == tax_day(2028)


def test_the_next_analysis_stands_in_order(alice):
    Schedule.objects.create(user=alice, every="month", next_on="2026-12-01")
    assert [one.title for one in list_events(alice, {"401k", "hsa"}, TODAY)] == [
        "Monthly analysis", "401(k) deadline", "HSA deadline",
    ]  # fmt: skip


def digest(user, *findings):
    return Digest.objects.create(
        user=user, job=Job.objects.owned_by(user).first(), status="sent", findings=list(findings)
    )


def key_of(job):
    return next(action_key(one) for one in job.report_payload.document.actions if not one.options)


def test_news_expire_when_their_condition_clears(alice):
    job = stored_analyses.completed(alice)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=30))
    new = Finding(kind="new_action", key=key_of(job), text="New")
    gone = Finding(kind="gone_action", key="build_reserve", text="Gone")
    digest(alice, new, gone, Finding(kind="chance", key="chance", text="Rose"))
    assert find_news(alice).texts == ("New", "Rose", "Gone")
    later = stored_analyses.completed(alice)
    assert find_news(alice).texts == ("New", "Gone")
    report = later.report_payload
    document = report.document.model_copy(update={"actions": ()})
    Job.objects.filter(pk=later.pk).update(report_payload=report.model_copy(update={"document": document}))
    assert find_news(alice).texts == ("Gone",)


def test_gone_advice_crowds_out_nothing(alice):
    stored_analyses.completed(alice)
    gone = [Finding(kind="gone_action", key=f"switch_fund {n}", text=f"Gone {n}") for n in range(5)]
    digest(alice, *gone, Finding(kind="chance", key="chance", text="Rose"))
    news = find_news(alice)
    assert (news.texts, news.more) == (("Rose", "Gone 0", "Gone 1", "Gone 2"), 2)
    page = render_to_string("analysis/_coming_up.html", {"news": news})
    assert "And 2 more" in page and f'href="{reverse("looking_back")}#gone"' in page


def test_nobody_sees_the_news_of_others(alice, bob):
    stored_analyses.completed(alice)
    stored_analyses.completed(bob)
    digest(alice, Finding(kind="chance", key="chance", text="Rose"))
    assert find_news(bob).texts == ()
