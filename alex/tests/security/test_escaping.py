"""Free text stays text on every page, in chart data and in exports: never markup, template or formula."""

import csv
import io
import re
from zlib import crc32

import pytest
from django.apps import apps
from django.db import models

from advisors.models import ResearchNote
from alex.tests.support.everything import create_everything
from alex.tests.support.routes import address, client_of, own_routes
from people.models import AuditEvent
from portfolios.models import Account, Instrument

pytestmark = pytest.mark.slow

OURS = ("people", "portfolios", "advisors", "analysis", "alex")
BY_CODE = {
    "User.password", "User.email", "Account.number_end", "Account.number_hash",
    "IdempotencyRecord.digest", "AuditEvent.action", "AuditEvent.object_type",
    "AuditEvent.object_id", "AuditEvent.result", "AuditEvent.previous_hash", "AuditEvent.hash",
    "SentTrace.role", "Job.message_id", "Decision.action", "Question.form",
    "Instrument.symbol", "Profile.benchmark", "ImportMapping.fingerprint", "Job.error_code",
    "Job.idempotency_key", "Step.agent", "Step.error_code", "Span.span_id", "Span.parent_id", "Span.kind", "Span.agent",
    "Span.step",
    "ApiKey.prefix", "ApiKey.digest", "ResearchNote.embedding_model",
    "ResearchNote.subject", "ResearchNote.key_prefix", "RequestCount.key",
}  # fmt: skip
"""Fields with a fixed format: a code, a digest, a checked address or symbol, a model name."""
PAYLOADS = {"Job.payloads", "ImportDraft.table"}
"""Free text inside JSON."""
ON_NO_PAGE = {"IdempotencyRecord.key", "Privacy.models_agreed_to", "Privacy.langfuse_agreed_to"}


UUID_PATTERN = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")


def code_of(field):
    return f"q{crc32(field.encode())}q"


def attack(field):
    """Return hostile text that fits every column and names its field."""
    return f'"><i onerror=x>{code_of(field)}{{{{7*191}}}}'


def free_texts():
    for model in apps.get_models():
        if model._meta.app_label in OURS and not model._meta.proxy:
            for field in model._meta.fields:
                if (
                    isinstance(field, models.CharField | models.TextField)
                    and not field.choices
                    and not field.is_relation
                ):
                    yield f"{model.__name__}.{field.name}"


@pytest.fixture
def tested_fields():
    return set()


@pytest.fixture
def rows(alice, catalogue, tested_fields):
    def text_for(field):
        tested_fields.add(field)
        return attack(field)

    return create_everything(alice, text_for)


def test_every_free_text_of_the_product_is_tested(rows, tested_fields):
    assert set(free_texts()) - BY_CODE == tested_fields - PAYLOADS


def pages(client, rows):
    """Return every page of every row, whole and as fragments."""
    for path in own_routes():
        if path.startswith("api/"):
            continue
        urls = {address(path, rows)}
        if path.startswith("analyses/"):
            finished, tabs = (
                (rows["finished"].pk, rows["earlier"].pk),
                ("overview", "retirement", "recommendations", "all"),
            )
            urls |= {f"/analyses/{pk}/?tab={tab}" for pk in finished for tab in tabs}
            urls |= {f"/analyses/{rows['finished'].pk}/?tab=trace"}
            urls |= {f"/analyses/{rows['failed'].pk}/", f"/analyses/{rows['finished'].pk}/?tab=trace&span=s2"}
        if path.endswith("search/"):
            urls = {f"{url}?symbol=ALICES" for url in urls}
        for url in urls:
            for headers in ({}, {"HX-Request": "true"}):
                response = client.get(url, headers=headers, follow=True)
                if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                    yield url, response.content.decode()


def admin_pages(client, rows):
    for model in ("account", "position", "instrument", "incomestream", "pricequote", "profile"):
        yield model, client.get(f"/admin/portfolios/{model}/").content.decode()
    for model, kind in (("account", "account"), ("instrument", "instrument"), ("incomestream", "income")):
        yield kind, client.get(f"/admin/portfolios/{model}/{rows[kind].pk}/change/").content.decode()
    event = AuditEvent.objects.exclude(details="").earliest("created_at").pk
    yield "event", client.get(f"/admin/people/auditevent/{event}/change/").content.decode()
    yield "job", client.get(f"/admin/analysis/job/{rows['failed'].pk}/change/").content.decode()
    note = ResearchNote.objects.get().pk
    yield "note", client.get(f"/admin/advisors/researchnote/{note}/change/").content.decode()
    yield "catalogue", client.get(f"/admin/portfolios/instrument/catalogue/{rows['catalogue'].pk}/").content.decode()
    paths = ("portfolios/requestedinstrument/", "analysis/span/", "analysis/job/", "people/auditevent/")
    paths = (*paths, "analysis/modelcost/sums/")
    for path in (*paths, "people/apikey/", "advisors/researchnote/"):
        yield path, client.get(f"/admin/{path}").content.decode()


def test_no_free_text_becomes_markup_on_any_page(rows, alice, sam, tested_fields):
    type(rows["catalogue"]).objects.update(user=sam)
    found = [*pages(client_of(alice), rows), *admin_pages(client_of(sam), rows)]
    rendered = [(url, UUID_PATTERN.sub("", page)) for url, page in found]  # an id may hold 1337 by chance
    assert len(rendered) > 60
    assert [url for url, page in rendered if "<i onerror" in page or "1337" in page] == []
    visible = {field for field in tested_fields if any(code_of(field) in page for _, page in rendered)}
    assert tested_fields - visible == ON_NO_PAGE


def test_pages_carry_no_inline_script_or_style(rows, alice):
    inline = ("style=", "<style", " onclick=", "hx-on", "<script>")
    rendered = pages(client_of(alice), rows)
    assert [(url, code) for url, page in rendered for code in inline if code in page] == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_free_text_is_a_formula_in_an_export(alice, rows, start):
    account = rows["account"]
    Account.objects.filter(pk=account.pk).update(name=f"{start}1+1", purpose=f"{start}2+2")
    Instrument.objects.filter(owner=alice).update(name=f"{start}3+3")
    text = client_of(alice).get("/accounts/export.csv").content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    escaped = {cell.replace("'", "") for cell in cells if cell.startswith("'")}
    assert {f"{start}{n}+{n}" for n in (1, 2, 3)} <= escaped
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
