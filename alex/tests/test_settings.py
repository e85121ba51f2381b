"""The environment variables of settings, .env.example and docs/operations.md are the same."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from advisors import team
from alex import environment

ROOT = Path(__file__).resolve().parents[2]


def read_by_settings():
    written = re.findall(
        r"env\.(?:text|boolean|integer|decimal|word_list|choice)\(\s*\"([A-Z_]+)\"",
        (ROOT / "alex/settings.py").read_text(),
    )
    return {*written, *(f"LLM_MODEL_{role.upper()}" for role in team.roles())}


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
