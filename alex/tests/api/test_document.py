"""The OpenAPI document is complete and true, and its page obeys our content security policy."""

import json
from urllib.parse import urlencode

import pytest
import schemathesis
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.permissions import IsAuthenticated
from schemathesis.core import NotSet

from alex.api.views import DocsView
from analysis.jobs import dispatch
from analysis.questions.models import Question
from people.api.authentication import ApiKeyThrottle
from people.api_keys import create_api_key
from people.shared_cache.rates import UserThrottle
from people.tests.support.cast import PASSWORD
from portfolios.changes.demo import add_sample_accounts
from portfolios.importing.steps import start_import
from portfolios.tests.support.hostile_inputs import EXAMPLES

pytestmark = pytest.mark.slow

JSON = "application/json"


@pytest.fixture
def document(db):
    return Client().get("/api/schema/", {"format": "json"}).json()


def test_the_document_builds_without_warnings(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_operations_list_every_status(document):
    anybody = {"401", "406", "429"}
    refusals = {"get": anybody, "delete": anybody, "post": anybody | {"400", "409", "413", "415"}}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            wanted = set() if path == "/api/health" else refusals.get(method, refusals["post"])
            wanted = wanted | ({"403", "404"} if "{id}" in path else set())
            assert wanted <= set(operation["responses"]), (path, method)
            assert operation["description"], (path, method)


def test_every_api_url_is_in_the_document(document):
    (api,) = (entry for entry in get_resolver().url_patterns if str(entry.pattern) == "api/")
    names = [
        pattern.name for part in api.url_patterns if hasattr(part, "url_patterns") for pattern in part.url_patterns
    ]
    assert len(document["paths"]) == len(names) + 1  # and the health check


def test_the_docs_page_has_no_inline_script(db):
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    assert b"<script>" not in page.content
    assert b"<style" not in page.content


@pytest.mark.parametrize("view", [SpectacularAPIView.as_view(), DocsView.as_view(url_name="api_schema")])
def test_the_document_can_need_an_account(rf, alice, view, monkeypatch):
    for page in (SpectacularAPIView, DocsView):
        monkeypatch.setattr(page, "permission_classes", [IsAuthenticated])
    request = rf.get("/api/docs/")
    request.user = AnonymousUser()
    response = view(request)
    assert response.status_code == 401 or response["Location"] == "/auth/login/?next=/api/docs/"
    request.user = alice
    assert view(request).status_code == 200


@pytest.fixture
def alice_with_data(alice, catalogue, monkeypatch):
    """Alice with data and without a rate limit."""
    for limit in (UserThrottle, ApiKeyThrottle):
        monkeypatch.setattr(limit, "allow_request", lambda *_: True)
    add_sample_accounts(user=alice)
    dispatch.start(user=alice)
    start_import(user=alice, account=None, files=[("a.csv", b"Symbol,Quantity\nVTI,1\n")])
    Question.objects.create(user=alice, job=alice.jobs.get(), text="Am I on track?", status="pending")
    return alice


def operations():
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
    return [found.ok() for found in schema.get_all_operations()]


def own_row(path, alice):
    """Return one of Alice's rows for the id of the path, so that requests get past the lookup."""
    questions = Question.objects.owned_by(alice)
    kinds = {
        "imports": alice.import_drafts,
        "accounts": alice.accounts,
        "positions": alice.positions,
        "jobs": alice.jobs,
        "questions": questions,
    }
    kind = path.removeprefix("/api/").split("/")[0]
    return kinds[kind].first() if "{id}" in path else None


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_no_request_makes_the_server_fail(operation, alice_with_data, token, key):
    opens = key if operation.path == "/api/research" else token

    @settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), is_own=st.booleans())
    def send(case, is_own):
        row = own_row(operation.path, alice_with_data)
        if is_own and row is not None:
            case.path_parameters["id"] = str(row.pk)
        body = {} if isinstance(case.body, NotSet) else {"data": json.dumps(case.body), "content_type": JSON}
        address = f"{case.formatted_path}?{urlencode(case.query or {}, doseq=True)}"
        answer = Client().generic(case.method, address, headers={"Authorization": f"Bearer {opens}"}, **body)
        assert answer.status_code < 500
        assert answer.status_code in map(int, operation.definition.raw["responses"])

    send()


@pytest.fixture
def key(alice):
    return create_api_key(user=alice, name="Tests", scopes=["research"], days=1)[1]


@pytest.fixture
def token(alice, settings):
    settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 3600
    answer = Client().post(
        "/_allauth/app/v1/auth/login", {"email": alice.email, "password": PASSWORD}, content_type=JSON
    )
    return answer.json()["meta"]["access_token"]
