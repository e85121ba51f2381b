"""Both packages as AWS Lambda runs them: in processes that have nothing but the unzipped package on their path."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.utils import timezone
from django_q.conf import Conf
from django_q.tasks import async_task

from alex.aws.queue_functions import DEAD_LETTERS
from alex.tests.support.lambda_calls import http_event, queue_arn, scheduled_event, visible_messages
from alex.tests.support.lambda_packages import FunctionError, running_function
from alex.tests.support.lambda_visitor import LambdaVisitor
from analysis.jobs import dispatch
from analysis.models import Job
from analysis.tests.support.database_outage import get_database_url
from people import acting_as
from people.models import User
from people.tests.support.cast import PASSWORD, give_second_factor, totp_code
from portfolios.catalogue import seed
from portfolios.changes import demo

pytestmark = [pytest.mark.slow, pytest.mark.processes]

DATABASE_AWAY = "postgres://alex:secret@127.0.0.1:1/alex"


@pytest.fixture
def web(web_package, transactional_db, bridge):
    with running_function(web_package, **function_variables(bridge)) as function:
        yield function


@pytest.fixture
def worker(worker_package, transactional_db, bridge):
    with running_function(worker_package, **function_variables(bridge)) as function:
        yield function


def function_variables(bridge):
    return {"DATABASE_URL": get_database_url(), "TASK_QUEUE_URL_PREFIX": bridge.url, "AWS_ENDPOINT_URL_SQS": bridge.url}


def user_with_slow_password(**fields):
    """Create a person whose password is hashed as in production: the package knows no other way."""
    password = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())
    return User.objects.create(email="alice@example.com", password=password, **fields)


def user_with_sample_portfolio():
    seed.seed_catalogue(catalogue=seed.read_catalogue())
    user = user_with_slow_password()
    with acting_as(user.pk):
        demo.fill_sample_profile(user=user)
        demo.add_sample_accounts(user=user)
    return user


def sign_in(function):
    visitor = LambdaVisitor(function)
    answer = visitor.post_form("/auth/login/", "/auth/login/", login="alice@example.com", password=PASSWORD)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (302, "/dashboard/")
    return visitor


def test_landing_needs_no_database(web_package):
    with running_function(web_package, DATABASE_URL=DATABASE_AWAY) as function:
        answer = function.call(http_event("/"), seconds=29)
    assert (answer["statusCode"], "AI Financial Advisor" in answer["body"]) == (200, True)


def test_a_function_without_a_database_address_says_so(web_package):
    missing = pytest.raises(FunctionError, match="SettingMissing: DATABASE_URL is not set")
    with missing, running_function(web_package):
        pass


def test_every_static_file_of_a_page_was_collected(web_package, settings):
    with running_function(web_package, DATABASE_URL=DATABASE_AWAY) as function:
        page = function.call(http_event("/"))["body"]
    names = re.findall(r'(?:href|src)="/static/([^"#]+)[#"]', page)
    assert any(re.fullmatch(r"css/\w+\.[0-9a-f]{12}\.css", name) for name in names), names
    collected = settings.BASE_DIR / "build" / "static"
    assert [name for name in names if not (collected / name).exists()] == []


def test_a_user_signs_in_and_sees_the_dashboard(web):
    user_with_sample_portfolio()
    answer = sign_in(web).get("/dashboard/")
    assert (answer["statusCode"], 'id="accounts-head"' in answer["body"]) == (200, True)


def test_staff_reach_the_admin(web):
    give_second_factor(user_with_slow_password(is_staff=True, is_superuser=True))
    visitor, second_step = LambdaVisitor(web), "/auth/2fa/authenticate/"
    visitor.post_form("/auth/login/", "/auth/login/", login="alice@example.com", password=PASSWORD)
    assert visitor.post_form(second_step, second_step, code=totp_code())["statusCode"] == 302
    assert [visitor.get(path)["statusCode"] for path in ("/admin/", "/admin/portfolios/instrument/")] == [200, 200]


def test_a_start_on_a_page_ends_in_a_report(web, worker, queue, bridge):
    user = user_with_sample_portfolio()
    assert sign_in(web).post_form("/team/", "/team/start/")["statusCode"] == 302
    message = visible_messages(queue)
    assert bridge.calls == ["SendMessage", "SendMessage"]  # the analysis, and its watch a minute later
    for _ in ("delivered", "delivered twice"):
        assert worker.call(message) == {"batchItemFailures": []}
    with acting_as(user.pk):
        job = Job.objects.get()
    assert (job.status, job.attempt, job.error_message) == ("completed", 1, "")
    assert job.report_payload.content.startswith("#")


def test_a_poisoned_message_comes_back_soon(worker, queue, bridge):
    queue.send_message(MessageBody="not signed")
    with pytest.raises(FunctionError, match="BatchFailed: 1 of 1 messages failed"):
        worker.call(visible_messages(queue))
    assert bridge.calls == ["ChangeMessageVisibility"]


def test_a_dead_letter_fails_its_analysis(worker, queue):
    user = user_with_slow_password()
    job = dispatch.start(user=user).job
    event = visible_messages(queue, arn=queue_arn(f"{Conf.CLUSTER_NAME}{DEAD_LETTERS}"))
    assert worker.call(event) == {"batchItemFailures": []}
    with acting_as(user.pk):
        assert Job.objects.get(pk=job.pk).error_code == "undeliverable"


def test_a_task_ends_before_its_function_does(worker, queue):
    async_task("time.sleep", 60, ack_failure=True)
    started = timezone.now()
    assert worker.call(visible_messages(queue), seconds=17) == {"batchItemFailures": []}
    assert 1 <= (timezone.now() - started).total_seconds() < 15


def test_an_unmapped_event_is_an_error(worker, queue):
    queue.send_message(MessageBody="for somebody else")
    with pytest.raises(FunctionError, match="UnmappedEvent: No function of this package"):
        worker.call(visible_messages(queue, arn=queue_arn("invoices")))
    with pytest.raises(FunctionError, match="UnmappedEvent: No function of this package"):
        worker.call(scheduled_event("alex-daily"))


def test_rules_and_commands_run_in_the_worker(worker):
    done = worker.call(scheduled_event("every-night-alex.aws.lambda_events.daily"))
    assert done == {
        "done": "0 portfolios recorded",
        "forgotten": "deleted the texts of 0 spans, and 0 traces at Langfuse",
        "scheduled": "0 analyses started, digests: none",
        "cleaned": "deleted 0 people, 0 demo visitors and 0 exports, encrypted 0 second factors with the current key",
    }
    assert worker.call({"manage": "migrate --check"}) == {}  # it finds every migration
