"""Create one row of everything a user can own, with the test's text in every free-text field."""

import json
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.utils import timezone

from advisors.models import ResearchNote
from advisors.planner.output import Action, Impact, KeyFigure
from advisors.reporter.output import ReportOutput
from analysis.models import Job, ModelCost, Span, Step
from analysis.payloads import ReportPayload, SummaryPayload
from analysis.tests.support import stored_analyses
from people.models import ApiKey, AuditEvent, IdempotencyRecord, Privacy
from portfolios.catalogue.file import FILE
from portfolios.changes.deletion import delete_account
from portfolios.changes.history import record_value
from portfolios.facts.fact import Fact, FactSheet
from portfolios.importing.steps import start_import
from portfolios.models import PriceQuote, Profile
from portfolios.models.imports import CatalogueDraft, ImportMapping
from portfolios.tests.conftest import make_account, make_income, make_instrument, make_position

SYMBOL = "ALICES7F3"


def everything_of(user, words):
    """Return one row of each kind that a URL can name. words: the text for a field's name."""
    account = _portfolio(user, words)
    draft = start_import(
        user=user, account=account, file_name=words("ImportDraft.file_name"), data=_file(words).encode()
    )
    ImportMapping.objects.create(user=user, fingerprint="f" * 64, mapping=draft.mapping)
    running, finished, failed = _jobs(user, words)
    now = timezone.now()
    Span.objects.create(job=running, user=user, span_id="s1", kind="agent", name=words("Span.name"), started_at=now,
                        ended_at=now, error=words("Span.error"), model=words("Span.model"))  # fmt: skip
    Span.objects.create(job=finished, user=user, span_id="s2", kind="function", name=words("Span.name"), started_at=now,
                        ended_at=now, prompt=words("Span.prompt"), answer=words("Span.answer"))  # fmt: skip
    source = "# {0}\n\n{0}".format(words("Job.payloads"))
    report = ReportOutput(source=source, content=source, recommendations=[])
    finished.steps.filter(name="report").update(model=words("Step.model"), output=report)
    finished.steps.filter(name="charts").update(model="built-in writer")
    ModelCost.objects.create(user=user, day=now.date(), model=words("ModelCost.model"))
    Privacy.objects.create(user=user, models_agreed_at=now, models_agreed_to=words("Privacy.models_agreed_to"))
    AuditEvent.objects.create(user=user, action="price accepted", details=words("AuditEvent.details"))
    ResearchNote.objects.create(topic=words("ResearchNote.topic"), text=words("ResearchNote.text"),
                                source=words("ResearchNote.source"), published_at=now)  # fmt: skip
    ApiKey.objects.create(user=user, name=words("ApiKey.name")[:60], prefix="alex_1", digest="d", scopes=["research"])
    IdempotencyRecord.objects.create(user=user, key=words("IdempotencyRecord.key"), digest="d", body={})
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    record_value(user_id=user.pk, now=now)
    again = make_position(make_account(user, name=words("Removal.label")), make_instrument(f"{SYMBOL}X", owner=user))
    return {
        "removal": delete_account(account=again.account), "catalogue": _catalogue(user, words), "account": account,
        "position": account.positions.get(), "instrument": user.instruments.get(symbol=SYMBOL),
        "draft": draft,
        "income": user.income_streams.get(), "job": running, "finished": finished, "failed": failed,
    }  # fmt: skip


def _portfolio(user, words):
    Profile.objects.filter(user=user).update(display_name=words("Profile.display_name"))
    account = make_account(user, name=words("Account.name"), purpose=words("Account.purpose"), cash_balance=7)
    own = make_instrument(
        SYMBOL, owner=user, name=words("Instrument.name"), current_price=Decimal("7.25"), priced_at=timezone.now(),
        price_source="entered", rationale=words("Instrument.rationale"), classified_by="tagger", confidence="0.40",
        provenance=words("Instrument.provenance"), exposure_group=words("Instrument.exposure_group")[:40],
        as_of=words("Instrument.as_of"), allocation_asset_class={"equity": 100},
    )  # fmt: skip
    make_position(account, own)
    make_income(user, name=words("IncomeStream.name"))
    PriceQuote.objects.create(
        instrument=own, date=timezone.localdate(), close=1, source=words("PriceQuote.source")[:40],
        status="quarantined", reason=words("PriceQuote.reason"),
    )  # fmt: skip
    return account


def _catalogue(user, words):
    """Create a catalogue draft of one instrument with this name."""
    document = json.loads(FILE.read_text())
    document["instruments"] = [{**document["instruments"][0], "name": words("CatalogueDraft.text")}]
    name = words("CatalogueDraft.file_name")
    return CatalogueDraft.objects.create(user=user, file_name=name, text=json.dumps(document))


def _file(words):
    """Return a file with matched columns and one row with these texts."""
    said = words("ImportDraft.table").replace('"', '""')
    return f'Symbol,Quantity,Name,"{said}"\n{SYMBOL},12,"{said}","{said}"\n"{said}",,"{said}",\n'


def _jobs(user, words):
    failed, finished, running = (
        stored_analyses.failed(user),
        stored_analyses.completed(user),
        stored_analyses.running(user),
    )
    Job.objects.filter(pk=failed.pk).update(error_message=words("Job.error_message"), model=words("Job.model"))
    Job.objects.filter(pk=finished.pk).update(**_result(words), model=words("Job.model"))
    for job in (running, finished, failed):
        Step.objects.filter(job=job).update(message=words("Step.message"))
    Step.objects.filter(job=failed, status="failed").update(error_message=words("Step.error_message"))
    return running, finished, failed


def _result(words):
    told = words("Job.payloads")
    action = Action(title=told, reason=told, impact=[Impact(fact="f", text=told)], priority=1)
    charts, retirement = stored_analyses.charts(), stored_analyses.retirement()
    for chart in charts.values():
        chart.title = chart.description = chart.data[0].name = told
    retirement.analysis = told
    figures = [KeyFigure(fact="f", label=told, text=told, formula=told)]
    fact = Fact(id="f", subject=(told,), label=told, value=Decimal(3), unit="count", formula=told, inputs=("g",))
    return {
        "facts": FactSheet(facts=(fact, fact.model_copy(update={"id": "g", "inputs": ()}))),
        "report_payload": ReportPayload(
            content=f"# {told}\n\n{told}", generated_at=timezone.now(), model=told, figures_checked=1,
            figures_corrected=0, sections_rewritten=[told], grade="A",
        ),
        "charts_payload": charts,
        "retirement_payload": retirement,
        "summary_payload": SummaryPayload(content=told, actions=[action], key_figures=figures),
    }  # fmt: skip
