"""Ten thousand users with holdings and analyses, and every URL that one of them can open."""

from datetime import timedelta
from uuid import uuid4

from django.urls import URLPattern, reverse
from django.utils import timezone

import analysis.api.urls
import analysis.urls
import portfolios.api.urls
import portfolios.urls
from analysis.job_kinds import WHOLE
from analysis.models import Job, Step
from analysis.questions.models import Question
from analysis.schedules.models import Digest, Schedule
from analysis.what_if.models import Scenario
from analysis.what_if.values import Levers
from people.models import DataExport, User
from portfolios.models import Account, IncomeStream, Instrument, PortfolioValue
from portfolios.models.imports import ImportDraft
from portfolios.tests.support import bulk_rows
from portfolios.valuation.growth import RecordedHoldings

INSTRUMENTS = 20_000
ACCOUNTS_EACH = 2
ROWS = {
    "account": "account", "position_add": "account", "instrument_search": "account", "api_account": "account",
    "position": "position", "api_position": "position", "instrument": "instrument", "income": "income",
    "import": "import", "api_import": "import", "api_apply_import": "import",
    "progress": "job", "cancel_analysis": "job", "analysis": "job",
    "decide_action": "job", "api_job": "job", "undo": "removal", "download_export": "export",
    "export_": "job", "api_export": "job",
    "questions": "job", "compare": "job", "api_comparisons": "job", "delete_questions": "job",
    "what_if": "job", "rename_scenario": "scenario", "delete_scenario": "scenario",
    "rename_analysis": "job", "delete_analysis": "job",
    "question": "question", "api_question": "question", "api_questions": "job",
}  # fmt: skip
"""The kind of row that a URL shows, by the longest matching prefix of its name."""


def gather(many: int, *, positions_each: int) -> list[User]:
    """Create users with two accounts, positions, a private instrument and a finished analysis each."""
    bulk_rows.list_instruments(INSTRUMENTS)
    people = bulk_rows.make_people(many)
    accounts = bulk_rows.open_accounts(people, ACCOUNTS_EACH)
    now, total = timezone.now(), 1000
    PortfolioValue.objects.bulk_create(
        PortfolioValue(user=person, date=now.date(), total=total, holdings=RecordedHoldings()) for person in people
    )
    DataExport.objects.bulk_create(
        DataExport(user=person, content=b"zip", size=3, expires_at=now + timedelta(hours=1)) for person in people
    )
    IncomeStream.objects.bulk_create(IncomeStream(user=p, name="Pension", amount=1, start_age=67) for p in people)
    Instrument.objects.bulk_create(
        Instrument(owner=person, symbol=f"OWN{n}", name="Own", instrument_type="stock")
        for n, person in enumerate(people)
    )
    jobs = Job.objects.bulk_create(Job(user=person, status="completed", completed_at=now) for person in people)
    Schedule.objects.bulk_create(Schedule(user=person, every="week", next_on=now.date()) for person in people)
    Digest.objects.bulk_create(Digest(user_id=job.user_id, job=job, status="sent") for job in jobs)
    Question.objects.bulk_create(Question(job=job, user_id=job.user_id, text="Why?", status="answered") for job in jobs)
    Scenario.objects.bulk_create(Scenario(user=p, name="Later", levers=Levers(retire=66)) for p in people)
    Step.objects.bulk_create(
        Step(job=job, user_id=job.user_id, name=step.name, agent=spec.role, order=order, status="done")
        for job in jobs
        for order, (step, spec) in enumerate(WHOLE.steps())
    )
    bulk_rows.bring_statistics_up_to_date()  # the next statement joins tables whose rows an earlier test deleted
    bulk_rows.fill_accounts(accounts, positions_each // ACCOUNTS_EACH)
    bulk_rows.bring_statistics_up_to_date()
    return people


def every_address(person: User, draft: ImportDraft) -> dict[str, str]:
    """Return all pages and API routes by name, with this user's rows. Moved addresses have no name and read nothing."""
    account = Account.objects.owned_by(person).first()
    position = account.positions.first()
    own = {
        "account": account.pk, "position": position.pk, "import": draft.pk,
        "instrument": Instrument.objects.private().get(owner=person).pk,
        "income": IncomeStream.objects.owned_by(person).get().pk, "job": Job.objects.owned_by(person).get().pk,
        "removal": uuid4(), "question": Question.objects.owned_by(person).get().pk,
        "export": DataExport.objects.get(user=person).pk,
        "scenario": Scenario.objects.owned_by(person).get().pk,
    }  # fmt: skip
    urls = (portfolios.urls, analysis.urls, portfolios.api.urls, analysis.api.urls)
    named = [route for module in urls for route in module.urlpatterns if route.name]
    return {route.name: reverse(route.name, kwargs=_arguments(route, own)) for route in named}


def _arguments(route: URLPattern, own: dict[str, object]) -> dict[str, object]:
    prefixes = sorted((start for start in ROWS if str(route.name).startswith(start)), key=len)
    return dict.fromkeys(route.pattern.converters, own[ROWS[prefixes[-1]]] if prefixes else None)
