import pytest
from playwright.sync_api import expect
from portfolios.models import IncomeStream
from portfolios.tests.conftest import make_income
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
@pytest.mark.parametrize("visitor", ["desktop","phone"], indirect=True)
def test_shots(visitor, jordan, request):
    n = request.node.callspec.params["visitor"]
    v = visitor; v.sign_in(jordan); p = v.page
    def shot(what, full=False):
        assert not v.too_wide(), what
        print(what, n, v.barriers())
        if full: p.screenshot(path=f"/tmp/h6-shots/{n}-{what}.png", full_page=True)
        else: p.locator("#income").screenshot(path=f"/tmp/h6-shots/{n}-{what}.png")
    make_income(jordan, name="Pension of the employer I worked at for the longest time, paid monthly by ACME", amount="999999999.99", start_age=62, end_age=120, cola="0.6")
    v.open("/dashboard/"); v.drawn()
    shot("page", True)
    shot("list")
    p.locator("#profile").screenshot(path=f"/tmp/h6-shots/{n}-profile.png")
    p.get_by_role("link", name="Edit Social Security").click()
    p.locator("tr.editing").get_by_label("To age").fill("12")
    p.locator("tr.editing").get_by_role("button", name="Save").click()
    expect(p.locator("tr.editing")).to_contain_text("from 18 to 120")
    p.locator("#add-income").get_by_role("button").click()
    expect(p.locator("#add-income")).to_contain_text("required")
    shot("errors")
    IncomeStream.objects.all().delete()
    v.open("/dashboard/"); v.drawn()
    shot("empty")
    p.locator("#health").screenshot(path=f"/tmp/h6-shots/{n}-health.png")
    s = make_income(jordan)
    v.open(f"/dashboard/income/{s.pk}/delete/")
    shot("delete", True)
    v.open("/dashboard/")
    p.get_by_role("link", name="Delete Social Security").click()
    p.screenshot(path=f"/tmp/h6-shots/{n}-confirm.png")
    assert v.complaints == []
