"""Secrets in tracked files are found; what was reviewed is listed in the baseline."""

import subprocess

import pytest

from alex.supply_chain import secrets

KEY = "AKIA" + "J4TPQ6XWZ2M7RN3K"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a checkout with nothing in it, and make the command read it."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.setattr(secrets, "ROOT", tmp_path)
    monkeypatch.setattr(secrets, "BASELINE", tmp_path / ".secrets.baseline")
    secrets.write_baseline(secrets.BASELINE, [])
    return tmp_path


def track(project, name, text):
    path = project / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    subprocess.run(["git", "add", name], cwd=project, check=True)


@pytest.mark.parametrize("name", ["alex/settings.py", "docs/deploy.md", "alex/tests/test_settings.py", ".env.example"])
def test_a_key_in_a_tracked_file_is_found(project, name, capsys):
    track(project, name, f"first\naws = '{KEY}'\n")
    assert secrets.main([]) == 1
    printed = capsys.readouterr().out
    assert f"{name}:2: looks like a secret (AWS Access Key)" in printed and KEY not in printed


def test_tests_may_invent_passwords(project):
    track(project, "people/tests/test_people.py", "PASSWORD = 'correct horse battery'\n")
    assert secrets.main([]) == 0
    track(project, "people/people.py", "PASSWORD = 'correct horse battery'\n")
    assert secrets.main([]) == 1


def test_a_reviewed_string_is_accepted(project):
    track(project, "alex/example.py", f"'{KEY}'\n")
    assert secrets.main(["--accept"]) == 0
    track(project, "alex/example.py", f"# a line more\n'{KEY}'\n")
    assert secrets.main([]) == 0
    assert KEY not in secrets.BASELINE.read_text()


def test_an_untracked_file_is_left_alone(project):
    (project / ".env").write_text(f"KEY={KEY}\n")
    assert secrets.main([]) == 0


def test_without_git_every_file_is_read(tmp_path):
    for name in ("alex/settings.py", ".env.example", ".env", ".venv/x.py", "build/x.json", "static/vendor/a/x.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert secrets.list_files(tmp_path) == [".env.example", "alex/settings.py"]


def test_a_failing_git_is_no_pass(tmp_path):
    (tmp_path / ".git").write_text("gitdir: /nowhere")
    with pytest.raises(SystemExit, match="no file was checked"):
        secrets.list_files(tmp_path)
