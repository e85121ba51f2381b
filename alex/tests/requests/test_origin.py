"""Behind a proxy, a request past the proxy gets no answer."""

import pytest
from django.test import Client

SECRET = "only-the-proxy-knows"


@pytest.fixture
def behind_a_proxy(settings):
    settings.ORIGIN_SECRET = SECRET


@pytest.mark.parametrize("sent", [{}, {"X-Origin-Secret": "guessed"}, {"X-Origin-Secret": SECRET[:-1]}])
def test_a_request_past_the_proxy_is_refused(behind_a_proxy, sent):
    for path in ("/", "/api/user", "/admin/", "/static/css/components.css"):
        response = Client().get(path, headers=sent)
        assert (response.status_code, b"public address" in response.content) == (403, True)


def test_a_request_of_the_proxy_is_answered(behind_a_proxy, db):
    assert Client().get("/", headers={"X-Origin-Secret": SECRET}).status_code == 200


def test_without_a_proxy_everybody_is_answered(db):
    assert Client().get("/").status_code == 200


def test_the_proxy_names_the_host(behind_a_proxy, settings, rf):
    settings.USE_X_FORWARDED_HOST, settings.ALLOWED_HOSTS = True, ["alex.example.com"]
    request = rf.get("/", headers={"X-Forwarded-Host": "alex.example.com", "Host": "origin.internal"})
    assert request.get_host() == "alex.example.com"
