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
    monkeypatch.setattr(secrets, "CLEAN_FILES", tmp_path / "clean")
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


def test_a_clean_file_is_searched_again_when_changed(project, monkeypatch):
    searched = []
    scan = secrets.SecretsCollection.scan_file
    monkeypatch.setattr(
        secrets.SecretsCollection, "scan_file", lambda found, name: searched.append(name) or scan(found, name)
    )
    track(project, "clean.py", "name = 1\n")
    track(project, "leak.py", f"'{KEY}'\n")
    assert [secrets.main([]), secrets.main([])] == [1, 1]
    assert searched == ["clean.py", "leak.py", "leak.py"]
    track(project, "clean.py", f"'{KEY}'\n")
    (project / "leak.py").write_text("")
    assert secrets.main([]) == 1
    assert searched[3:] == ["clean.py", "leak.py"]


def test_a_known_content_is_searched_under_a_new_name(project):
    track(project, "poetry.lock", f"'{KEY}'\n")  # detect-secrets leaves out lists of packages by their names
    assert secrets.main([]) == 0
    track(project, "example.py", f"'{KEY}'\n")
    assert secrets.main([]) == 1


def test_a_list_that_cannot_be_written_is_no_failure(project, monkeypatch):
    monkeypatch.setattr(secrets, "CLEAN_FILES", project / "nowhere" / "clean")
    track(project, "clean.py", "name = 1\n")
    assert secrets.main([]) == 0
