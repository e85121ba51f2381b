"""The queued task of a classification: in parallel, as the owner, until its deadline, and with nothing left behind."""

import asyncio

from django.db import connection
from django_q.models import OrmQ

from analysis.jobs.cancellation import shutdown
from analysis.jobs.errors import WorkerStopping
from analysis.on_demand import classification_task
from analysis.pipeline import classify as classification
from analysis.tests.support.classification import deliver, stored
from analysis.worker.tasks import classify_instruments
from portfolios.models import Instrument
from portfolios.tests.conftest import make_instrument


def test_five_are_classified_at_once(alice, monkeypatch, settings):
    """No answer comes before five requests wait. A sixth would raise the maximum."""
    settings.ANALYSIS_DEADLINE_SECONDS = 20
    barrier, waiting, most = asyncio.Barrier(5), 0, 0
    classify = classification.tagger.classify

    async def slow(deps, **options):
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        await barrier.wait()
        waiting -= 1
        return await classify(deps, **options)

    monkeypatch.setattr(classification.tagger, "classify", slow)
    rows = [make_instrument(f"Z{number}", owner=alice) for number in range(10)]
    classify_instruments(str(alice.pk), [str(row.pk) for row in rows], False)
    assert most == 5
    assert Instrument.objects.filter(classified_by="tagger").count() == 10


def test_a_duplicate_makes_no_request(zebra, monkeypatch):
    deliver(zebra)
    monkeypatch.setattr(classification.tagger, "classify", lambda *_, **options: 1 / 0)
    assert deliver(zebra) == "done"


def test_other_users_instruments_stay_untouched(zebra, bob):
    classify_instruments(str(bob.pk), [str(zebra.pk)], True)
    classify_instruments("", [str(zebra.pk)], True)
    assert stored(zebra) == ("", {})


def test_the_task_acts_as_the_owner(zebra, monkeypatch):
    user_ids = []
    propose = Instrument.propose

    def propose_and_log(self, **values):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.user_id', true)")
            user_ids.append(cursor.fetchone()[0])
        return propose(self, **values)

    monkeypatch.setattr(Instrument, "propose", propose_and_log)
    deliver(zebra)
    assert user_ids == [str(zebra.owner_id)]


def test_a_stopping_worker_requeues_the_task(zebra, monkeypatch, django_capture_on_commit_callbacks):
    async def interrupt(*_):
        raise WorkerStopping

    monkeypatch.setattr(classification_task, "_classify", interrupt)
    with django_capture_on_commit_callbacks(execute=True):
        assert deliver(zebra, again=True) == "handed over"
    assert OrmQ.objects.get().task["args"] == (str(zebra.owner_id), [str(zebra.pk)], True)
    assert shutdown._interrupt is None


def test_a_deadline_keeps_earlier_proposals(alice, zebra, settings, monkeypatch):
    classify = classification.tagger.classify
    slow = make_instrument("SLOW", owner=alice)

    async def one_is_slow(deps, **options):
        await asyncio.sleep(60 if deps.symbol == "SLOW" else 0)
        return await classify(deps, **options)

    settings.ANALYSIS_DEADLINE_SECONDS = 0.5
    monkeypatch.setattr(classification.tagger, "classify", one_is_slow)
    assert classify_instruments(str(alice.pk), [str(zebra.pk), str(slow.pk)], False) == "failed"
    assert (stored(zebra)[0], stored(slow)[0]) == ("tagger", "")


def test_no_spans_are_left_in_memory(zebra):
    from advisors.tracing.recorder import recorder

    before = len(recorder._spans)
    deliver(zebra)
    assert len(recorder._spans) == before
