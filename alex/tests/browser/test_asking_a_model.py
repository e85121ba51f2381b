"""Ask what the router does not know in Chromium: the answer names its model and cost, and leads to its trace."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from playwright.sync_api import expect

from advisors.runtime.builtin import ScriptedCall
from advisors.tests.support.model_servers import in_turn
from analysis.questions.models import Question
from analysis.tests.support.good_model import agree, playing
from analysis.worker.tasks import answer_question
from people import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINES = [ScriptedCall("claims", {"topic": "plan"})], "on_track\nrank holding 1"


def answer_waiting(user):
    try:
        with acting_as(user.pk):
            question = Question.objects.owned_by(user).latest("created_at")
        assert answer_question(str(question.pk), str(user.pk)) == "answered"
    finally:
        connections.close_all()


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_a_strange_question_is_answered_by_a_model(visitor, analyzed_jordan, settings, monkeypatch):
    page, user = visitor.page, analyzed_jordan
    visitor.sign_in(user)
    with playing("openai", settings, monkeypatch, play=lambda _: in_turn(*LINES)):
        agree(user)
        visitor.open("/dashboard/")
        page.get_by_label("Ask Alex about your money").fill("is my nest egg looking healthy")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_text("A language model chooses what answers this")).to_be_visible()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(answer_waiting, user).result()
        expect(page.get_by_text("Chosen by openai/gpt-4.1-mini, 2 calls")).to_be_visible()
    assert visitor.barriers() == [] and not visitor.too_wide() and visitor.complaints == []
    page.get_by_role("link", name="How it was chosen").click()
    expect(page.get_by_role("heading", name="Questions that a language model answered")).to_be_visible()
    assert visitor.barriers() == [] and not visitor.too_wide() and visitor.complaints == []
