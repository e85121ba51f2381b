"""Create one row of everything a user can own, with the test's text in every free-text field."""

import json
from datetime import timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.utils import timezone

from advisors.claims.sections import Section
from advisors.document.document import Column, Document, DocumentSection, Letter, Note, Paragraph, Source, Table
from advisors.document.markdown import document_to_markdown
from advisors.document.parts import FigurePart, NamePart, Sentence, TextPart
from advisors.document.printed_action import PrintedAction
from advisors.models import ResearchNote
from advisors.planner.output import Action, Impact, KeyFigure
from advisors.questions.answer import Answer, ModelWork
from advisors.reporter.output import ReportOutput
from analysis.comparison.models import Comparison
from analysis.decisions.models import Decision
from analysis.models import Job, ModelCost, Span, Step
from analysis.payloads import ReportPayload, SummaryPayload
from analysis.questions.models import Question
from analysis.schedules.finding import Finding
from analysis.schedules.models import Digest, Schedule
from analysis.tests.support import stored_analyses
from analysis.what_if.models import Scenario
from analysis.what_if.values import Levers
from people.models import ApiKey, AuditEvent, DataExport, DeletionRequest, IdempotencyRecord, Privacy
from people.tests.support.row_copies import copy_rows, record_rows
from portfolios.catalogue.file import FILE
from portfolios.changes.deletion import delete_account
from portfolios.changes.history import record_value
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Measure
from portfolios.importing.steps import NO_TABLE, start_import
from portfolios.models import ExchangeRate, OwnPrice, PriceQuote, Profile
from portfolios.models.imports import CatalogueDraft, ImportDraft, ImportMapping
from portfolios.tests.conftest import make_account, make_income, make_instrument, make_position
from portfolios.tests.support.facts import fact_of

SYMBOL = "ALICES7F3"


_recorded = {}
"""The rows and their names, by what `write` writes."""


def everything_of(user, write):
    """Return one row of each kind that a URL can name. `write` returns the text for the name of a field.

    Each process creates these rows once, and copies them to the users of later tests.
    """
    key = write("any field")
    if key not in _recorded:
        named = {}
        rows = record_rows(lambda owner: named.update(create_everything(owner, write)))
        _recorded[key] = rows, named
    rows, named = _recorded[key]
    copy_rows(user, rows)
    _record_event(user, write)  # the log of the database cannot be copied
    return {name: type(row).objects.get(pk=row.pk) for name, row in named.items()}


def create_everything(user, write):
    """Create one row of everything and return those that a URL can name."""
    _record_event(user, write)
    account = _portfolio(user, write)
    draft = _import(user, account, write)
    running, finished, failed, earlier = _jobs(user, write)
    now = timezone.now()
    Span.objects.create(job=running, user=user, span_id="s1", kind="agent", name=write("Span.name"), started_at=now,
                        ended_at=now, error=write("Span.error"), model=write("Span.model"))  # fmt: skip
    Span.objects.create(job=finished, user=user, span_id="s2", kind="function", name=write("Span.name"), started_at=now,
                        ended_at=now, prompt=write("Span.prompt"), answer=write("Span.answer"))  # fmt: skip
    finished.steps.filter(name="report").update(
        model=write("Step.model"),
        output=ReportOutput(sections=document_of(write("Job.payloads")).sections, model=write("Job.payloads")),
    )
    finished.steps.filter(name="charts").update(model="built-in writer")
    asked = _asked(user, finished, earlier, write)
    ModelCost.objects.create(user=user, day=now.date(), model=write("ModelCost.model"))
    Privacy.objects.create(user=user, models_agreed_at=now, models_agreed_to=write("Privacy.models_agreed_to"),
                           langfuse_agreed_at=now, langfuse_agreed_to=write("Privacy.langfuse_agreed_to"))  # fmt: skip
    export = DataExport.objects.create(user=user, content=b"zip", size=3, expires_at=now + timedelta(days=1))
    DeletionRequest.objects.create(user=user, due_at=now + timedelta(days=7))
    ResearchNote.objects.create(topic=write("ResearchNote.topic"), text=write("ResearchNote.text"),
                                source=write("ResearchNote.source"), published_at=now,
                                publisher=write("ResearchNote.publisher"), key_prefix="alex_1",
                                key_name=write("ResearchNote.key_name")[:60], decided_by=None, decided_at=now,
                                source_title=write("ResearchNote.source_title"))  # fmt: skip
    decided = stored_analyses.completed(user)
    action = next(one for one in decided.report_payload.document.actions if not one.options)
    Decision.objects.create(user=user, job=decided, action=action.id, choice="do", note=write("Decision.note"))
    key = ApiKey.objects.create(
        user=user, name=write("ApiKey.name")[:60], prefix="alex_1", digest="d", scopes=["research"]
    )
    IdempotencyRecord.objects.create(user=user, key=write("IdempotencyRecord.key"), digest="d", body={})
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    record_value(user_id=user.pk, now=now)
    again = make_position(make_account(user, name=write("Removal.label")), make_instrument(f"{SYMBOL}X", owner=user))
    return {
        "removal": delete_account(account=again.account), "catalogue": _catalogue(user, write), "account": account,
        "key": key,
        "position": account.positions.get(), "instrument": user.instruments.get(symbol=SYMBOL),
        "draft": draft, "export": export,
        "income": user.income_streams.get(), "job": running, "finished": finished, "failed": failed,
        "earlier": earlier, "decided": decided, "question": asked,
        "scenario": Scenario.objects.create(user=user, name=write("Scenario.name")[:60], levers=Levers(retire=66)),
    }  # fmt: skip


def _record_event(user, write):
    AuditEvent.objects.create(user=user, action="price accepted", details=write("AuditEvent.details"))


def _import(user, account, write):
    """Create an import of two files, of which one cannot be read. Return the first."""
    draft = start_import(user=user, account=account, files=[(write("ImportDraft.file_name"), _file(write).encode())])[0]
    ImportDraft.objects.create(user=user, number=1, file_name="b.pdf", table=NO_TABLE, mapping=draft.mapping,
                               refused=write("ImportDraft.refused"))  # fmt: skip
    ImportMapping.objects.create(user=user, fingerprint="f" * 64, mapping=draft.mapping)
    return draft


def _portfolio(user, write):
    Profile.objects.filter(user=user).update(display_name=write("Profile.display_name"))
    account = make_account(user, name=write("Account.name"), purpose=write("Account.purpose"), cash_balance=7)
    own = make_instrument(
        SYMBOL, owner=user, name=write("Instrument.name"), current_price=Decimal("7.25"), priced_at=timezone.now(),
        price_source="entered", rationale=write("Instrument.rationale"), classified_by="tagger", confidence="0.40",
        provenance=write("Instrument.provenance"), exposure_group=write("Instrument.exposure_group")[:40],
        as_of=write("Instrument.as_of"), allocation_asset_class={"equity": 100},
    )  # fmt: skip
    make_position(account, own)
    make_income(user, name=write("IncomeStream.name"))
    OwnPrice.objects.create(user=user, instrument=own, price=7, priced_at=timezone.now())
    ExchangeRate.objects.create(owner=user, currency="CHF", date=timezone.localdate(), dollars=1, source="person")
    PriceQuote.objects.create(
        instrument=own, date=timezone.localdate(), close=1, source=write("PriceQuote.source")[:40],
        status="quarantined", reason=write("PriceQuote.reason"),
    )  # fmt: skip
    return account


def _catalogue(user, write):
    """Create a catalogue draft of one instrument with this name."""
    document = json.loads(FILE.read_text())
    document["instruments"] = [{**document["instruments"][0], "name": write("CatalogueDraft.text")}]
    name = write("CatalogueDraft.file_name")
    return CatalogueDraft.objects.create(user=user, file_name=name, text=json.dumps(document))


def _file(write):
    """Return a file with matched columns and one row with these texts."""
    text = write("ImportDraft.table").replace('"', '""')
    return f'Symbol,Quantity,Name,"{text}"\n{SYMBOL},12,"{text}","{text}"\n"{text}",,"{text}",\n'


def _jobs(user, write):
    failed, finished, earlier, running = (
        stored_analyses.failed(user),
        stored_analyses.completed(user),
        stored_analyses.completed(user),
        stored_analyses.running(user),
    )
    Job.objects.filter(pk=failed.pk).update(error_message=write("Job.error_message"), model=write("Job.model"))
    Job.objects.filter(pk=finished.pk).update(**_result(write), model=write("Job.model"), name=write("Job.name")[:80])
    Job.objects.filter(pk=earlier.pk).update(**_earlier_result(write))
    for job in (running, finished, failed):
        Step.objects.filter(job=job).update(message=write("Step.message"))
    Step.objects.filter(job=failed, status="failed").update(error_message=write("Step.error_message"))
    return running, finished, failed, earlier


def document_of(text):
    """Return a document with this text in each of its texts, names and figures."""
    printed = (TextPart(text=text), FigurePart(fact="history.successes", text=text), NamePart(text=text))
    sentence = Sentence(kind=text, arguments=(text,), verdict=text, mood="bad", parts=printed)
    columns = (Column(label=text), Column(label=text, is_number=True))
    table = Table(key=text, title=text, columns=columns, rows=((printed, printed),))
    blocks = (Paragraph(sentences=(sentence,)), Note(text=text, cites=(1,)), table)
    option = PrintedAction(id=text, kind=text, tier=text, title=sentence, reason=(sentence,), warning=sentence)
    return Document(
        digest=text, letter=Letter(stands=(sentence,), matters=(sentence,), leaves_out=(sentence,)),
        actions=(option.model_copy(update={"options": (option,)}),), closing=text,
        sections=tuple(DocumentSection(key=key, blocks=blocks) for key in Section),
        sources=(Source(number=1, topic=text, url=f"https://ok.example/{text}", publisher=text),),
    )  # fmt: skip


def _asked(user, job, earlier, write):
    """Create a question about an analysis and a comparison with an earlier one. Return the question."""
    Comparison.objects.create(user=user, job=job, earlier=earlier)
    Schedule.objects.create(user=user, every="month", next_on="2026-12-01")
    found = Finding(kind="verdict", key="risk", text=write("Job.payloads"))
    Digest.objects.create(user=user, job=job, status="sent", findings=[found])
    text, answer = write("Question.text"), _answer(write("Job.payloads"))
    return Question.objects.create(job=job, user=user, text=text, status="answered", answer=answer)


def _answer(text):
    sentence = document_of(text).letter.stands[0]
    source = Source(number=1, topic=text, url="https://example.com/", publisher=text, label=text)
    work = ModelWork(model=text, calls=1, seconds=Decimal(1), cost_usd=None)
    return Answer(kind="answered", words=text, sentences=(sentence,), chips=(text,), sources=(source,), work=work)


def _result(write):
    text = write("Job.payloads")
    document = document_of(text)
    actions = [Action.from_printed(one) for one in document.actions]
    charts, retirement = stored_analyses.charts(), stored_analyses.retirement()
    for chart in charts.values():
        chart.title = chart.description = chart.data[0].name = text
        chart.caption = document.letter.stands
    retirement.analysis = text
    figures = [KeyFigure(fact="history.successes", label=text, text=text, formula=text)]
    fact = fact_of("history.successes", text, value=3, unit="count", formula=text, inputs=("history.periods",))
    return {
        "facts": FactSheet(facts=(fact, fact.model_copy(update={"measure": Measure.PERIODS, "inputs": ()}))),
        "report_payload": ReportPayload(
            content=document_to_markdown(document), document=document, generated_at=timezone.now(), model=text,
            figures_checked=1, figures_corrected=0, sections_rewritten=[text], grade="A",
        ),
        "charts_payload": charts,
        "retirement_payload": retirement,
        "summary_payload": SummaryPayload(content=text, actions=actions, key_figures=figures),
    }  # fmt: skip


def _earlier_result(write):
    """Return the results of an analysis that an earlier version of Alex wrote as Markdown."""
    text, result = write("Job.payloads"), _result(write)
    action = Action(title=text, reason=text, impact=[Impact(fact="history.successes", text=text)], priority=1)
    report = result["report_payload"].model_copy(update={"content": f"# {text}\n\n{text}", "document": None})
    for chart in result["charts_payload"].values():
        chart.caption = ()
    summary = result["summary_payload"].model_copy(update={"actions": [action]})
    return {**result, "report_payload": report, "summary_payload": summary}
