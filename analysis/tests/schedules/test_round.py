"""Real rounds of schedules with a loopback mail server: started, compared, mailed once, and quiet otherwise."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from analysis.jobs import dispatch
from analysis.jobs.lease import claim
from analysis.jobs.turns import by_turn
from analysis.models import Job
from analysis.schedules import round
from analysis.schedules.digests import send_digest
from analysis.schedules.finding import Finding
from analysis.schedules.models import GIVEN_UP_AFTER, SENDING_LIMIT, Digest, Schedule
from analysis.schedules.planning import next_date, set_schedule
from analysis.worker.tasks import run_job
from people.models import DeletionRequest
from people.tests.support.smtp_server import mail_server
from portfolios.models import Account, Instrument, Profile

pytestmark = pytest.mark.slow
TODAY = timezone.now().date()


@pytest.fixture
def server(settings):
    with mail_server(settings) as stub:
        yield stub


def make_due(user, **columns):
    return Schedule.objects.update_or_create(
        user=user, defaults={"every": "month", "next_on": TODAY, "mails": True, **columns}
    )[0]


def run_round(user):
    """Run one round, the analyses it started, and the round after."""
    round.run_task()
    for job in Job.objects.owned_by(user).active():
        assert run_job(claim(job.pk, user.pk)) == "done"
    round.run_task()


@pytest.fixture
def analyzed(alice, finished):
    """Return Alice, who has an analysis of her demo portfolio and a schedule that is due."""
    make_due(alice)
    return alice


def test_weeks_begin_on_monday_and_months_on_the_first():
    assert next_date("week", date(2026, 11, 29)) == date(2026, 11, 30)
    assert next_date("week", date(2026, 11, 30)) == date(2026, 12, 7)
    assert next_date("month", date(2026, 12, 1)) == date(2027, 1, 1)
    assert next_date("month", date(2026, 1, 31)) == date(2026, 2, 1)


def test_nothing_changed_sends_no_mail(analyzed, server):
    run_round(analyzed)
    job = Job.objects.owned_by(analyzed).first()
    assert (job.name, job.is_scheduled, job.status) == ("Monthly analysis", True, "completed")
    assert Schedule.objects.get().next_on == next_date("month", TODAY)
    assert (Digest.objects.get().status, server.mails) == ("quiet", [])


def test_a_lower_chance_is_mailed_once(analyzed, server, finished):
    Profile.objects.filter(user=analyzed).update(target_retirement_income=Decimal(140_000))
    run_round(analyzed)
    round.run_task()
    (mail,) = server.mails
    assert mail["To"] == analyzed.email and mail["Subject"].startswith("Alex: ")
    text = mail.get_body(("plain",)).get_content()
    assert f"The chance that your money lasts fell from {finished.facts['plan.success'].value:.0f}%" in text
    assert f"/analyses/{Job.objects.owned_by(analyzed).first().pk}/" in text
    assert mail["List-Unsubscribe"].strip().startswith("<http")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(Digest.objects.get().pk) in mail["Message-ID"] and Digest.objects.get().status == "sent"
    kinds = {finding.kind for finding in Digest.objects.get().findings}
    assert {"chance", "verdict"} <= kinds


@pytest.mark.parametrize(("factor", "texts"), [("1.003", 0), ("1.2", 1)])
def test_prices_that_hardly_move_send_nothing(analyzed, server, factor, texts):
    Instrument.objects.update(current_price=F("current_price") * Decimal(factor))
    run_round(analyzed)
    kinds = [finding.kind for finding in Digest.objects.get().findings]
    assert (len(server.mails), kinds.count("chance")) == (texts, texts)


def test_a_dead_server_is_retried_by_later_rounds(analyzed, server, caplog):
    Profile.objects.filter(user=analyzed).update(target_retirement_income=Decimal(140_000))
    server.hangs_up = True
    run_round(analyzed)
    assert (Digest.objects.get().status, Digest.objects.get().tries, server.mails) == ("ready", 1, [])
    server.hangs_up, server.refuses = False, "451 try later"
    round.run_task()
    assert (Digest.objects.get().status, Digest.objects.get().tries) == ("ready", 2)
    server.refuses = ""
    round.run_task()
    round.run_task()
    assert (Digest.objects.get().status, len(server.mails)) == ("sent", 1)
    assert analyzed.email not in caplog.text and "could not be sent" in caplog.text


def test_a_mail_is_given_up_after_some_days(analyzed, server):
    digest = waiting_digest(analyzed, status="ready")
    server.refuses = "550 no"
    round.run_task()
    Digest.objects.update(created_at=timezone.now() - GIVEN_UP_AFTER - timedelta(minutes=1))
    round.run_task()
    round.run_task()
    digest.refresh_from_db()
    assert (digest.status, digest.tries) == ("failed", 2)


def test_a_server_that_is_away_is_asked_a_few_times(alice, server):
    Schedule.objects.create(user=alice, every="week", next_on=TODAY + timedelta(days=3))
    for _ in range(round.MAX_UNSENT + 2):
        job = Job.objects.create(user=alice, status="completed")
        Digest.objects.create(user=alice, job=job, status="ready", findings=[])
    server.hangs_up = True
    round.run_task()
    assert Digest.objects.filter(tries=1).count() == round.MAX_UNSENT
    server.hangs_up = False
    round.run_task()
    assert len(server.mails) == round.MAX_UNSENT + 2


def test_a_mail_that_was_being_sent_is_not_sent_again(analyzed, server):
    digest = waiting_digest(analyzed, status="sending")
    round.run_task()
    digest.refresh_from_db()
    assert (digest.status, server.mails) == ("sending", [])


def test_a_mail_whose_sender_is_gone_is_sent(analyzed, server):
    digest = waiting_digest(analyzed, status="sending", tries=1)
    Digest.objects.update(updated_at=timezone.now() - SENDING_LIMIT - timedelta(seconds=1))
    round.run_task()
    round.run_task()
    digest.refresh_from_db()
    assert (digest.status, digest.tries, len(server.mails)) == ("sent", 2, 1)


def test_a_late_sender_does_not_change_the_next(analyzed, server, monkeypatch):
    digest = waiting_digest(analyzed, status="ready")

    def be_overtaken(mail):
        Digest.objects.update(tries=2)  # another worker took it over meanwhile
        raise ConnectionResetError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", be_overtaken)
    assert send_digest(digest) == "ready"
    digest.refresh_from_db()
    assert (digest.status, digest.tries) == ("sending", 2)


def waiting_digest(user, **columns):
    Schedule.objects.update(next_on=TODAY + timedelta(days=9))
    job = Job.objects.owned_by(user).completed().first()
    findings = [Finding(kind="new_action", key="x", text="New recommendation: <b>x</b>")]
    return Digest.objects.create(user=user, job=job, findings=findings, **columns)


def test_who_wants_no_mail_gets_none(analyzed, server):
    Schedule.objects.update(mails=False)
    digest = waiting_digest(analyzed, status="ready")
    round.run_task()
    digest.refresh_from_db()
    assert (digest.status, server.mails) == ("quiet", [])


def test_texts_are_escaped_in_the_mail(analyzed, server):
    waiting_digest(analyzed, status="ready")
    round.run_task()
    (mail,) = server.mails
    assert "<b>x</b>" in mail.get_body(("plain",)).get_content()
    assert "&lt;b&gt;x&lt;/b&gt;" in mail.get_body(("html",)).get_content()


def test_a_mail_names_three_gone_recommendations(analyzed, server):
    gone = [Finding(kind="gone_action", key=f"switch_fund {n}", text=f"Gone {n}") for n in range(5)]
    digest = waiting_digest(analyzed, status="ready")
    Digest.objects.filter(pk=digest.pk).update(findings=[*gone, *digest.findings])
    round.run_task()
    (mail,) = server.mails
    lines = [line for line in mail.get_body(("plain",)).get_content().splitlines() if line.startswith("- ")]
    assert lines[:4] == ["- New recommendation: <b>x</b>", "- Gone 0", "- Gone 1", "- Gone 2"]
    assert lines[4].startswith("- And 2 more") and mail["Subject"].startswith("Alex: 6 changes")


@pytest.mark.parametrize("reason", ["demo", "leaving", "no account"])
def test_these_people_have_no_scheduled_analysis(alice, reason):
    make_due(alice)
    if reason != "no account":
        Account.objects.create(user=alice, name="IRA", kind="roth_ira")
    if reason == "demo":
        type(alice).objects.filter(pk=alice.pk).update(is_demo=True)
    if reason == "leaving":
        DeletionRequest.objects.create(user=alice, due_at=timezone.now())
    round.run_task()
    assert not Job.objects.owned_by(alice).exists()
    assert Schedule.objects.get().next_on > TODAY


def test_the_daily_limit_moves_it_to_tomorrow(alice, settings):
    settings.ANALYSES_PER_DAY = 1
    Account.objects.create(user=alice, name="IRA", kind="roth_ira")
    Job.objects.create(user=alice, status="completed")
    make_due(alice)
    round.run_task()
    assert Job.objects.owned_by(alice).count() == 1
    assert Schedule.objects.get().next_on == TODAY + timedelta(days=1)


def test_a_failed_analysis_sends_nothing(analyzed, server):
    round.run_task()
    Job.objects.owned_by(analyzed).active().update(status="failed", error_code="x")
    round.run_task()
    assert (Digest.objects.get().status, server.mails) == ("quiet", [])


def test_people_are_served_before_schedules(alice, bob):
    for person in (alice, bob):
        Account.objects.create(user=person, name="IRA", kind="roth_ira")
    make_due(alice)
    round.run_task()
    mine = dispatch.start(user=bob).job
    assert [job.pk for job in by_turn(Job.objects.all())][0] == mine.pk


def test_the_same_rhythm_keeps_its_date(alice):
    first = set_schedule(user=alice, every="month", mails=True, today=date(2026, 11, 29))
    again = set_schedule(user=alice, every="month", mails=False, today=date(2026, 12, 5))
    assert (first.next_on, again.next_on, again.mails) == (date(2026, 12, 1), date(2026, 12, 1), False)
    assert set_schedule(user=alice, every="week", mails=False, today=date(2026, 12, 5)).next_on == date(2026, 12, 7)
    assert set_schedule(user=alice, every="", mails=False, today=date(2026, 12, 5)) is None
    assert not Schedule.objects.exists()
