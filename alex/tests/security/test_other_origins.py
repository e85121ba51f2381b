"""A page of another origin can neither read the API nor send a preflight request."""

import pytest

from alex.tests.support.everything import everything_of
from alex.tests.support.routes import address, client_of, routes

pytestmark = pytest.mark.slow

ELSEWHERE = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST",
             "Access-Control-Request-Headers": "authorization"}  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_no_other_origin_is_allowed_anywhere(alice, catalogue, method):
    rows = everything_of(alice, lambda field: field)
    owner = client_of(alice)
    for path in routes():
        if path.startswith(("api/", "_allauth/")):
            response = owner.generic(method, address(path, rows), headers=ELSEWHERE)
            assert not [name for name in response.headers if name.lower().startswith("access-control-")], path
