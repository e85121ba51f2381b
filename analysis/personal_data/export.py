"""Export everything that Alex stores about a person, as a zip archive that a worker builds."""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from analysis import events
from analysis.personal_data.tables import NOT_EXPORTED, owned_tables
from people import acting_as
from people.audit import record_event
from people.models import DataExport, User
from portfolios.importers.readers.alex_export import format_csv, format_json
from portfolios.importers.values import escape_formula
from portfolios.pages.export_rows import load_export_rows

LIFETIME = timedelta(hours=24)
TASK = "analysis.personal_data.export.build_export"
README = """This archive has everything that Alex stores about {email}, as of {now:%B %d, %Y, %H:%M} UTC.

portfolio.csv and portfolio.json: your accounts and positions. Alex can import both.
json/ and csv/: one file for each table, with the same rows. Values that are lists or objects are JSON in the CSV files.

Left out: your password, which is stored only as a digest, and other secrets, such as API keys and codes.
"""


def request_export(*, user: User) -> DataExport:
    """Replace the person's export by a new one, which a worker builds. Call it in a transaction of this person."""
    from django_q.tasks import async_task

    DataExport.objects.filter(user=user).delete()
    export = DataExport.objects.create(user=user, expires_at=timezone.now() + LIFETIME)
    record_event(events.EXPORT_REQUESTED, by=user)
    transaction.on_commit(lambda: async_task(TASK, str(export.pk), str(user.pk), ack_failure=True), robust=True)
    return export


def build_export(export_id: str, user_id: str) -> str:
    """Build a requested export. Return a line for the queue's log. Safe to repeat."""
    with acting_as(user_id):
        user = User.objects.filter(pk=user_id).first()
        export = DataExport.objects.select_for_update().filter(pk=UUID(export_id), user=user).first() if user else None
        if user is None or export is None or export.is_ready:
            return "nothing to do: the export exists, or was replaced or deleted"
        now = timezone.now()
        with tempfile.SpooledTemporaryFile(max_size=8_000_000) as file:
            write_archive(file, user, now=now)
            size = file.tell()
            file.seek(0)
            export.content, export.size, export.expires_at = file.read(), size, now + LIFETIME
        export.save(update_fields=["content", "size", "expires_at", "updated_at"])
        return f"exported {size} bytes"


def record_download(export: DataExport) -> None:
    record_event(events.EXPORT_DOWNLOADED, by=export.user_id)


def write_archive(file: IO[bytes], user: User, *, now: datetime) -> None:
    """Write the archive of a person. Run it inside `acting_as` of this person."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(email=user.email, now=now))
        rows = list(load_export_rows(user))
        archive.writestr("portfolio.csv", f"\ufeff{format_csv(rows)}")
        archive.writestr("portfolio.json", format_json(rows, exported_at=now.isoformat(timespec="seconds")))
        for table in owned_tables():
            if table.label not in NOT_EXPORTED:
                values = list(table.load_values(user))
                archive.writestr(f"json/{table.file_name}.json", to_json(values))
                archive.writestr(f"csv/{table.file_name}.csv", to_csv(table.export_columns(), values))


def to_json(value: Any) -> str:
    """Return JSON. Amounts are strings, so that no digit is lost."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def to_csv(columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> str:
    """Return CSV with a byte order mark. Text that a spreadsheet would run as a formula is escaped."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_to_cell(value) for value in row.values()] for row in rows)
    return f"\ufeff{out.getvalue()}"


def _to_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return to_json(value)
    return escape_formula(value) if isinstance(value, str) else str(value)
