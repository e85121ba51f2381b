"""Classification outside an analysis: what a request sends, and what its answer stores, keeps and replaces."""

from decimal import Decimal

import pytest
from agents import AgentsException
from asgiref.sync import sync_to_async
from django_q.models import OrmQ

from advisors.runtime.builtin import BuiltinModel
from advisors.runtime.classification import Classification
from advisors.runtime.run import AgentRun
from advisors.tagger.rationale import AI_LABEL
from analysis.pipeline import classify as classification
from analysis.tests.support.classification import deliver, stored
from analysis.worker.message import run_message
from analysis.worker.tasks import classify_instruments
from portfolios.catalogue.classification_requests import request_classification, request_reclassification
from portfolios.models import Instrument
from portfolios.tests.conftest import make_instrument

BOND_FUND = {"name": "Zebra Bond Fund", "instrument_type": "mutual_fund"}


def test_a_request_enqueues_ids_after_the_commit(alice, zebra, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request_classification([zebra])
        assert not OrmQ.objects.exists()
    task = OrmQ.objects.get().task
    assert task["func"] == "analysis.worker.tasks.classify_instruments"
    assert task["args"] == (str(alice.pk), [str(zebra.pk)], False)


def test_the_message_stores_a_proposal(transactional_db, zebra):
    from django_q.brokers import get_broker

    request_classification([zebra])
    broker = get_broker()
    (ack_id, package), *_ = broker.dequeue()
    assert run_message(package, ack_id, broker)
    assert stored(zebra) == ("tagger", {"equity": Decimal(100)})
    assert (zebra.is_proposal, zebra.is_classified, bool(zebra.rationale)) == (True, True, True)


def test_many_requests_are_sent_in_batches(alice, django_capture_on_commit_callbacks):
    rows = [make_instrument(f"Z{number}", owner=alice) for number in range(60)]
    with django_capture_on_commit_callbacks(execute=True):
        request_classification(rows)
    batches = [message.task["args"][1] for message in OrmQ.objects.all()]
    assert [len(batch) for batch in batches] == [25, 25, 10]
    assert {pk for batch in batches for pk in batch} == {str(row.pk) for row in rows}


@pytest.mark.parametrize(("percents", "is_revised", "stored_as"), [
    ((60, 40.6), False, {"equity": "59.64", "fixed_income": "40.36"}),
    ((60, 43), True, {"equity": "58", "fixed_income": "42"}),
])  # fmt: skip
def test_a_split_far_from_100_is_revised(zebra, monkeypatch, percents, is_revised, stored_as):
    """Without a revision there is no second answer: the first is scaled to 100."""
    answers = [make_split(percents), make_split((58, 42))]
    revisions = []

    async def answer(deps, *, revise="", terms=None):
        revisions.append(revise)
        return AgentRun(answers[len(revisions) - 1], "openai/some")

    monkeypatch.setattr(classification.tagger, "classify", answer)
    deliver(zebra)
    assert [bool(revise) for revise in revisions] == [False, True][: 1 + is_revised]
    assert not is_revised or "sum to 103" in revisions[1]
    assert {key: str(share.normalize()) for key, share in stored(zebra)[1].items()} == stored_as


def test_only_a_models_reason_is_labelled(zebra, monkeypatch):
    deliver(zebra)
    zebra.refresh_from_db()
    assert zebra.rationale.startswith("It was entered as such")

    async def answer(deps, *, revise="", terms=None):
        return AgentRun(make_split((60, 40)), "openai/some")

    monkeypatch.setattr(classification.tagger, "classify", answer)
    deliver(zebra, again=True)
    zebra.refresh_from_db()
    assert zebra.rationale == f"{AI_LABEL}: It holds both."


def make_split(percents):
    shares = [{"key": key, "percent": p} for key, p in zip(("equity", "fixed_income"), percents, strict=True)]
    other = {"rationale": "It holds both.", "regions": [], "sectors": [], "confidence": 0.9}
    return Classification(asset_class=shares, **other)


def test_the_owners_classification_is_kept(zebra, monkeypatch):
    answer = BuiltinModel.get_response

    def classify_as_owner():
        splits = {"allocation_asset_class": {"cash": Decimal(100)}, "allocation_regions": {}, "allocation_sectors": {}}
        Instrument.objects.get(pk=zebra.pk).classify(**splits)

    async def slow(self, **options):
        await sync_to_async(classify_as_owner)()
        return await answer(self, **options)

    monkeypatch.setattr(BuiltinModel, "get_response", slow)
    deliver(zebra)
    assert stored(zebra) == ("owner", {"cash": Decimal(100)})


@pytest.mark.parametrize("by", ["owner", "staff", "seed"])
def test_a_decided_classification_is_kept(zebra, by):
    Instrument.objects.filter(pk=zebra.pk).update(classified_by=by, allocation_asset_class={"cash": 100})
    deliver(zebra, again=True)
    assert stored(zebra) == (by, {"cash": Decimal(100)})


def test_a_new_request_replaces_a_proposal(zebra):
    deliver(zebra)
    Instrument.objects.filter(pk=zebra.pk).update(**BOND_FUND)
    deliver(zebra)
    assert stored(zebra)[1] == {"equity": Decimal(100)}
    deliver(zebra, again=True)
    assert stored(zebra) == ("tagger", {"fixed_income": Decimal(100)})


def test_an_empty_proposal_replaces_nothing(zebra):
    deliver(zebra)
    Instrument.objects.filter(pk=zebra.pk).update(name="Zebra", instrument_type="other")
    deliver(zebra, again=True)
    assert stored(zebra) == ("tagger", {"equity": Decimal(100)})


def test_a_failed_model_replaces_no_proposal(zebra, monkeypatch):
    deliver(zebra)
    Instrument.objects.filter(pk=zebra.pk).update(**BOND_FUND)

    async def fail(*_, **options):
        raise AgentsException("no answer")

    monkeypatch.setattr(classification.tagger, "classify", fail)
    deliver(zebra, again=True)
    assert stored(zebra) == ("tagger", {"equity": Decimal(100)})


def test_staff_reclassify_the_catalogue(sam, django_capture_on_commit_callbacks):
    shared = make_instrument("SHARED", **BOND_FUND)
    with django_capture_on_commit_callbacks(execute=True):
        request_reclassification(instruments=Instrument.objects.catalogue(), by=sam)
    assert classify_instruments(*OrmQ.objects.get().task["args"]) == "done"
    assert stored(shared) == ("tagger", {"fixed_income": Decimal(100)})
    assert not shared.is_classified
