"""Sign-in with Google and GitHub: only where configured, and never as a look-alike of somebody else."""

import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client, RequestFactory

from people.models import User
from people.sign_in.adapters import SocialAdapter

ROOT = Path(__file__).resolve().parents[3]
PAGE = """
import django
django.setup()
from django.conf import settings
from django.urls import reverse
print(reverse("google_callback"), [name for name in settings.SOCIALACCOUNT_PROVIDERS])
print(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"])
"""


def login_with(*emails):
    addresses = [EmailAddress(email=email, verified=True, primary=not number) for number, email in enumerate(emails)]
    user = User(email=emails[0])
    return SocialLogin(user=user, account=SocialAccount(provider="google", uid="1"), email_addresses=addresses)


@pytest.fixture
def request_of_visitor(client):
    request = RequestFactory().get("/auth/google/login/callback/")
    request.session = client.session
    request._messages = FallbackStorage(request)
    return request


def test_a_provider_address_gets_the_normal_form(db, request_of_visitor):
    login = login_with("Alice@B\u00fccher.example")
    SocialAdapter().pre_social_login(request_of_visitor, login)
    assert login.email_addresses[0].email == login.user.email == "alice@xn--bcher-kva.example"


@pytest.mark.parametrize("email", ["\u017ftaff@example.com", "alice@ex\u0430mple.com", "al\u0131ce@example.com"])
def test_a_provider_look_alike_is_refused(db, request_of_visitor, email):
    for emails in ((email,), ("bob@example.com", email)):
        with pytest.raises(ImmediateHttpResponse) as refusal:
            SocialAdapter().pre_social_login(request_of_visitor, login_with(*emails))
        assert refusal.value.response["Location"] == "/auth/login/"


def test_without_credentials_nothing_is_offered(db):
    page = Client().get("/auth/login/").content.decode()
    assert "Google" not in page and "GitHub" not in page
    assert Client().get("/auth/google/login/").status_code == 404


def test_the_sign_in_page_reads_no_table(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(4) as captured:  # of the transaction around the view
        assert Client().get("/auth/login/").status_code == 200
    assert [query["sql"] for query in captured.captured_queries if " FROM " in query["sql"]] == []


def test_a_provider_in_the_database_is_ignored(db, request_of_visitor):
    SocialApp.objects.create(provider="google", name="Planted", client_id="x", secret="y")
    assert SocialAdapter().list_apps(request_of_visitor) == []


@pytest.mark.processes
def test_google_appears_with_its_credentials(tmp_path):
    values = {"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "secret", "GITHUB_CLIENT_ID": "half"}
    environment = {
        "PATH": "", "DJANGO_SETTINGS_MODULE": "alex.settings", "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgres://a:b@c/d", "SECRET_KEY": "k" * 60, **values,
    }  # fmt: skip
    run = subprocess.run([sys.executable, "-c", PAGE], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.stdout.splitlines() == [
        "/auth/google/login/callback/ ['google']",
        "[\"'self'\", 'https://accounts.google.com']",
    ], run.stderr
