"""The files that browsers and search engines ask for."""

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db


def test_search_engines_read_public_pages_only(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    public = ("/$", "/auth/login/$", "/auth/signup/$", "/static/")
    assert lines == ["User-agent: *", *(f"Allow: {path}" for path in public), "Disallow: /"]


def test_the_manifest_names_icons_that_exist(client):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    icons = answer.json()["icons"]
    assert [icon["sizes"] for icon in icons] == ["192x192", "512x512"]
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in icons)


def test_each_page_links_the_manifest(client):
    page = client.get("/").content.decode()
    assert 'rel="manifest" href="/manifest.webmanifest"' in page and 'rel="apple-touch-icon"' in page
