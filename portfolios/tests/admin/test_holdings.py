"""Holdings in the admin: staff with permission can view them, nobody can change them, each view is recorded."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from people.models import AuditEvent
from portfolios.household.inputs import HouseholdInputs
from portfolios.models import Account, IncomeStream, PortfolioValue, Position, Profile
from portfolios.tests.conftest import fill
from portfolios.tests.support.staff import address_of, helper_with, list_of
from portfolios.valuation.growth import RecordedHoldings

MODELS = [Account, Position, Profile, IncomeStream, PortfolioValue]
NAMES = [model._meta.model_name for model in MODELS]


@pytest.fixture
def rows(alice, alices_position, alices_income):
    value, _ = PortfolioValue.objects.get_or_create(
        user=alice, date=date(2026, 1, 2), defaults={"total": 100, "holdings": RecordedHoldings()}
    )
    holdings = [alices_position.account, alices_position, alice.profile, alices_income, value]
    return {row._meta.model_name: row for row in holdings}


def stored_values():
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


@pytest.mark.parametrize("name", NAMES)
def test_even_a_superuser_changes_no_holdings(as_sam, rows, name):
    before, row = stored_values(), rows[name]
    assert as_sam.get(reverse(f"admin:portfolios_{name}_add")).status_code == 403
    assert as_sam.post(reverse(f"admin:portfolios_{name}_add"), {}).status_code == 403
    assert as_sam.post(address_of(row), {"name": "x", "quantity": "1"}).status_code == 403
    assert as_sam.post(address_of(row, "delete"), {"post": "yes"}).status_code == 403
    as_sam.post(list_of(name), {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"})
    assert stored_values() == before


@pytest.mark.parametrize("name", NAMES)
def test_holding_pages_are_read_only(as_sam, rows, name):
    page = as_sam.get(address_of(rows[name])).content.decode()
    assert 'name="_save"' not in page
    assert "<select" not in page.split('id="content-main"')[1]


@pytest.mark.parametrize("name", NAMES)
def test_holdings_need_a_view_permission(rows, name):
    client = helper_with("view_instrument")
    index = client.get(reverse("admin:index")).content.decode()
    assert list_of("instrument") in index and list_of(name) not in index
    pages = [list_of(name), address_of(rows[name]), address_of(rows[name], "history")]
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_change_permission_allows_no_change(rows, name):
    client, before = helper_with(f"view_{name}", f"change_{name}", f"add_{name}", f"delete_{name}"), stored_values()
    assert client.post(address_of(rows[name]), {}).status_code == 403
    assert client.get(reverse(f"admin:portfolios_{name}_add")).status_code == 403
    assert stored_values() == before


@pytest.mark.parametrize("name", NAMES)
def test_each_view_is_recorded_without_user_data(rows, name):
    client = helper_with(f"view_{name}")
    client.get(list_of(name), {"q": "alice@example.com"})
    client.get(list_of(name))
    client.get(address_of(rows[name]))
    client.get(address_of(rows[name], "history"))
    events = AuditEvent.objects.order_by("pk")
    assert {(event.user.email, event.action) for event in events} == {("helper@example.com", "viewed_holdings")}
    pk = str(rows[name].pk)
    expected = [("", "list, searched"), ("", "list"), (pk, "row"), (pk, "history")]
    assert [(event.object_id, event.details) for event in events if event.object_type == name] == expected


def test_viewing_a_missing_row_records_nothing(as_sam, db):
    assert as_sam.get(reverse("admin:portfolios_account_change", args=[0])).status_code == 302
    assert not AuditEvent.objects.exists()


def test_an_account_links_to_its_positions(as_sam, rows):
    page = as_sam.get(address_of(rows["account"])).content.decode()
    link = f"{list_of('position')}?account__id__exact={rows['account'].pk}"
    assert link in page
    assert as_sam.get(link).context["cl"].result_count == 1


def test_the_owner_cannot_open_the_admin(as_alice, rows):
    for name, row in rows.items():
        assert as_alice.get(list_of(name)).status_code == 302
        assert as_alice.get(address_of(row)).status_code == 302


def test_all_user_tables_use_the_audited_admin():
    """This covers tables that are added to the admin later, too."""
    from people.staff.admin_base import AuditedReadOnlyAdmin, ReadOnlyAdminMixin

    registered = {model for model in admin.site._registry if model._meta.app_label in ("portfolios", "analysis")}
    user_models = {model for model in registered if any(field.name == "user" for field in model._meta.fields)}
    assert {model.__name__ for model in user_models} >= {"Account", "Position", "Job"}
    assert all(isinstance(admin.site._registry[model], AuditedReadOnlyAdmin) for model in user_models)
    assert issubclass(AuditedReadOnlyAdmin, ReadOnlyAdminMixin)


@pytest.mark.parametrize("name", NAMES)
def test_lists_of_holdings_need_few_queries(as_sam, alice, rows, name, django_assert_max_num_queries):
    fill(alice, accounts=5, positions=50)
    with django_assert_max_num_queries(16):
        as_sam.get(list_of(name))


def test_a_profile_lists_unconfirmed_fields(as_sam, alice):
    Profile.objects.filter(user=alice).update(confirmed=["plan_to_age", "region_targets", "asset_class_targets"])
    for page in (list_of("profile"), address_of(alice.profile)):
        assert "years until retirement, annual contribution, birth year" in as_sam.get(page).content.decode()


def test_a_profile_shows_the_entered_household(as_sam, alice):
    assert "household as entered" in as_sam.get(address_of(alice.profile)).content.decode().lower()
    household = HouseholdInputs.model_validate(
        {"state_rate": "0.05", "has_partner": True, "partner": {"birth_year": 1980}}
    )
    Profile.objects.filter(user=alice).update(household=household)
    page = as_sam.get(address_of(alice.profile)).content.decode()
    assert "state rate: 0.05" in page and "partner, birth year: 1980" in page
