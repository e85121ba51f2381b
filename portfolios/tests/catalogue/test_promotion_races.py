"""Two connections change an instrument at once: no row is lost, and nobody sees a database error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from people.tests.support.cast import signed_in
from portfolios.catalogue.promotion import promote
from portfolios.importing.steps import PlanChanged, apply_import, plan_import
from portfolios.models import Instrument, Position
from portfolios.tests.api.test_views import call
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.import_steps import start
from portfolios.tests.support.promoted_instruments import PRICED, SPLIT, positions_of, shared_acme

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ATTEMPTS = [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, 4))]
"""Each race once in `check`, and four times in `test`: threads meet in another order each time."""
NEW = {"symbol": "ACME", "quantity": "5"}


def run_at_once(*actions):
    """Start all actions at the same moment, each on its own connection. Return their results."""
    barrier = Barrier(len(actions), timeout=30)

    def run(action):
        barrier.wait()
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result(60) for future in [pool.submit(run, action) for action in actions]]


@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("is_shared", [False, True])
def test_promoting_while_a_position_is_added(alice, sam, acme, is_shared, attempt):
    account = make_account(alice)
    shared = shared_acme() if is_shared else acme
    path = f"/accounts/{account.pk}/positions/"
    client = signed_in(alice)
    response, _ = run_at_once(lambda: client.post(path, NEW), lambda: promote(instrument=acme, by=sam))
    assert response.status_code == 302
    assert [row[:2] for row in positions_of(account)] == [(shared.pk, 5)]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_promoting_while_the_position_is_edited(alice, sam, acme, attempt):
    account, shared = make_account(alice), shared_acme()
    position = make_position(account, acme, "3")
    sent, client = {"version": "1", "quantity": "4"}, signed_in(alice)
    path = f"/positions/{position.pk}/edit/"
    response, _ = run_at_once(lambda: client.post(path, sent), lambda: promote(instrument=acme, by=sam))
    quantity = {302: 4, 409: 3}[response.status_code]
    assert [row[:2] for row in positions_of(account)] == [(shared.pk, quantity)]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_promoting_during_a_change_by_the_api(alice, sam, acme, attempt):
    account, shared = make_account(alice), shared_acme()
    position = make_position(account, acme, "3")
    sent, client = {"version": 1, "quantity": "4"}, signed_in(alice)
    path = f"positions/{position.pk}"
    response, _ = run_at_once(lambda: call(client, "patch", path, sent), lambda: promote(instrument=acme, by=sam))
    quantity = {200: 4, 409: 3}[response.status_code]
    assert [row[:2] for row in positions_of(account)] == [(shared.pk, quantity)]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_promoting_while_a_file_is_imported(alice, sam, acme, attempt):
    account, shared = make_account(alice), shared_acme()
    make_position(account, acme, "3")
    draft = start(account, "Symbol,Quantity\nACME,4\n")
    digest = plan_import(draft=draft).digest

    def import_file():
        try:
            apply_import(draft=draft, digest=digest)
            return 4
        except PlanChanged:
            return 3

    quantity, _ = run_at_once(import_file, lambda: promote(instrument=acme, by=sam))
    assert positions_of(account)[0][:2] == (shared.pk, quantity)
    assert len(positions_of(account)) == 1


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_promoting_while_the_owner_renames_it(alice, sam, acme, attempt):
    sent, client = {"name": "Mine", "instrument_type": "stock"}, signed_in(alice)
    path = f"/instruments/{acme.pk}/"
    run_at_once(lambda: client.post(path, sent), lambda: promote(instrument=acme, by=sam))
    page = client.post(path, {**sent, "name": "Later"}, follow=True).content.decode()
    acme.refresh_from_db()
    assert (acme.owner, acme.name in {"ACME Corporation", "Mine"}) == (None, True)
    assert "only staff can change it" in page


def test_promoting_two_equal_symbols_at_once(alice, bob, sam, acme):
    bobs = make_instrument(owner=bob, **PRICED, **SPLIT)
    for instrument in (acme, bobs):
        make_position(make_account(instrument.owner), instrument, "3")
    run_at_once(lambda: promote(instrument=acme, by=sam), lambda: promote(instrument=bobs, by=sam))
    shared = Instrument.objects.get()
    assert shared.owner is None
    assert Position.objects.filter(instrument=shared).count() == 2


def test_two_clicks_on_merge_move_it_once(alice, acme):
    account, shared = make_account(alice), shared_acme()
    make_position(account, acme, "3")
    client = signed_in(alice)
    path = f"/instruments/{acme.pk}/merge/"
    answers = run_at_once(lambda: client.post(path), lambda: signed_in(alice).post(path))
    assert {answer.status_code for answer in answers} <= {302, 404}
    assert [row[:2] for row in positions_of(account)] == [(shared.pk, 3)]
