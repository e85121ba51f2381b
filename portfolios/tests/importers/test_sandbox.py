"""Files are read in a separate process, so a hostile file cannot stop the pages."""

import json
import logging
import os
import sys

import pytest

from portfolios.importers.readers import sandbox
from portfolios.importers.readers.formats import read_file
from portfolios.importers.readers.sandbox import BUSY_MESSAGE, STOPPED_MESSAGE, read_untrusted
from portfolios.importers.table import FileUnreadable
from portfolios.models import Position
from portfolios.tests.support.import_files import content
from portfolios.tests.support.import_pages import apply, confirm, send
from portfolios.tests.support.slow_files import REFUSED_FILES

pytestmark = pytest.mark.processes

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits of Linux")
CHILD = "from portfolios.importers.readers import sandbox_child as child; "
LONG_TEXT = "x" * 5_001
TABLE = {"header": ["Symbol"], "header_line": 1, "rows": [], "left_out": [], "dated": None, "written": "CSV"}


@pytest.fixture
def replace_reader(monkeypatch):
    """Return a function that replaces the code of the reader process."""
    return lambda code: monkeypatch.setattr(sandbox, "PROGRAM", ("-c", code))


def print_answer(answer):
    return f"print({json.dumps(answer)!r})"


@pytest.mark.parametrize("name", ["fidelity_positions.csv", "french_tabs_latin1.tsv", "brokerage.ofx", "bank.qfx"])
def test_a_table_comes_back_unchanged(name):
    assert read_untrusted(content(name)) == read_file(content(name))


def test_the_message_of_a_refusal_comes_back():
    with pytest.raises(FileUnreadable, match="This PDF cannot be read"):
        read_untrusted(b"%PDF-1.7")


@pytest.mark.parametrize("name", ["nested tags", "one long remark", "an OFX header of spaces"])
def test_hostile_files_do_not_stop_pages(as_alice, alices_account, vti, name):
    data, message = REFUSED_FILES[name]
    response = send(as_alice, alices_account, data, "positions.ofx")
    assert response.status_code == 422
    assert message in response.content.decode()
    send(as_alice, alices_account, b"Symbol,Quantity\nVTI,12\n")
    confirm(as_alice)
    apply(as_alice)
    assert Position.objects.get().quantity == 12


FAILURES = {
    "aborts": "import os; os.abort()",
    "is killed": "import os, signal; os.kill(os.getpid(), 9)",
    "reads foreign memory": "import ctypes; ctypes.string_at(0)",
    "exits": "raise SystemExit(3)",
    "prints nothing": "",
    "prints nonsense": "print('[1, 2')",
    "answers with a wrong type": print_answer({"table": {"header": 5}}),
    "answers with an extra key": print_answer({"table": TABLE, "more": 1}),
    "answers without a table": print_answer({}),
    "answers with too wide a table": print_answer({"table": {**TABLE, "header": [""] * 201}}),
    "answers with too long a cell": print_answer({"table": {**TABLE, "rows": [{"line": 1, "cells": [LONG_TEXT]}]}}),
    "answers with too long a remark": print_answer(
        {"table": {**TABLE, "left_out": [{"line": 1, "text": LONG_TEXT, "reason": ""}]}}
    ),
    "answers with too long a message": print_answer({"refused": LONG_TEXT}),
    "pickles": "import pickle, sys; sys.stdout.buffer.write(pickle.dumps(1))",
    "fails": f"{CHILD}child.read_file = None; child.main()",
}  # fmt: skip


@pytest.mark.parametrize("code", FAILURES.values(), ids=FAILURES)
def test_a_failing_reader_refuses_the_file(replace_reader, code):
    replace_reader(code)
    with pytest.raises(FileUnreadable, match="could not be read|cannot be read|200 columns"):
        read_untrusted(b"Symbol,Quantity\nVTI,12\n")


CRASHING = """
import ctypes, sys
sys.stdin.buffer.read()
ctypes.string_at(0)
"""


@LINUX
def test_a_parser_crash_does_not_crash_the_page(replace_reader, caplog):
    replace_reader(CRASHING)
    with pytest.raises(FileUnreadable, match="could not be read"):
        read_untrusted(REFUSED_FILES["nested tags"][0])
    assert "ended with code -11" in caplog.text


def test_a_crash_shows_a_message_on_the_page(as_alice, alices_account, replace_reader):
    replace_reader(FAILURES["aborts"])
    response = send(as_alice, alices_account, b"Symbol,Quantity\nVTI,12\n")
    assert response.status_code == 422
    assert STOPPED_MESSAGE in response.content.decode()
    assert as_alice.get("/accounts/").status_code == 200


def test_our_errors_are_logged_without_the_file(replace_reader, caplog):
    replace_reader(FAILURES["fails"])
    with caplog.at_level(logging.ERROR), pytest.raises(FileUnreadable):
        read_untrusted(b"Symbol,Quantity\nSECRET,12\n")
    assert "TypeError in sandbox_child.py, line" in caplog.text
    assert "SECRET" not in caplog.text


def test_a_hanging_reader_is_stopped(replace_reader, monkeypatch, caplog):
    monkeypatch.setattr(sandbox, "TIMEOUT_SECONDS", 0.5)
    replace_reader("import time; time.sleep(60)")
    with pytest.raises(FileUnreadable, match="too much time"):
        read_untrusted(b"x")
    assert "was stopped after 0.5 s" in caplog.text


@LINUX
@pytest.mark.parametrize(
    "code",
    [
        "child.LIMITS['RLIMIT_CPU'] = 1; child.set_limits()\nwhile True: pass",
        "child.set_limits(); bytearray(2_000_000_000)",
        "child.LIMITS['RLIMIT_FSIZE'] = 1_000; child.set_limits(); print('x' * 2_000, flush=True)",
        "child.set_limits(); [open('/dev/null') for n in range(100)]",
    ],
    ids=["time", "memory", "answer", "files"],
)  # fmt: skip
def test_the_reader_process_has_limits(replace_reader, code):
    replace_reader(CHILD + code)
    with pytest.raises(FileUnreadable, match="could not be read"):
        read_untrusted(b"x")


def test_the_reader_receives_no_secrets(replace_reader, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    replace_reader("import json, os; print(json.dumps({'refused': ' '.join(sorted(os.environ))}))")
    with pytest.raises(FileUnreadable) as refusal:
        read_untrusted(b"x")
    assert set(str(refusal.value).split()) <= {
        "PYTHONPATH",
        *sandbox.PASSED_VARIABLES,
        "LC_CTYPE",
        "__CF_USER_TEXT_ENCODING",
    }


def test_the_reader_imports_no_heavy_packages(replace_reader):
    """Importing Django or pydantic would take longer than reading most files."""
    heavy = "{'django', 'pydantic', 'openpyxl', 'rest_framework'} & set(sys.modules)"
    replace_reader(f"import json, sys; {CHILD}print(json.dumps({{'refused': str({heavy})}}))")
    with pytest.raises(FileUnreadable, match=r"set\(\)"):
        read_untrusted(b"x")


def test_no_more_than_two_files_are_read_at_once(monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS_TO_WAIT", 0.01)
    with sandbox.slots, sandbox.slots, pytest.raises(FileUnreadable, match="other files") as refusal:
        read_untrusted(b"x")
    assert str(refusal.value) == BUSY_MESSAGE
    with pytest.raises(FileUnreadable, match="no table"):
        read_untrusted(b"x")


def test_a_file_over_the_limit_starts_no_reader(replace_reader):
    replace_reader("print('started')")
    with pytest.raises(FileUnreadable, match="larger than 10 MB"):
        read_untrusted(bytes(10_000_001))


def test_the_reader_works_from_any_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert read_untrusted(content("lots.csv")).rows
    assert str(sandbox.ROOT) in sandbox.environment()["PYTHONPATH"].split(os.pathsep)
