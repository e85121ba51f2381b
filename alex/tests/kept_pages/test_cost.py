"""A kept page costs at most two and a half times what its layout alone costs."""

import time
from decimal import Decimal
from statistics import median
from types import SimpleNamespace

import pytest
from django.utils import timezone

from alex.tests.support.kept_pages import PAGES, own, view
from alex.tests.support.layout_urls import LAYOUT_PATH
from people.kept_pages.store import store
from people.tests.support.cast import signed_in
from portfolios.tests.conftest import make_instrument

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.urls("alex.tests.support.layout_urls")]
MIN_RATIO = 0.4
VIEWS = 25


@pytest.fixture
def alices(alice):
    store.clear()
    shared = make_instrument("VTI", current_price=Decimal(100), priced_at=timezone.now(), price_source="market")
    return SimpleNamespace(hers=own(alice, shared, "Alice"), as_alice=signed_in(alice))


def measure_cpu(client, address):
    """Return the CPU seconds of one view in this thread, waiting for the database not included."""
    began = time.thread_time()
    view(client, address)
    return time.thread_time() - began


@pytest.mark.parametrize("page", PAGES)
def test_a_kept_page_costs_little_above_its_layout(page, alices):
    address = alices.hers.address(page)
    for warm in (address, LAYOUT_PATH, address, LAYOUT_PATH):
        view(alices.as_alice, warm)
    pairs = [(measure_cpu(alices.as_alice, LAYOUT_PATH), measure_cpu(alices.as_alice, address)) for _ in range(VIEWS)]
    layout, whole = map(median, zip(*pairs, strict=True))
    assert layout / whole >= MIN_RATIO, f"{1000 * whole:.1f} ms beside {1000 * layout:.1f} ms"
