"""The frame of every page (brand, navigation, disclaimer, headers), the landing page and error pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory

from alex.requests import error_views
from analysis.models import Job
from analysis.tests.support import stored_analyses
from people.models import User
from portfolios.changes.demo import CatalogueMissing
from portfolios.models import Account

OUTSIDE = ("/", "/auth/login/", "/auth/signup/", "/auth/password/reset/", "/nowhere/")
INSIDE = ("/dashboard/", "/accounts/", "/team/", "/auth/email/", "/auth/password/change/", "/auth/logout/", "/nowhere/")
INLINE = re.compile(
    r"""<style\b | \sstyle\s*= | \son[a-z]+\s*= | \shx-on | \|\s*safe\b | javascript:
    | <script(?![^>]*\b(src=|type="application/json"))""",
    re.VERBOSE | re.IGNORECASE,
)


def check_frame(response):
    text = response.content.decode()
    assert "<span>Alex <b>AI Financial Advisor</b></span>" in text
    for term in ("Educational only", "not advice by a registered adviser", "Check before you trade", "no liability"):
        assert term in text
    assert not INLINE.search(text), INLINE.search(text)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy + ";"


@pytest.mark.parametrize("path", OUTSIDE)
def test_public_pages_have_frame_and_policy(client, db, path):
    check_frame(client.get(path))


@pytest.mark.parametrize("path", INSIDE)
def test_user_pages_have_frame_and_policy(as_alice, path):
    check_frame(as_alice.get(path))


@pytest.mark.parametrize("tab", ["overview", "charts", "retirement", "recommendations", "trace", "all"])
def test_an_analysis_has_frame_and_policy(as_alice, alice, tab):
    check_frame(as_alice.get(f"/analyses/{stored_analyses.completed(alice).pk}/", {"tab": tab}))


@pytest.mark.parametrize("state", [stored_analyses.running, stored_analyses.failed, stored_analyses.cancelled])
def test_the_team_has_the_frame_in_every_state(as_alice, alice, state):
    state(alice)
    check_frame(as_alice.get("/team/"))


@pytest.mark.parametrize("file", sorted((settings.BASE_DIR / "templates").rglob("*.*")), ids=lambda file: file.name)
def test_templates_have_no_inline_style_or_script(file):
    assert not INLINE.search(file.read_text())


@pytest.mark.parametrize(
    ("path", "current"),
    [("/dashboard/", "Dashboard"), ("/accounts/", "Accounts"), ("/team/", "Advisor team"), ("/auth/email/", None)],
)
def test_the_navigation_marks_the_current_page(as_alice, path, current):
    marked = re.findall(r'aria-current="page"><svg.+?</svg>([^<]+)<', as_alice.get(path).content.decode())
    assert marked == ([current] if current else [])


def test_signing_out_leads_to_the_landing_page(as_alice):
    response = as_alice.post("/auth/logout/")
    assert response["Location"] == "/"
    assert as_alice.get("/team/").status_code == 302


def test_the_landing_page_knows_signed_in_users(client, as_alice):
    assert "Try the demo" in client.get("/").content.decode()
    assert "Go to your dashboard" in as_alice.get("/").content.decode()


def test_the_demo_signs_a_temporary_user_in(client, catalogue):
    response = client.post("/demo/")
    user = User.objects.get(is_demo=True)
    assert response["Location"] == f"/analyses/{Job.objects.get(user=user).pk}/"
    assert "$692,318" in client.get(response["Location"]).content.decode()
    assert Account.objects.owned_by(user).count() == 3


def test_the_demo_keeps_a_signed_in_user(as_alice, catalogue):
    assert as_alice.post("/demo/")["Location"] == "/team/"
    assert not User.objects.filter(is_demo=True).exists()


def test_a_demo_without_a_catalogue_says_so(client, db, monkeypatch):
    def missing():
        raise CatalogueMissing

    monkeypatch.setattr("alex.views.create_demo_user", missing)
    assert "The demo can&#x27;t start" in client.post("/demo/", follow=True).content.decode()


def test_the_demo_needs_a_post(client):
    assert client.get("/demo/").status_code == 405


def test_a_demo_user_can_start_an_analysis(client, catalogue):
    client.post("/demo/")
    client.post("/team/start/")
    assert Job.objects.get(is_sample=False).user.is_demo


def test_an_unknown_page_has_our_error_page(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()


def test_a_form_without_token_has_expired(db):
    response = Client(enforce_csrf_checks=True).post("/demo/")
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


@pytest.mark.parametrize(
    ("handler", "fault", "status", "expected"),
    [
        (error_views.bad_request, SuspiciousOperation(), 400, "read this request"),
        (error_views.permission_denied, PermissionDenied(), 403, "have permission"),
    ],
)
def test_other_refusals_have_a_page(rf, handler, fault, status, expected):
    request = rf.get("/")
    response = handler(request, fault)
    assert response.status_code == status
    assert expected in response.content.decode()


def test_the_page_of_a_failure_needs_no_database():
    response = error_views.server_error(RequestFactory().get("/"))  # a query would fail: this test has no database
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_vendored_libraries_have_a_license():
    vendor = Path(settings.BASE_DIR) / "static" / "vendor"
    folders = [folder for folder in vendor.iterdir() if folder.is_dir()]
    assert len(folders) >= 2
    assert all(any(folder.glob("LICENSE*")) for folder in folders)
    assert all("sourceMappingURL" not in file.read_text() for file in vendor.rglob("*.js"))
