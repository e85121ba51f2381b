"""How settings are read at the start of a process, and which commands start no database."""

import os
import subprocess
import sys

import pytest

from alex.cli.processes import ROOT

pytestmark = pytest.mark.processes


def run(code, **environment):
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize("command", ["check", "makemigrations --help"])
def test_a_check_starts_no_database(tmp_path, command):
    run(f"import sys; sys.argv = ['manage.py', *'{command}'.split()]; import manage; "
        "\ntry: manage.main()\nexcept SystemExit as e: assert not e.code", DATA_DIR=str(tmp_path))  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} <= {"secret_key"}


def test_database_url_wins_over_the_embedded_one(tmp_path):
    printed = run(
        "from django.conf import settings; d = settings.DATABASES['default']; "
        "print(d['HOST'], d['OPTIONS']['assume_role'], settings.LAPTOP, settings.SESSION_COOKIE_NAME)",
        DJANGO_SETTINGS_MODULE="alex.settings", DATABASE_URL="postgresql://u:p@db.example.com/alex",
        SECRET_KEY="k" * 60,
    )  # fmt: skip
    assert printed == "db.example.com alex_app False __Host-session"


def test_a_server_needs_a_secret_key():
    with pytest.raises(AssertionError, match="SECRET_KEY is not set"):
        run("from django.conf import settings; settings.DEBUG", DJANGO_SETTINGS_MODULE="alex.settings",
            DATABASE_URL="postgresql://u:p@db.example.com/alex", SECRET_KEY="")  # fmt: skip


def test_a_laptop_keeps_one_private_secret_key(tmp_path):
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    keys = {run(code, DJANGO_SETTINGS_MODULE="alex.settings", DATA_DIR=str(tmp_path), SECRET_KEY="") for _ in range(2)}
    assert len(keys) == 1 and len(keys.pop()) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
