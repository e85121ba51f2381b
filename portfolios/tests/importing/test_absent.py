"""What a file no longer lists stays, unless the person says that it is gone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.importing.steps import apply_import, plan_import
from portfolios.models import Instrument, Position, Removal
from portfolios.tests.conftest import make_account, make_position
from portfolios.tests.support.import_pages import check, send, text_of
from portfolios.tests.support.import_steps import run, start

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
FILE = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value\n1,Bonds,BND,5,70,350\n"


def apply(draft, *gone):
    plan = plan_import(draft=draft)
    return apply_import(draft=draft, digest=plan.digest, accepts_difference=True, gone=gone)


def test_a_ticked_position_is_removed_and_can_return(as_alice, alices_position, catalogue):
    send(as_alice, alices_position.account, FILE)
    page = check(as_alice)
    assert "VTI in Savings, 10: no longer held" in text_of(page)
    answers = {"digest": page.context["plan"].digest, "accept_difference": "on", "gone": [str(alices_position.pk)]}
    assert as_alice.post(page.request["PATH_INFO"], answers).status_code == 302
    assert [row.instrument.symbol for row in Position.objects.all()] == ["BND"]
    assert Removal.objects.get().label == "VTI"


def test_an_unticked_position_stays(alices_position):
    apply(start(alices_position.account, FILE))
    assert Position.objects.filter(pk=alices_position.pk).exists()


def test_a_position_in_the_file_cannot_be_removed(alices_position, alice):
    other = make_position(make_account(alice, name="Other"), alices_position.instrument, "3")
    apply(start(alices_position.account, "Symbol,Quantity\nVTI,11\n"), str(alices_position.pk), str(other.pk), "x")
    assert sorted(Position.objects.values_list("quantity", flat=True)) == [3, 11]


def test_another_persons_position_is_not_removed(alices_position, bobs_account):
    bobs = make_position(bobs_account, alices_position.instrument, "7")
    apply(start(alices_position.account, FILE), str(bobs.pk))
    assert Position.objects.filter(pk=bobs.pk).exists()


def test_a_refused_symbol_is_not_offered_as_gone(alices_position):
    plan = plan_import(draft=start(alices_position.account, FILE + "1,Total,VTI,-1,70,-70\n"))
    assert plan.absent == []


def test_newer_prices_are_said_where_they_differ(as_alice, alices_account, vti):
    tomorrow = timezone.now() + timedelta(days=1)
    Instrument.objects.filter(pk=vti.pk).update(current_price=Decimal(100), priced_at=tomorrow)
    send(as_alice, alices_account, FILE.replace("BND", "VTI"))
    assert "At the prices that Alex has now, this is $500.00" in text_of(check(as_alice))
    assert run(alices_account, "Symbol,Quantity,Price\nVTI,5,100\n").stored_total is None
