"""Ask and compare in Chromium: by chip, by typing, with a typo, what Alex does not know and must not answer."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections
from playwright.sync_api import expect

from analysis.comparison.models import Comparison
from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.questions.models import Question
from analysis.worker.tasks import answer_question, compare_analyses, run_job
from people import acting_as
from portfolios.models import Profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def in_a_worker(work):
    """Run as a worker would, with connections of its own, and return the result."""

    def run():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def ask(page, text):
    page.get_by_label("Your question").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()
    return answer_to(page, text)


def answer_to(page, text):
    return page.get_by_role("article", name=f"Question: {text}", exact=True).first


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_questions_by_chip_and_by_typing(visitor, analyzed_jordan):
    page = visitor.page
    visitor.sign_in(analyzed_jordan)
    visitor.open("/dashboard/")
    page.get_by_label("Ask Alex about your money").fill("What am I worth?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(answer_to(page, "What am I worth?")).to_contain_text("$692,318")
    chip = page.get_by_role("group", name="Ask next").get_by_role("button").first
    text = chip.inner_text()
    chip.click()
    expect(answer_to(page, text)).to_contain_text("without a language model")
    expect(ask(page, "how much do i pay in feees")).to_contain_text("$266")
    expect(ask(page, "what if i save more")).to_contain_text("How much")
    expect(ask(page, "zorp the blivet")).to_contain_text("I can answer these")
    forbidden = ask(page, "will nvidia go up next year")
    expect(forbidden).to_contain_text("forecast")
    expect(forbidden).not_to_contain_text("%")
    assert visitor.barriers() == [] and not visitor.too_wide()
    figure = answer_to(page, "What am I worth?").get_by_role("button", name="$692,318")
    figure.click()
    expect(page.locator(".fact-card:popover-open")).to_contain_text("$692,318")
    assert visitor.barriers() == [] and visitor.complaints == []


def test_a_what_if_arrives_when_a_worker_answers(visitor, analyzed_jordan):
    page, user = visitor.page, analyzed_jordan
    visitor.sign_in(user)
    visitor.open("/analysis/")
    page.get_by_role("link", name="Ask Alex").first.click()
    waiting = ask(page, "what if I save $333 a month more")
    expect(waiting).to_contain_text("Alex projects your plan with this change")

    def answer():
        with acting_as(user.pk):
            question = Question.objects.owned_by(user).latest("created_at")
        return answer_question(str(question.pk), str(user.pk))

    assert in_a_worker(answer) == "answered"
    expect(waiting).to_contain_text("$4,000 a year")  # arrives by polling
    assert visitor.complaints == []
    page.get_by_role("button", name="Delete questions").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete questions").click()
    expect(page.get_by_role("article", name="Question: what if I save $333 a month more")).to_have_count(0)


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_two_analyses_are_compared(visitor, analyzed_jordan):
    page, user = visitor.page, analyzed_jordan

    def analyze_again():
        with acting_as(user.pk):
            Profile.objects.filter(user=user).update(annual_contribution=Decimal(60_000))
        assert run_job(claim_analysis(user)) == "done"
        with acting_as(user.pk):
            return Job.objects.owned_by(user).latest("created_at")

    job = in_a_worker(analyze_again)
    visitor.sign_in(user)
    visitor.open(f"/analyses/{job.pk}/")
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("Alex computes the comparison.")).to_be_visible()

    def compare():
        with acting_as(user.pk):
            comparison = Comparison.objects.owned_by(user).get()
        return compare_analyses(str(comparison.pk), str(user.pk))

    in_a_worker(compare)
    chance = page.get_by_role("region", name="Chance that your money lasts")
    expect(chance.get_by_role("row", name="Your plan, and the time that passed")).to_contain_text("+")
    expect(chance.get_by_role("row", name="Difference")).to_contain_text("points")
    assert visitor.barriers() == [] and not visitor.too_wide() and visitor.complaints == []
    with acting_as(user.pk):
        assert Job.objects.owned_by(user).count() == 2
