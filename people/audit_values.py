"""What an audit event says about values: field by field, before and after, as short text."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

MAX_TEXT_LENGTH = 500


class Change(BaseModel):
    """Empty text is an empty field."""

    model_config = ConfigDict(frozen=True)

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return self.field.replace("_", " ")


def diff_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs. A row that was added, or is gone, has no values on that side."""
    pairs = {name: (before.get(name), after.get(name)) for name in {**before, **after}}
    found = [
        Change(field=name, before=format_value(old), after=format_value(new))
        for name, (old, new) in pairs.items()
        if old != new
    ]
    return [change for change in found if change.before != change.after]


def format_value(value: Any) -> str:
    shown = _format_full(value)
    return shown if len(shown) <= MAX_TEXT_LENGTH else f"{shown[: MAX_TEXT_LENGTH - 1]}…"


def _format_full(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_format_full(part)}" for key, part in sorted(value.items()))
    return str(value)
