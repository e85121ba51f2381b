"""A change of money by any path is in the very next answer."""

import random
import re
from datetime import timedelta
from decimal import Decimal
from itertools import count
from threading import Lock, Thread
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.utils import timezone

from alex.tests.support.kept_pages import own, view
from people import acting_as, acting_as_staff
from people.kept_pages.store import store
from people.tests.support.cast import signed_in
from portfolios.changes import deletion
from portfolios.models import Account, Instrument, Position, Profile
from portfolios.pricing.calendar import recent_weekdays
from portfolios.pricing.quotes import store_closes
from portfolios.templatetags.money import usd, usd_cents
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.import_steps import run as import_file
from portfolios.tests.support.position_pages import edit
from portfolios.tests.support.staff import address_of, form_data_for

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def alices(alice, sam):
    store.clear()
    shared = make_instrument("VTI", current_price=Decimal(100), priced_at=timezone.now(), price_source="market")
    hers = own(alice, shared, "Alice")
    return SimpleNamespace(
        **vars(hers), address=hers.address, shared=shared, browser=signed_in(alice), staff=signed_in(sam)
    )


def in_sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def in_api(alices, address, **body):
    assert alices.browser.patch(f"/api/{address}", body, content_type=JSON).status_code == 200


def in_admin(alices, price):
    sent = form_data_for(alices.shared, current_price=price)
    assert alices.staff.post(address_of(alices.shared), sent).status_code == 302


def in_price_job(price):
    with acting_as_staff("prices"):
        Instrument.objects.update(priced_at=timezone.now() - timedelta(days=9))
        store_closes(
            closes={"VTI": Decimal(price)}, instruments=Instrument.objects.filter(symbol="VTI"),
            day=recent_weekdays(timezone.now())[0], source="m",
        )  # fmt: skip


CHANGES = {  # what an account of 10 shares at $100 and $1,234 in cash is worth afterwards
    "the page": (lambda a: edit(a.browser, a.position, quantity="20"), 3234),
    "the API, a position": (lambda a: in_api(a, f"positions/{a.position.pk}", quantity="30", version=1), 4234),
    "the API, cash": (lambda a: in_api(a, f"accounts/{a.account.pk}", cash_balance="2000", version=1), 3000),
    "an import": (lambda a: import_file(a.account, "Symbol,Quantity\nVTI,40\n"), 5234),
    "the admin": (lambda a: in_admin(a, "50"), 1734),
    "the price job": (lambda a: in_price_job("150"), 2734),
    "SQL, a price": (lambda a: in_sql("UPDATE portfolios_instrument SET current_price = 70"), 1934),
    "SQL, a position": (lambda a: in_sql("DELETE FROM portfolios_position"), 1234),
    "a queryset": (lambda a: Position.objects.filter(pk=a.position.pk).update(quantity=5), 1734),
    "a deletion": (lambda a: deletion.delete_position(position=a.position), 1234),
}  # fmt: skip


@pytest.mark.parametrize("path", CHANGES)
def test_money_is_new_in_the_next_answer(path, alices):
    change, worth = CHANGES[path]
    addresses = [alices.address(page) for page in ("dashboard", "accounts", "account")]
    for address in addresses:
        assert "$2,234" in view(alices.browser, address)
    change(alices)
    for address in addresses:
        html = view(alices.browser, address)
        assert usd(Decimal(worth)) in html or usd_cents(Decimal(worth)) in html
        assert "$2,234" not in html


def test_a_profile_is_new_in_the_next_answer(alices):
    view(alices.browser, "/dashboard/")
    for name in ("Ann", "Beth"):
        Profile.objects.filter(user=alices.user).update(display_name=name)
        assert f"Hello, {name}" in view(alices.browser, "/dashboard/")


SHOWN = {
    "cash": re.compile(r'<th scope="row">Cash</th>.*?<span>\$([\d,]+)\.00<'),
    "quantity": re.compile(r'<td class="num opt">([\d,]+)</td>'),
    "price": re.compile(r'<td class="num opt"><span>\$([\d,]+)\.00<'),
    "name": re.compile(r"Hello, (\d+)<"),
}


class Writers:
    """Threads that change one figure after the other, each at once followed by a look at the page.

    Each change takes the next number under a lock of its row, so a figure only grows: a page that shows a smaller one
    than was committed before the page was asked for is stale.
    """

    def __init__(self, alices, seed):
        self.alices, self.random = alices, random.Random(seed)
        self.numbers, self.lock = count(1), Lock()
        self.committed = {"cash": 0, "quantity": 0, "price": 0, "name": 0}
        self.stale, self.errors = [], []

    def write(self, figure):
        """Change a figure in its own transaction and note the number once it is committed."""
        alices = self.alices
        with acting_as(alices.user.pk) if figure != "price" else acting_as_staff("prices"):
            row = {
                "cash": Account.objects.filter(pk=alices.account.pk),
                "quantity": Position.objects.filter(pk=alices.position.pk),
                "price": Instrument.objects.filter(pk=alices.shared.pk),
                "name": Profile.objects.filter(user=alices.user),
            }[figure]
            row.select_for_update().get()
            number = next(self.numbers)
            column = {"cash": "cash_balance", "price": "current_price", "name": "display_name"}.get(figure, figure)
            row.update(**{column: str(number) if figure == "name" else number})
        with self.lock:
            self.committed[figure] = max(self.committed[figure], number)

    def look(self, browser):
        """Note each figure on the pages that is older than one committed before they were asked for."""
        with self.lock:
            before = dict(self.committed)
        html = view(browser, self.alices.address("account")) + view(browser, "/dashboard/")
        shown = {name: int(pattern.search(html)[1].replace(",", "")) for name, pattern in SHOWN.items()}
        self.stale += [(name, shown[name], least) for name, least in before.items() if shown[name] < least]

    def run(self, rounds):
        browser = signed_in(self.alices.user)
        try:
            for _ in range(rounds):
                if self.random.random() < 0.5:
                    self.write(self.random.choice(list(self.committed)))
                self.look(browser)
        except Exception as error:  # noqa: BLE001 the test reports it
            self.errors.append(error)
        finally:
            connections.close_all()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_no_page_is_stale_with_many_writers(seed, alices):
    writers = Writers(alices, seed)
    for figure in writers.committed:
        writers.write(figure)
    threads = [Thread(target=writers.run, args=[20]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (writers.errors, writers.stale) == ([], [])
