"""Headers of every page: the score of Mozilla's Observatory, caches, and hashes of scripts."""

import re

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client

from alex.static_integrity import UncompressedIntegrityStorage, find_integrity, hash_content
from alex.tests.support.everything import everything_of
from alex.tests.support.hostile_requests import addresses
from alex.tests.support.observatory import score
from alex.tests.support.routes import client_of, close_file

LEAST_SCORE = 130
PUBLIC = ("/", "/auth/login/", "/auth/signup/", "/auth/password/reset/", "/nowhere/", "/api/docs/")


@pytest.fixture
def https(settings):
    """Set what settings.py sets for https."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def pages_of(client, urls):
    for url in urls:
        response = client.get(url, secure=True)
        if response.get("Content-Type", "").startswith("text/html") and response.status_code != 302:
            yield url, response


@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_reach_the_score(https, db, url):
    assert score(Client().get(url, secure=True), django_settings.SESSION_COOKIE_NAME) >= LEAST_SCORE


@pytest.mark.slow
@pytest.mark.parametrize("visitor", ["alice", "sam"])
def test_every_page_reaches_the_score(https, alice, sam, catalogue, visitor):
    urls = addresses(everything_of(alice, lambda field: field), alice)
    urls = [url for url in urls if url.startswith("/admin/") == (visitor == "sam") and "logout" not in url]
    found = list(pages_of(client_of({"alice": alice, "sam": sam}[visitor]), urls))
    scores = {url: score(page, django_settings.SESSION_COOKIE_NAME) for url, page in found}
    assert len(scores) > 15
    cookieless = 5  # a page that sets no cookie has no bonus for it
    assert {url: points for url, points in scores.items() if points < LEAST_SCORE - cookieless} == {}
    assert [url for url, page in found if page["Cache-Control"] != "no-store"] == []


def test_what_a_person_sees_is_never_stored(as_alice):
    for url in ("/dashboard/", "/", "/api/user", "/api/nowhere", "/accounts/export.csv", "/nowhere/"):
        assert as_alice.get(url)["Cache-Control"] == "no-store", url
    assert as_alice.post("/api/accounts", {}, "application/json")["Cache-Control"] == "no-store"


def test_public_pages_and_files_may_be_stored(client, db):
    assert "Cache-Control" not in client.get("/").headers
    response = client.get("/static/css/components.css")
    assert response["Cache-Control"] != "no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    close_file(response)


def test_refused_requests_have_the_headers_too(client, db):
    response = client.get("/?next=%00")
    for name in ("Content-Security-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "Referrer-Policy"):
        assert response[name], name


def test_scripts_carry_the_hash_of_what_is_served(client, db):
    page = client.get("/").content.decode()
    found = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)" integrity="([^"]+)"', page)
    assert len(found) == page.count("<script src") + page.count('<link rel="stylesheet"') > 3
    for url, integrity in found:
        served = client.get(url)
        assert hash_content(b"".join(served.streaming_content)) == integrity
        close_file(served)


def test_collected_files_carry_their_hash(tmp_path, settings):
    storage = UncompressedIntegrityStorage(location=tmp_path, base_url="/static/")
    source = finders.find("js/upload.js")
    with open(source, "rb") as file:
        storage.save("js/upload.js", file)
    for _ in storage.post_process({"js/upload.js": (storage, "js/upload.js")}):
        pass
    again = UncompressedIntegrityStorage(location=tmp_path, base_url="/static/")
    stored = (tmp_path / again.stored_name("js/upload.js")).read_bytes()
    assert again.integrity == {"js/upload.js": hash_content(stored)} == {"js/upload.js": find_integrity("js/upload.js")}


def test_a_file_that_is_missing_has_no_hash():
    tag = Template("{% load static_files %}{% script 'js/none.js' %}").render(Context())
    assert tag == '<script src="/static/js/none.js" defer></script>'


def test_templates_use_the_tags_with_hashes():
    written = re.compile(r"""<script[^>]*\ssrc="\{%|<link rel="stylesheet" href=""")
    files = (django_settings.BASE_DIR / "templates").rglob("*.html")
    assert [file.name for file in files if written.search(file.read_text())] == []
