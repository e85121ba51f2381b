"""The environment variables of settings, .env.example and docs/operations.md are the same."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from advisors import team
from alex import environment

ROOT = Path(__file__).resolve().parents[2]


def read_by_settings():
    written = re.findall(
        r"env\.(?:text|boolean|integer|decimal|word_list|choice)\(\s*\"([A-Z_]+)\"",
        "".join((ROOT / f"alex/{name}.py").read_text() for name in ("settings", "sign_in_settings")),
    )
    prefixes = ("LLM_MODEL", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY")
    return {*written, *(f"{prefix}_{role.upper()}" for prefix in prefixes for role in team.roles())}


def test_the_example_lists_every_variable():
    named = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == read_by_settings()


def test_operations_documents_every_variable():
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE))
    assert documented == read_by_settings()


@pytest.mark.parametrize(("value", "read"), [("true", True), ("0", False), ("", True), ("NO", False)])
def test_yes_and_no_are_understood(monkeypatch, value, read):
    monkeypatch.setenv("A_FLAG", value)
    assert environment.boolean("A_FLAG", default=True) is read


def test_anything_else_stops_the_start(monkeypatch):
    monkeypatch.setenv("A_FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="A_FLAG must be true or false"):
        environment.boolean("A_FLAG", default=True)
    monkeypatch.setenv("A_NUMBER", "5s")
    with pytest.raises(ImproperlyConfigured, match="A_NUMBER must be a whole number"):
        environment.integer("A_NUMBER", default=1)
    monkeypatch.setenv("A_SUM", "much")
    with pytest.raises(ImproperlyConfigured, match="A_SUM must be a number"):
        environment.decimal("A_SUM", default="1")
    monkeypatch.setenv("A_CHOICE", "gold")
    with pytest.raises(ImproperlyConfigured, match="A_CHOICE must be free or paid"):
        environment.choice("A_CHOICE", ("free", "paid"))


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("ALEX_A=file\nALEX_B=file\n")
    monkeypatch.setenv("ALEX_A", "environment")
    monkeypatch.setenv("ALEX_B", "")
    monkeypatch.delenv("ALEX_B")
    environment.read_dotenv(tmp_path)
    assert (environment.text("ALEX_A"), environment.text("ALEX_B")) == ("environment", "file")
    monkeypatch.delenv("ALEX_B")


def settings_on_lambda(**variables):
    """Import the settings in a process that looks like a Lambda function. Return its output and its error."""
    program = (
        "from alex import settings\n"
        "database = settings.DATABASES['default']\n"
        "print(settings.LAPTOP, settings.HTTPS, database['CONN_MAX_AGE'], settings.STATIC_ROOT.name)"
    )
    environment = {
        "AWS_LAMBDA_FUNCTION_NAME": "alex-web",
        "PATH": "",
        "DATABASE_URL": "",
        "SECRET_KEY": "",
        **variables,
    }
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return run.stdout.split(), run.stderr


@pytest.mark.processes
def test_lambda_is_never_taken_for_a_laptop(tmp_path):
    values, _ = settings_on_lambda(DATABASE_URL="postgres://a:b@c/d", SECRET_KEY="key", DATA_DIR=str(tmp_path))
    assert values == ["False", "True", "0", "staticfiles"]


@pytest.mark.processes
@pytest.mark.parametrize("given", [{}, {"DATABASE_URL": "postgres://a:b@c/d"}, {"SECRET_KEY": "key"}])
def test_a_missing_setting_on_lambda_is_named(given, tmp_path):
    missing = " and ".join(name for name in ("DATABASE_URL", "SECRET_KEY") if name not in given)
    _, error = settings_on_lambda(**given, DATA_DIR=str(tmp_path))
    assert f"alex.environment.SettingMissing: {missing} " in error
    assert "the function alex-web" in error
    assert list(tmp_path.iterdir()) == []  # no database, no key


@pytest.mark.parametrize(
    "url", ["", "postgresql://a@localhost/alex", "postgresql://a@[::1]:5432/alex", "postgresql:///alex"]
)
def test_debug_pages_are_allowed_at_home(url):
    environment.refuse_debug(True, url)


@pytest.mark.parametrize("url", ["postgresql://a:secret@db.example.com/alex", "postgresql://a:secret@10.0.0.5/alex"])
def test_debug_pages_are_refused_on_a_server(url):
    environment.refuse_debug(False, url)
    with pytest.raises(ImproperlyConfigured, match="Set DEBUG=false") as refusal:
        environment.refuse_debug(True, url)
    assert "secret" not in str(refusal.value)
