"""Run the project with one more account kind, and print as JSON where the kind appears."""

import json
import os
import sys
import types
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import django

LIST_START = "ACCOUNT_KINDS = (\n"
NEW_LINE = (
    'AccountKind("solo_401k", "Solo 401(k)", "tax_advantaged", is_shelter=True, counts_for_retirement=False,'
    ' aliases=("One-participant 401k",)),\n'
)


def add_kind() -> None:
    """Import account_kinds.py with the new line, before anything else imports it."""
    path = Path(__file__).parents[2] / "account_kinds.py"
    source = path.read_text()
    assert source.count(LIST_START) == 1
    edited = types.ModuleType("portfolios.account_kinds")
    sys.modules["portfolios.account_kinds"] = edited
    exec(compile(source.replace(LIST_START, LIST_START + NEW_LINE), str(path), "exec"), edited.__dict__)


def find_kind_everywhere() -> dict[str, Any]:
    from portfolios.api.serializers import AccountSerializer
    from portfolios.forms.accounts import AccountForm
    from portfolios.importers.recognition.kinds import parse_account_kind
    from portfolios.models import Account
    from portfolios.risk.tax_location import find_tax_location_hints
    from portfolios.taxonomy import label
    from portfolios.tests.support.sample_portfolios import owned
    from portfolios.valuation.snapshot import AccountValue

    portfolio = owned(("taxable", 0, {"BND": 100}), ("solo_401k", 0, {}))
    return {
        "database": [key for key, _ in Account._meta.get_field("kind").choices],
        "form": [key for key, _ in AccountForm.base_fields["kind"].choices],
        "serializer": list(AccountSerializer().fields["account_type"].choices),
        "importer": [parse_account_kind(name) for name in ("Solo 401(k)", "solo_401k", "ONE PARTICIPANT 401k")],
        "label": label("solo_401k"),
        "snapshot": AccountValue(id=UUID(int=1), name="A", kind="solo_401k").tax_advantaged,
        "hints": [hint.instrument.symbol for hint in find_tax_location_hints(portfolio)],
        "counts": plan_new_account().counts_for_retirement,
        "migration": describe_missing_migrations(),
    }


def plan_new_account() -> Any:
    from people.models import User
    from portfolios.importers.rows import ImportLine
    from portfolios.importing import planner as planning
    from portfolios.importing.plan import FileLines, ImportedFile
    from portfolios.valuation.base_currency import BaseCurrency

    planning.load_base_currency = lambda _: BaseCurrency(code="USD", rate=None)  # there is no database here
    planner = planning.ImportPlanner(User(), {}, today=date(2026, 1, 1))
    lines = [ImportLine(1, account="Mine", cash=Decimal(1))]
    file = FileLines(ImportedFile(UUID(int=1), "mine.csv"), lines, {"Mine": "new:solo_401k:Mine"})
    return planner.build_plan([file], ()).new_accounts[0]


def describe_missing_migrations() -> list[str]:
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    migrations = [one for changes in detector.changes(graph=loader.graph).values() for one in changes]
    return [operation.describe() for migration in migrations for operation in migration.operations]


if __name__ == "__main__":
    add_kind()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    django.setup()
    sys.stdout.write(json.dumps(find_kind_everywhere()) + "\n")
