import pytest
from playwright.sync_api import expect
from portfolios.tests.conftest import make_income
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
@pytest.mark.parametrize("visitor", ["desktop","phone"], indirect=True)
def test_shots(visitor, jordan, request):
    n = request.node.callspec.params["visitor"]
    v = visitor; v.sign_in(jordan); p = v.page
    s = make_income(jordan, name="W" * 80, amount="999999999.99", start_age=62, end_age=120, cola="0.6")
    v.open("/dashboard/"); v.drawn()
    print(n, "page wide", v.too_wide())
    p.locator("#income").screenshot(path=f"/tmp/h6-shots/{n}-wide.png")
    p.get_by_role("link", name="Delete WWW").click()
    p.screenshot(path=f"/tmp/h6-shots/{n}-wide-confirm.png")
    v.open(f"/dashboard/income/{s.pk}/delete/")
    print(n, "delete wide", v.too_wide())
    p.screenshot(path=f"/tmp/h6-shots/{n}-wide-delete.png")
