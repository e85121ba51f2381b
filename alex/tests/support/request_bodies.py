"""Valid request bodies for each URL that takes one."""

from alex.tests.support.routes import file
from portfolios.importing.steps import plan_import

ACCOUNT = {"name": "Second", "kind": "roth_ira", "purpose": "", "cash_balance": "12.50", "cash_interest": "4"}
POSITION = {"quantity": "3", "cost_basis": "30", "as_of_date": "2024-01-02"}
INCOME = {"name": "Pension", "amount": "9000", "start_age": "67", "end_age": "", "cola": "100"}
PROFILE = {
    "display_name": "A", "birth_year": "", "retirement_age": "", "years_until_retirement": "20", "plan_to_age": "95",
    "target_retirement_income": "84000", "annual_contribution": "24000", "contribution_growth": "1.5",
    "asset_class_targets_equity": "60", "asset_class_targets_fixed_income": "40",
    "region_targets_north_america": "70", "region_targets_international": "30", "version": "1",
}  # fmt: skip
API_ACCOUNT = {"account_name": "Second", "account_type": "roth_ira", "cash_balance": "12.50"}

API_IMPORT = {"files": [{"name": "a.csv", "content": "Symbol,Quantity\nVTI,1\n"}]}


def bodies(rows):
    """Return the bodies by method and path. Other requests are sent without one."""
    return {**_forms(rows), **_api(rows)}


def _forms(rows):
    columns = {"decimal_comma": "no", "day_first": "no", "dated": "", "column_0": "symbol", "column_1": "quantity",
               f"account_{'e3b0c44298fc'}": str(rows["account"].pk)}  # fmt: skip
    instrument = {"name": "Zebra", "instrument_type": "stock", "price": "2.5", "priced_on": "2024-01-02"}
    forms = {
        "accounts/add/": ACCOUNT,
        "accounts/*/edit/": {**ACCOUNT, "version": "1"},
        "accounts/*/positions/": {**POSITION, "symbol": "VTI"},
        "positions/*/edit/": {**POSITION, "version": "1"},
        "instruments/*/": instrument,
        "analyses/*/decide/": {
            "action": rows["decided"].report_payload.document.actions[0].id,
            "choice": "later",
            "page": "dashboard",
        },
        "settings/keys/add/": {"name": "My assistant", "days": "90"},
        "settings/privacy/": {"purpose": "models", "choice": "decline"},
        "instruments/*/classify/": {"allocation_asset_class_equity": "60", "allocation_asset_class_cash": "40"},
        "instruments/*/confirm/": {"seen": rows["instrument"].updated_at.isoformat()},
        "welcome/you/": {"birth_year": "1980", "retirement_age": "66", "plan_to_age": "95"},
        "welcome/goal/": {"target_retirement_income": "60000", "annual_contribution": "1000"},
        "settings/plan/": PROFILE,
        "settings/plan/confirm/": {"version": "1", "assumed": "plan_to_age"},
        "settings/plan/income/": INCOME,
        "settings/plan/income/*/edit/": INCOME,
        "accounts/import/*/columns/": columns,
        "accounts/import/*/check/": {"digest": plan_import(draft=rows["draft"]).digest},
        "rates/base/": {"code": "EUR", "amounts": "keep"},
        "settings/notifications/": {"every": "week", "mails": "on"},
        "prices/import/": {"prices": "NVDA,3"},
        "analyses/*/compare/": {"with": str(rows["earlier"].pk)},
        "analyses/*/ask/": {"question": "What am I worth?"},
        "scenarios/*/rename/": {"name": "Work longer"},
        "accounts/import/": lambda: {"file": file()},
        "accounts/*/import/": lambda: {"file": file()},
    }
    return {("POST", path): body for path, body in forms.items()}


def _api(rows):
    account_id = str(rows["account"].pk)
    position = {"account_id": account_id, "symbol": "VTI", "quantity": "3"}
    held_position = {**position, "symbol": rows["instrument"].symbol, "version": 1}
    return {
        ("PUT", "api/schedule"): {"every": "week"},
        ("PUT", "api/user"): {"display_name": "A", "version": 1},
        ("POST", "api/imports"): {**API_IMPORT, "account_id": account_id},
        ("POST", "api/imports/*/apply"): {"digest": plan_import(draft=rows["draft"]).digest},
        ("POST", "api/accounts"): API_ACCOUNT,
        ("PUT", "api/accounts/*"): {**API_ACCOUNT, "version": 1},
        ("PATCH", "api/accounts/*"): {"cash_balance": "1", "version": 1},
        ("POST", "api/positions"): position,
        ("PUT", "api/positions/*"): held_position,
        ("POST", "api/jobs/*/comparisons"): {"other": str(rows["earlier"].pk)},
        ("POST", "api/jobs/*/questions"): {"question": "What am I worth?"},
        ("PATCH", "api/positions/*"): {"quantity": "1", "version": 1},
    }
