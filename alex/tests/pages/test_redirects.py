"""Redirects keep the query string, also through sign-in."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from alex.tests.support.everything import everything_of
from alex.tests.support.routes import address, client_of, own_routes
from analysis.tests.support import stored_analyses
from people.tests.support.cast import PASSWORD

WANTED = "/analysis/?tab=charts&from=a%26b&from=c"
PAGES = [path for path in own_routes() if not path.startswith("api/")]
HTMX = {"HX-Request": "true"}


def query_of(location):
    return parse_qs(urlsplit(location).query)


def next_of(location):
    assert urlsplit(location).path == "/auth/login/"
    return query_of(location)["next"][0]


def redirected(client, rows):
    """Return the targets of all pages that redirect."""
    answers = {path: client.get(f"{address(path, rows)}?kept=1&kept=a%26b") for path in PAGES}
    return {path: answer["Location"] for path, answer in answers.items() if answer.status_code in (301, 302)}


def test_the_latest_analysis_keeps_the_query(as_alice, alice):
    job = stored_analyses.completed(alice)
    found = as_alice.get(WANTED)["Location"]
    assert found == f"/analyses/{job.pk}/?tab=charts&from=a%26b&from=c"
    assert 'id="tab-charts" aria-current="page"' in as_alice.get(found).content.decode()


def test_a_redirecting_page_keeps_the_query(alice, catalogue):
    rows = everything_of(alice, lambda field: field)
    found = redirected(client_of(alice), {**rows, "job": rows["finished"]})
    assert set(found) >= {"analysis/", "team/progress/*/", "positions/*/", "settings/plan/income/*/"}
    confirmed = {path: query_of(there) for path, there in found.items() if "reauthenticate" in there}
    assert all("?kept=1&kept=a%26b" in query["next"][0] for query in confirmed.values())
    direct = {path: query_of(there) for path, there in found.items() if path not in confirmed}
    assert direct == dict.fromkeys(direct, {"kept": ["1", "a&b"]})


def test_a_sign_in_page_keeps_the_query(alice, catalogue):
    found = redirected(client_of(None), everything_of(alice, lambda field: field))
    assert "dashboard/" in found
    assert {path: query_of(next_of(there)) for path, there in found.items()} == (
        dict.fromkeys(found, {"kept": ["1", "a&b"]})
    )


def test_a_missing_slash_keeps_the_query(client, db):
    assert client.get(WANTED.replace("/?", "?"))["Location"] == WANTED


def sign_in(client, user, path):
    """Open the page, follow the redirect to sign-in and submit the form."""
    there = client.get(path)["Location"]
    page = client.get(there).content.decode()
    assert f'name="next" value="{next_of(there).replace("&", "&amp;")}"' in page
    body = {"login": user.email, "password": PASSWORD, "next": next_of(there)}
    return client.post("/auth/login/", body)["Location"]


def test_sign_in_keeps_the_query(client, alice):
    assert sign_in(client, alice, WANTED) == WANTED


def test_after_the_sign_in_staff_keep_the_query(client, sam):
    wanted = "/admin/portfolios/instrument/?q=VTI&reviewed__exact=0"
    door = client.get(wanted)["Location"]
    assert sign_in(client, sam, door) == wanted


def test_a_signed_in_user_keeps_the_query(as_alice):
    assert as_alice.get("/auth/login/", {"next": WANTED})["Location"] == WANTED


def test_signing_up_instead_keeps_the_query(client, db):
    there = client.get(client.get(WANTED)["Location"]).context["signup_url"]
    body = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD, "next": query_of(there)["next"]}
    assert client.post("/auth/signup/", body)["Location"] == WANTED


def test_an_expired_fragment_keeps_the_query(client, db):
    headers = {**HTMX, "HX-Current-URL": "http://testserver/team/?page=2"}
    assert next_of(client.post("/team/start/", headers=headers)["HX-Redirect"]) == "/team/?page=2"


# The demo of the sign-in page


@pytest.mark.parametrize("wanted", [WANTED, "/dashboard/?a=1", "/team/?page=2"])
def test_the_demo_opens_the_requested_page(client, catalogue, wanted):
    page = client.get(client.get(wanted)["Location"]).content.decode()
    assert f'name="next" value="{wanted.replace("&", "&amp;")}"' in page.split('action="/demo/"')[1].split("</form>")[0]
    assert client.post("/demo/", {"next": wanted})["Location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    ["", "https://evil.example/team/", "//evil.example/team/", "/\\evil.example", "javascript:alert(1)", "/nowhere/",
     "/admin/?q=1", "team/", "/analyses/11111111-1111-1111-1111-111111111111/?tab=charts"],
)  # fmt: skip
def test_the_demo_opens_the_team_by_default(client, catalogue, wanted):
    assert client.post("/demo/", {"next": wanted})["Location"].startswith("/analyses/")


def test_the_demo_of_a_user_keeps_the_query(as_alice, catalogue):
    assert as_alice.post("/demo/", {"next": WANTED})["Location"] == WANTED


# An analysis that ends while its page is open


@pytest.mark.parametrize(
    ("page", "query"),
    [("analysis", "?tab=charts"), ("analysis", "?tab=trace#top"), ("analysis", ""), ("team", "?page=2")],
)
def test_a_finished_analysis_keeps_the_tab(as_alice, alice, page, query):
    job = stored_analyses.completed(alice)
    here = reverse("analysis", args=[job.pk])
    path = here if page == "analysis" else "/team/"
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{path}{query}"}
    answer = as_alice.get(reverse("progress", args=[job.pk]), headers=headers)
    assert answer["HX-Redirect"] == here + (query.partition("#")[0] if page == "analysis" else "")
