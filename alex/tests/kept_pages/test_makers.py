"""Of several requests for a page that is not kept, one makes it."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from people.kept_pages import views
from people.kept_pages.answers import kept_answer
from people.kept_pages.store import store


@pytest.fixture
def made():
    store.clear()
    return []


@pytest.fixture
def page(made, monkeypatch):
    monkeypatch.setattr(views, "kept_views", [])
    monkeypatch.setattr(views, "render", lambda request, *_: HttpResponse(request.page_parts.parts["content"]))

    @views.kept_page(version=lambda request, **_: "1")
    def show(request):
        made.append(request)
        time.sleep(0.2)
        if request.user.pk == "nobody":
            views.do_not_keep(request)
        request.page_parts.parts["content"] = f"page of {request.user.pk}"
        return HttpResponse(f"page of {request.user.pk}")

    def ask(person):
        request = RequestFactory().get("/")
        request.user = SimpleNamespace(pk=person)
        return show(request).content.decode()

    return ask


def test_one_request_makes_the_page(page, made):
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(page, ["alice"] * 4)) == {"page of alice"}
    assert len(made) == 1


def test_people_do_not_share_a_page(page, made):
    with ThreadPoolExecutor(2) as threads:
        assert [*threads.map(page, ["alice", "bob"])] == ["page of alice", "page of bob"]
    assert len(made) == 2


def test_a_page_that_is_not_kept_is_made_anew(page, made):
    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(page, ["nobody"] * 2)) == {"page of nobody"}
    assert len(made) == 2


def test_one_request_makes_an_answer(made):
    def build():
        made.append(1)
        time.sleep(0.2)
        return {"id": 1}

    def ask(_):
        request = RequestFactory().get("/")
        return kept_answer(SimpleNamespace(user=SimpleNamespace(pk="alice"), _request=request), ("job",), build).content

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(ask, range(4))) == {b'{"id":1}'}
    assert len(made) == 1
