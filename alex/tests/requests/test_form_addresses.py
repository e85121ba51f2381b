"""An address that only receives forms, opened as a page."""

import pytest
from django.test import Client

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def test_a_browser_gets_a_page_with_a_way_on(db):
    response = Client().get("/demo/", headers=BROWSER)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert 'href="/dashboard/"' in response.content.decode()


@pytest.mark.parametrize(
    ("path", "headers"), [("/demo/", {}), ("/api/analyze", BROWSER), ("/demo/", {"Accept": "a/b"})]
)
def test_programs_get_no_page(db, path, headers):
    assert b"<html" not in Client().get(path, headers=headers).content
