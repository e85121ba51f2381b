"""Print what the import makes of a folder of files: `python bench/imports.py [FOLDER] [--json] [--large]`.

Each file goes through upload, columns, check and apply as a new person would. FOLDER is any folder of files; without
one, the import cases of the tests, each with its verdict: right, refused clearly or wrong. --large measures 100,000
rows as CSV and as an Excel workbook. It uses a database of its own and drops it at the end.
"""

import argparse
import io
import json
import os
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from people.models import User
from people.tests.support import arranging
from portfolios.importers.readers.sandbox import read_untrusted
from portfolios.models import Account
from portfolios.tests.support.import_cases import CASES, FOLDER, MINE, OPENS_ACCOUNTS, list_faults
from portfolios.tests.support.import_drive import Outcome, drive
from portfolios.tests.support.seeded_catalogue import lay_catalogue

ROWS = 100_000


def import_file(path: Path, number: int) -> Outcome:
    """Import one file as a person who has one empty account."""
    user = User.objects.create_user(f"person{number}@example.com")
    account = Account.objects.create(user=user, name=MINE, kind="taxable")
    client = Client()
    client.force_login(user)
    target = None if path.name[:2] in OPENS_ACCOUNTS else account
    return drive(client, user, path.name, path.read_bytes(), target)


def judge(outcome: Outcome) -> str:
    """Return the verdict on an import case; nothing for a file whose right result is not known."""
    case = CASES.get(outcome.name)
    if case is None:
        return ""
    if faults := list_faults(case, outcome):
        return f"wrong: {'; '.join(faults)}"
    return "right" if case.accounts else "refused clearly"


def describe(outcome: Outcome, verdict: str) -> None:
    print(f"{outcome.name}: {verdict}" if verdict else outcome.name)
    print(f"  recognized as {outcome.recognized or 'nothing'}; choices: {', '.join(outcome.choices) or 'none'}")
    if outcome.message:
        print(f"  {outcome.message}")
    for name, one in outcome.accounts.items():
        print(f"  {name} ({one['kind']}): {one['total']:,.2f}, of which cash {one['cash']:,.2f}")
        for symbol, row in one["positions"].items():
            print(f"    {symbol} {row['quantity'].normalize():f} worth {row['value']}, cost {row['cost']}")
    if outcome.given_total is not None:
        print(f"  the file says {outcome.file_total:,.2f}, this gives {outcome.given_total:,.2f}")
    for kind, rows in (("refused", outcome.refused), ("left out", outcome.left_out)):
        for what, why in rows:
            print(f"  {kind}: {what or 'a row'}: {why}")


def measure_large() -> None:
    """Print seconds and memory for a file of 100,000 rows as CSV and as a workbook."""
    from openpyxl import Workbook

    rows = [["Symbol", "Quantity", "Price ($)", "Value ($)"], *([f"S{n}", n + 1, 2, 2 * n + 2] for n in range(ROWS))]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    for kind, data in (
        ("CSV", "\n".join(",".join(map(str, row)) for row in rows).encode()),
        ("XLSX", packed.getvalue()),
    ):
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        table = read_untrusted(data)
        seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(
            f"{kind}: {len(table.rows):,} rows of {len(data) / 1e6:.1f} MB in {seconds:.1f} s, "
            f"{processor:.1f} s of CPU in the reader, at most {after.ru_maxrss / 1024:,.0f} MB"
        )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    setup_test_environment()
    lay_catalogue()
    files = [path for path in sorted(options.folder.iterdir()) if path.is_file() and path.name != "README.md"]
    outcomes = [import_file(path, number) for number, path in enumerate(files)]
    verdicts = [judge(outcome) for outcome in outcomes]
    if options.json:
        shown = [
            {**asdict(one), "values": None, "verdict": verdict} for one, verdict in zip(outcomes, verdicts, strict=True)
        ]
        print(json.dumps(shown, indent=1, default=str))
    else:
        for outcome, verdict in zip(outcomes, verdicts, strict=True):
            describe(outcome, verdict)
    wrong = sum(verdict.startswith("wrong") for verdict in verdicts)
    known = [verdict for verdict in verdicts if verdict]
    if known and not options.json:
        choices = sum(len(outcome.choices) for outcome in outcomes)
        right, clear = known.count("right"), known.count("refused clearly")
        print(f"{len(known)} cases: right {right}, refused clearly {clear}, wrong {wrong}; {choices} choices in all")
    if options.large:
        measure_large()
    return 1 if wrong else 0


if __name__ == "__main__":
    arranging.install()
    connection.settings_dict["TEST"]["NAME"] = "bench_imports"
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        code = main()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    sys.exit(code)
