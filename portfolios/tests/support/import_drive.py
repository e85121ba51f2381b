"""Drive a file through the pages of an import as a new person would, and describe what came of it.

Used by the tests of the import cases and by bench/imports.py.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from portfolios.importers.columns import find_preset
from portfolios.models import Account, ImportDraft, Position

CENT = Decimal("0.01")
DEFAULT_KIND = "new:taxable"
"""What a new person answers for an account whose type Alex cannot guess."""


@dataclass
class Outcome:
    """What an import gave. accounts: by name, with cash, positions by symbol and total, at the file's prices.

    values: by account and symbol. message: why the file is refused, empty if it is not. choices: what the person had to
    answer.
    """

    name: str
    recognized: str = ""
    message: str = ""
    choices: list[str] = field(default_factory=list)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    values: dict[tuple[str, str], Decimal | None] = field(default_factory=dict)
    file_total: Decimal | None = None
    given_total: Decimal | None = None

    @property
    def total(self) -> Decimal:
        return sum((one["total"] for one in self.accounts.values()), Decimal(0)).quantize(CENT)

    @property
    def was_imported(self) -> bool:
        return bool(self.accounts)


def drive(client: Client, user: Any, name: str, data: bytes, account: Account | None = None) -> Outcome:
    """Upload a file, answer what is asked, and apply the import. Return what is stored for the new person."""
    outcome = Outcome(name)
    before = dict(Account.objects.owned_by(user).values_list("pk", "cash_balance"))
    address = f"/accounts/{account.pk}/import/" if account else "/accounts/import/"
    response = client.post(address, {"file": SimpleUploadedFile(name, data)})
    if response.status_code != 302:
        outcome.message = _read_errors(response)
        return outcome
    draft = ImportDraft.objects.get(user=user)
    preset = find_preset(draft.table.header)
    outcome.recognized = preset.name if preset else str(draft.table.computed or draft.table.written)
    if "/columns/" in response["Location"] and not _answer_columns(client, draft, outcome):
        return outcome
    _apply(client, draft, outcome)
    _describe(user, before, outcome)
    ImportDraft.objects.filter(user=user).delete()
    return outcome


def _answer_columns(client: Client, draft: ImportDraft, outcome: Outcome) -> bool:
    """Answer the page of columns with its suggestions. Return whether the page accepted them."""
    address = f"/accounts/import/{draft.pk}/columns/"
    form = client.get(address).context["form"]
    outcome.choices += [] if form.is_certain else ["confirm the columns"]
    for _ in range(2):
        answers = {name: form[name].value() or "" for name in form.fields}
        for bound in form.accounts:
            if not answers[bound.name]:
                answers[bound.name] = DEFAULT_KIND
                outcome.choices.append(f"account {bound.label}")
        if "currency" in form.errors:
            answers["currency"] = "USD"
            outcome.choices.append("currency")
        response = client.post(address, answers)
        if response.status_code == 302:
            return True
        form = response.context["form"]
    outcome.message = _read_errors(response)
    return False


def _apply(client: Client, draft: ImportDraft, outcome: Outcome) -> None:
    address = f"/accounts/import/{draft.pk}/check/"
    page = client.get(address)
    if page.status_code == 302:
        outcome.message = "The accounts are not clear."
        return
    if (names := page.context["names"]).texts:
        outcome.choices.append("names for rows without a symbol")
        client.post(address, {**{name: field.initial for name, field in names.fields.items()}, "names": "save"})
        page = client.get(address)
    plan = page.context["plan"]
    for change in plan.changes:
        if change.outcome in {"refused", "left_out"}:
            target = outcome.refused if change.outcome == "refused" else outcome.left_out
            target.append((change.what, "; ".join(change.notes)))
        else:
            outcome.values[change.account, change.what] = change.value
    outcome.given_total, outcome.file_total = plan.money.total, plan.money.in_file
    if plan.money.differing or draft.table.is_computed:
        outcome.choices.append("accept the difference")
    done = client.post(address, {"digest": plan.digest, "accept_difference": "on"})
    if done.status_code != 302:
        outcome.message = _read_errors(done)


def _describe(user: Any, before: dict[Any, Decimal], outcome: Outcome) -> None:
    for account in Account.objects.owned_by(user):
        rows = Position.objects.owned_by(user).filter(account=account).select_related("instrument")
        positions = {
            row.instrument.symbol: {
                "quantity": row.quantity,
                "value": outcome.values.get((account.name, row.instrument.symbol)),
                "cost": row.cost_basis,
            }
            for row in rows
        }
        if account.pk in before and not positions and account.cash_balance == before[account.pk]:
            continue
        values = (one["value"] or Decimal(0) for one in positions.values())
        total = account.cash_balance + sum(values, Decimal(0))
        outcome.accounts[account.name] = {
            "kind": account.kind, "cash": account.cash_balance, "positions": positions, "total": total
        }  # fmt: skip


def _read_errors(response: Any) -> str:
    """Return the messages of a page in plain text."""
    forms = [response.context[name] for name in ("form", "names") if response.context and name in response.context]
    found = [message for form in forms for messages in form.errors.values() for message in messages]
    refusal = response.context.get("refusal", "") if response.context else ""
    return " ".join(filter(None, (unescape(strip_tags(text)) for text in (*found, refusal))))
