"""One address or person cannot use up what is there for everybody."""

import pytest
from django.utils import timezone

from people.models import RequestCount, User
from portfolios.tests.conftest import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(settings):
    settings.FAIR_USE_RATES = {"demo": "2/hour", "import": "2/hour", "search": "2/min"}


def refusal(response):
    return (response.status_code, int(response["Retry-After"]) > 0, "Too many requests" in response.content.decode())


def test_demos_are_limited_by_address(client, catalogue, strict):
    for _ in range(2):
        assert client.post("/demo/").status_code == 302
        client.logout()
    response = client.post("/demo/")
    assert refusal(response) == (429, True, True)
    assert "demos from one address" in response.content.decode()
    assert User.objects.filter(is_demo=True).count() == 2
    assert client.post("/demo/", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_imports_are_limited_by_person(as_alice, as_bob, strict):
    for _ in range(2):
        assert as_alice.post("/accounts/import/", {}).status_code == 422
    assert refusal(as_alice.post("/accounts/import/", {})) == (429, True, True)
    assert as_alice.get("/accounts/import/").status_code == 200
    assert as_bob.post("/accounts/import/", {}).status_code == 422


def test_searches_are_limited_by_person(as_alice, as_bob, alice, strict):
    address = f"/accounts/{make_account(alice).pk}/search/?symbol=V"
    assert [as_alice.get(address).status_code for _ in range(3)] == [200, 200, 429]
    assert as_bob.get(address).status_code == 404


def test_a_limit_ends_with_its_time(as_alice, alice, strict):
    address = f"/accounts/{make_account(alice).pk}/search/?symbol=V"
    assert [as_alice.get(address).status_code for _ in range(3)] == [200, 200, 429]
    RequestCount.objects.update(ends_at=timezone.now())
    assert as_alice.get(address).status_code == 200
