"""Forms of an import: the file, the meaning of its columns, and the target of each account."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.currencies import CURRENCY_NAMES
from portfolios.fields.text import build_day_input, validate_past_day
from portfolios.fields.uploads import FilesInput, UploadsField
from portfolios.importers.columns import IDENTITY_FIELDS, ColumnMapping, find_preset
from portfolios.importers.headings import FIELD_LABELS
from portfolios.importers.values import NotationStyle
from portfolios.importing.file_accounts import find_file_accounts
from portfolios.importing.matching import name_new_account
from portfolios.importing.plan import NEW_ACCOUNT_PREFIX, SAME_ACCOUNT_PREFIX, SKIP_ACCOUNT
from portfolios.importing.steps import needs_currency
from portfolios.models import Account
from portfolios.models.imports import ImportDraft

SAMPLE_ROWS = 3
MAX_ACCOUNTS = 50
MAX_PASTED_CHARACTERS = 300_000


class ImportUploadForm(forms.Form):
    """Files, and a table pasted as text. When valid, `sent` holds them."""

    file = UploadsField(
        label="Files",
        required=False,
        allow_empty_file=True,
        max_length=200,
        help_text="CSV, Excel, OFX or QFX from your broker, or an export of Alex. Choose several at once if you like: "
        "positions and transactions of an account are checked against each other. A PDF statement needs a language "
        "model that you agreed to under Settings, Privacy. At most 10 MB a file, and 100,000 rows together.",
        widget=FilesInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.htm,.html,.ofx,.qfx,.json,.pdf,.gz", "data-compress": ""}
        ),
    )

    pasted = forms.CharField(
        label="Or paste a table",
        required=False,
        strip=False,
        max_length=MAX_PASTED_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="Copied from a spreadsheet or a page of your broker, with its headings.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        files, pasted = cleaned.get("file") or [], cleaned.get("pasted") or ""
        self.sent = [(file.name, file.read()) for file in files]
        if pasted.strip():
            self.sent.append(("pasted table", pasted.encode("utf-8", "replace")))
        if not self.sent and not self.errors:
            self.add_error("file", "Choose a file, or paste a table.")
        return cleaned


class ColumnsForm(forms.Form):
    """Columns, number and date format, and a target for each account that the file names.

    When valid, `mapping` and `targets` hold the answers.
    """

    decimal_comma = forms.ChoiceField(
        label="Number format", choices=[("no", "1,234.56"), ("yes", "1.234,56")], widget=forms.RadioSelect
    )
    day_first = forms.ChoiceField(
        label="Date format",
        choices=[("no", "2024-12-31 or 12/31/2024"), ("yes", "2024-12-31 or 31/12/2024")],
        widget=forms.RadioSelect,
    )
    currency = forms.ChoiceField(
        label="Amounts are in",
        choices=[("", "Choose…"), *((code, f"{name} ({code})") for code, name in CURRENCY_NAMES.items())],
        required=False,
        help_text="For amounts whose currency the file does not say.",
    )
    dated = forms.DateField(
        label="As-of date",
        required=False,
        widget=build_day_input(),
        help_text="For rows without a date of their own. Leave it empty if you do not know.",
    )

    def __init__(self, data: Any = None, *, draft: ImportDraft) -> None:
        known = draft.mapping
        style = {name: "yes" if getattr(known.style, name) else "no" for name in ("decimal_comma", "day_first")}
        super().__init__(data, initial={**style, "dated": known.dated, "currency": known.currency})
        self.draft, self.table = draft, draft.table
        self.mapping, self.targets = known, dict(draft.targets)
        self.preset = find_preset(self.table.header)
        field_by_column = {index: name for name, index in known.columns.items()}
        for index, heading in enumerate(self.table.header):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=heading or f"Column {index + 1}",
                choices=[("", "Leave out"), *FIELD_LABELS.items()],
                initial=field_by_column.get(index, ""),
                required=False,
            )
        self.is_certain = (self.table.is_exact or self.preset is not None) and not needs_currency(self.table, known)
        self._add_account_questions(list(draft.targets))

    def _add_account_questions(self, accounts: list[str]) -> None:
        """Add one question for each account. Accounts of newly chosen columns are asked for in the next round."""
        own = [(str(row.pk), row.name_with_number) for row in Account.objects.owned_by(self.draft.user)]
        beside = list(self._accounts_of_other_files())
        opened = [(f"{NEW_ACCOUNT_PREFIX}{kind}", label) for kind, label in ACCOUNT_KIND_LABELS.items()]
        self.account_names = {_account_field_name(name): name for name in sorted(accounts)[:MAX_ACCOUNTS]}
        for field, name in self.account_names.items():
            self.fields[field] = forms.ChoiceField(
                label=name or ("Rows without an account" if len(accounts) > 1 else "What is in the file belongs to"),
                choices=[
                    ("", "Choose…"),
                    *([("Accounts of your other files", beside)] if beside else []),
                    *([("Your accounts", own)] if own else []),
                    ("Open a new account", opened),
                    (SKIP_ACCOUNT, "Leave its rows out"),
                ],
                initial=self.targets.get(name, "") or (beside[0][0] if len(beside) == len(accounts) == 1 else ""),
            )

    def _accounts_of_other_files(self) -> Iterator[tuple[str, str]]:
        """Yield a choice for each account that an earlier file of the upload opens, or whose number may be the same."""
        for draft in ImportDraft.objects.of_import(self.draft).filter(number__lt=self.draft.number):
            for name, target in draft.targets.items():
                same = f"{SAME_ACCOUNT_PREFIX}{draft.number}:{name}"
                if target.startswith(NEW_ACCOUNT_PREFIX) or same in self.targets.values():
                    kind = ACCOUNT_KIND_LABELS.get(target.removeprefix(NEW_ACCOUNT_PREFIX), "Account")
                    verb = "new in" if target.startswith(NEW_ACCOUNT_PREFIX) else "as in"
                    yield same, f"{name or kind}, {verb} {draft.file_name}"

    @property
    def columns(self) -> list[tuple[Any, str]]:
        """Return each column's field with its first cells."""
        rows = self.table.rows[:SAMPLE_ROWS]
        return [
            (self[f"column_{index}"], " · ".join(row.cells[index] or "–" for row in rows if index < len(row.cells)))
            for index in range(len(self.table.header))
        ]

    @property
    def accounts(self) -> list[Any]:
        return [self[field] for field in self.account_names]

    def clean_dated(self) -> date | None:
        return validate_past_day(self.cleaned_data["dated"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        columns: dict[str, int] = {}
        for index in range(len(self.table.header)):
            name = cleaned.get(f"column_{index}")
            if name and name in columns:
                self.add_error(f"column_{index}", f"{FIELD_LABELS[name]} is chosen twice.")
            elif name:
                columns[name] = index
        if not columns.keys() & set(IDENTITY_FIELDS):
            self.add_error(None, "Choose the column that holds the symbol.")
        if not columns.keys() & {"quantity", "value", "cash_balance"}:
            self.add_error(None, "Choose the column that holds the quantity.")
        if not self.errors.get("__all__"):
            style = NotationStyle(cleaned.get("decimal_comma") == "yes", cleaned.get("day_first") == "yes")
            currency, names = cleaned.get("currency", ""), self.draft.mapping.names
            self.mapping = ColumnMapping(columns, style, cleaned.get("dated"), currency, names)
            if not currency and needs_currency(self.table, self.mapping):
                self.add_error("currency", "Choose the currency. Nothing in the file says it.")
            self._check_accounts(cleaned)
        return cleaned

    def _check_accounts(self, cleaned: dict[str, Any]) -> None:
        named = find_file_accounts(self.table, self.mapping)
        if len(named) > MAX_ACCOUNTS:
            self.add_error(
                None, f"There are more than {MAX_ACCOUNTS} accounts in that column. Check that it holds the account."
            )
            return
        if missing := [name for name in named if _account_field_name(name) not in self.account_names]:
            self.targets = {**dict.fromkeys(named, ""), **{k: v for k, v in self.targets.items() if k in named}}
            if self.draft.account_id is not None and missing == [""]:
                self.targets[""] = str(self.draft.account_id)
            self._add_account_questions(list(named))
            self.add_error(None, "Choose where these accounts go.")
            return
        self.targets = {name: cleaned.get(_account_field_name(name), "") for name in named}
        own = {name.lower() for name in Account.objects.owned_by(self.draft.user).values_list("name", flat=True)}
        for name, target in self.targets.items():
            is_new = target.startswith(NEW_ACCOUNT_PREFIX)
            if is_new and name and not name_new_account(name, named[name], self.draft.user, own):
                self.add_error(_account_field_name(name), f"You already have an account called “{name}”.")


def _account_field_name(account: str) -> str:
    return f"account_{hashlib.sha256(account.encode()).hexdigest()[:12]}"
