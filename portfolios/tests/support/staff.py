"""Build admin form data, and staff users with limited permissions."""

from django.contrib.auth.models import Permission
from django.urls import reverse

from people.models import User
from people.tests.support.cast import PASSWORD, signed_in
from portfolios.models import Instrument

SPLITS = ("allocation_asset_class", "allocation_regions", "allocation_sectors", "return_mix")


def address_of(row, page="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def list_of(model):
    return reverse(f"admin:portfolios_{model}_changelist")


def split_inputs(field, split):
    """Return the inputs of a split as a browser sends them, empty ones included."""
    keys = Instrument._meta.get_field(field).vocabulary
    return {f"{field}_{key}": str((split or {}).get(key, "")) for key in keys}


def form_data_for(instrument, *, splits=None, **changes):
    """Return the data of the whole form, with these changes."""
    fields = {
        "symbol": instrument.symbol, "name": instrument.name, "instrument_type": instrument.instrument_type,
        "currency": instrument.currency, "owner": "", "current_price": "500",
        "priced_at_0": "2024-06-28", "priced_at_1": "20:00:00",
        "price_source": "sample", "expense_ratio": "0.0009", "exposure_group": instrument.exposure_group,
        "rationale": "", "confidence": "", "provenance": "issuer", "as_of": "2025",
    }  # fmt: skip
    for name in SPLITS:
        fields |= split_inputs(name, (splits or {}).get(name, getattr(instrument, name)))
    return {**fields, **changes}


def helper_with(*permissions):
    """Return a client of a staff user with only these permissions, such as view_account."""
    helper = User.objects.create_user("helper@example.com", PASSWORD, is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    assert helper.user_permissions.count() == len(permissions)
    return signed_in(helper)
