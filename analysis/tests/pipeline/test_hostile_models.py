"""A fully compromised model plays every agent of an analysis.

It reads only the job's data, writes only the job's rows, prints no word of its own, and stays within time and cost.
"""

import json
import time
from decimal import Decimal
from functools import cache, partial
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from advisors.claims.building import build_claim_case
from advisors.claims.ranking import must_tell
from advisors.library import notes
from advisors.outline.menu import key_of
from advisors.safety.canary import PREFIX as CANARY
from advisors.tests.support.library_notes import make_note
from analysis.models import Job, ModelCost, Span, Step
from analysis.pipeline import prepare
from analysis.tests.support import stored_analyses
from analysis.tests.support.alices_portfolio import alice_owns
from analysis.tests.support.attacks import MARK
from analysis.tests.support.good_model import agree, playing
from analysis.tests.support.hostile_answers import NAMES, attacks
from analysis.tests.support.model_runs import run_analysis
from analysis.tests.support.printed_words import list_foreign_texts
from analysis.views.analyses import ALL_TABS
from people.models import DataVersion
from people.tests.support.row_copies import copy_rows, record_rows
from portfolios.models import Instrument
from portfolios.tests.api.test_views import call
from portfolios.tests.conftest import make_account, make_instrument, make_position

pytestmark = pytest.mark.slow

DEADLINE = 60
ALL_WIRES = (
    "a script",
    "the canary",
    "fields nobody asked for",
    "a loop of sixty calls",
    "two megabytes",
    "a null",
)
"""These attacks run in the other wire formats too."""
BOBS = ("Hoard of Bob", "BOBCO", "7654321", "bob@example.com")
ALICES = ("alice@example.com",)
CLASSIFICATION_COLUMNS = {
    "allocation_asset_class", "allocation_regions", "allocation_sectors", "classified_by", "rationale", "confidence",
    "reviewed", "updated_at", "version",
}  # fmt: skip
JOB_MODELS = {"analysis.Job", "analysis.Step", "analysis.Span", "analysis.ModelCost", "people.AuditEvent"}


@pytest.fixture(autouse=True)
def small_and_quick(monkeypatch, settings):
    monkeypatch.setattr("advisors.runtime.litellm.FIRST_RETRY_SECONDS", 0.01)
    monkeypatch.setattr("analysis.pipeline.prepare.build_claim_case", partial(build_claim_case, paths=500))
    settings.ANALYSIS_DEADLINE_SECONDS = DEADLINE


@pytest.fixture
def portfolios_and_note(alice, bob):
    """Give Alice a stock and an unclassified fund, Bob a position and an analysis, and the library a note."""
    copy_rows(alice, record_stock_and_fund())
    priced = {"priced_at": timezone.now(), "price_source": "entered"}
    bobco = make_instrument("BOBCO", owner=bob, name="Bobco", current_price=Decimal("7654321.98"), **priced)
    make_position(make_account(bob, name="Hoard of Bob"), bobco, "1")
    stored_analyses.completed(bob)
    notes.store_note(make_note())


@cache
def record_stock_and_fund():
    return record_rows(own_stock_and_fund, "portfolios")


def own_stock_and_fund(user):
    alice_owns(user)
    zed = make_instrument(
        "ZED", owner=user, instrument_type="etf", name="Zed Growth Fund", current_price=Decimal(50),
        priced_at=timezone.now(), price_source="entered",
    )  # fmt: skip
    make_position(user.accounts.get(), zed, "4")


@pytest.fixture
def analyze_attacked(alice, portfolios_and_note, settings, monkeypatch):
    """Return a function that analyzes Alice's portfolio under attack: rows before, the job, and the requests."""

    def analyze(attack, wire="openai"):
        for name, value in attack.settings.items():
            setattr(settings, name, value)
        with playing(wire, settings, monkeypatch, attack.play) as provider:
            agree(alice)
            return rows(), run_analysis(alice), provider.asked

    return analyze


CASES = [("openai", name) for name in NAMES] + [(wire, name) for wire in ("bedrock", "anthropic") for name in ALL_WIRES]


@pytest.mark.sweep(16)
@pytest.mark.parametrize(("wire", "name"), CASES)
def test_a_compromised_model_does_no_harm(wire, name, analyze_attacked, alice, bob, as_alice, settings):
    attack, start = attacks(bob)[name], time.monotonic()
    before, job, requests = analyze_attacked(attack, wire)
    assert time.monotonic() - start < DEADLINE + 2
    assert requests
    assert_completed(job, attack)
    assert_nothing_foreign_was_sent(requests, bob)
    assert_only_the_job_was_written(before, rows(), alice)
    assert_within_limits(job, settings)
    assert list_foreign_texts(job) == []
    assert_what_must_be_told_is_told(job)
    assert_nothing_unchecked_is_shown(job, as_alice)


def assert_completed(job, attack):
    assert (job.status, job.error_code) == (Job.Status.COMPLETED, ""), job.error_message
    assert {step.status for step in job.steps.all()} == {"done"}
    assert tuple(job.report_payload.sections_rewritten) == attack.refused
    taken_over = [step.name for step in job.steps.all() if "built-in writer took over" in step.message]
    assert len([name for name in taken_over if name != "tag"]) == len(attack.refused)


def assert_what_must_be_told_is_told(job):
    case = prepare.compute_case(job.snapshot).claims
    assert case.facts == job.facts
    printed = {(sentence.kind, sentence.arguments) for sentence in job.report_payload.document.all_sentences}
    assert {key_of(statement) for statement in must_tell(case)} <= printed


def assert_nothing_foreign_was_sent(requests, bob):
    for request in requests:
        sent = json.dumps([request.system, request.task, request.results], ensure_ascii=False)
        assert not [word for word in (*BOBS, *ALICES, str(bob.pk)) if word in sent]


def rows():
    """Return every row of the database, by model and key."""
    ours = ("people", "portfolios", "advisors", "analysis", "account")
    models = [model for model in apps.get_models() if model._meta.app_label in ours and not model._meta.proxy]
    models.remove(DataVersion)  # triggers write it
    return {m._meta.label: {str(row["pk"]): row for row in m._base_manager.values("pk", *columns(m))} for m in models}


def columns(model):
    return [field.attname for field in model._meta.concrete_fields if field.name != "last_login"]


def assert_only_the_job_was_written(before, after, alice):
    for label in before:
        old, new = before[label], after[label]
        if label in JOB_MODELS:
            assert old.items() <= new.items()
            assert {row["user_id"] for pk, row in new.items() if pk not in old} <= {alice.pk}
        elif label == "portfolios.Instrument":
            assert old.keys() == new.keys()
            for pk, row in old.items():
                changed = {name for name, value in row.items() if new[pk][name] != value}
                assert not changed or (row["owner_id"] == alice.pk and changed <= CLASSIFICATION_COLUMNS)
        else:
            assert old == new, label
    for row in Instrument.objects.filter(owner=alice):
        assert row.classified_by in ("", "tagger") and not row.reviewed
        assert all(0 <= share <= 100 for share in (row.allocation_asset_class or {}).values())


def assert_within_limits(job, settings):
    booked = sum(cost.cost_usd for cost in ModelCost.objects.filter(user=job.user_id))
    assert 0 <= job.cost_usd == booked <= settings.LLM_MAX_USD_PER_JOB
    assert 0 <= job.tokens <= settings.LLM_MAX_TOKENS_PER_JOB


def assert_nothing_unchecked_is_shown(job, as_alice):
    stored = [*Job.objects.filter(pk=job.pk).values(), *Step.objects.filter(job=job).values(),
              *Instrument.objects.filter(owner=job.user_id).values()]  # fmt: skip
    api = call(as_alice, "get", f"jobs/{job.pk}").content.decode()
    addresses = (f"{reverse('analysis', args=[job.pk])}?tab={ALL_TABS}", reverse("team"))
    pages = [as_alice.get(address).content.decode() for address in addresses]
    for text in (json.dumps(stored, default=str), api, *pages):
        assert not [word for word in (MARK, CANARY, "evil.example", "BOBCO", "Hoard of Bob") if word in text]
    assert CANARY not in json.dumps(list(Span.objects.values()), default=str)
    trace = as_alice.get(f"{addresses[0].partition('?')[0]}?tab=trace").content.decode()
    assert "Step by step" in trace and CANARY not in trace
    for page in (*pages, trace):
        assert LiveContent.of(page) == []


class LiveContent(HTMLParser):
    """Find what a page would run, load or link to outside this site."""

    def __init__(self):
        super().__init__()
        self.found = []

    @classmethod
    def of(cls, page):
        parser = cls()
        parser.feed(page)
        return parser.found

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        inline = tag == "script" and not attributes.get("src") and attributes.get("type") != "application/json"
        if inline or tag in ("iframe", "object", "embed", "base"):
            self.found.append(tag)
        for name, value in attributes.items():
            address = urlsplit(value or "") if name in ("href", "src", "action", "formaction", "srcset") else None
            if name.startswith("on") or name in ("style", "srcdoc") or (address and (address.scheme or address.netloc)):
                self.found.append((tag, name, value))


def test_the_parser_finds_live_content():
    page = '<a href="//e.x">a</a><b onclick=x>b</b><script>1</script><img src="https://e.x"><a href="/mine">c</a>'
    assert [item if isinstance(item, str) else item[0] for item in LiveContent.of(page)] == ["a", "b", "script", "img"]
