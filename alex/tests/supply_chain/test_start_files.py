"""What start.py installs and refuses: every package by its hash, and no unknown code at the start of Python."""

import hashlib
import re
from pathlib import Path

import pytest

import start

SITE_PACKAGES = "lib/python3.11/site-packages"


@pytest.fixture
def site_packages(tmp_path):
    folder = tmp_path / SITE_PACKAGES
    folder.mkdir(parents=True)
    return folder


def test_no_unknown_code_runs_in_our_environment():
    start.refuse_start_files(start.VENV)


@pytest.mark.parametrize("name", ["litellm_init.pth", "distutils-precedence.pth", "sitecustomize.py", "paths.pth"])
def test_an_unknown_start_file_stops_the_start(tmp_path, site_packages, name):
    (site_packages / name).write_text("import base64; exec(base64.b64decode('cHJpbnQoMSk='))\n")
    with pytest.raises(SystemExit, match=f"{name}.* would run at every start"):
        start.refuse_start_files(tmp_path)


def test_a_folder_in_a_start_file_stops_too(tmp_path, site_packages):
    (site_packages / "elsewhere.pth").write_text("/tmp/elsewhere\n")
    with pytest.raises(SystemExit):
        start.refuse_start_files(tmp_path)


def test_a_known_start_file_is_accepted(tmp_path, site_packages, monkeypatch):
    monkeypatch.setitem(start.KNOWN_START_FILES, "own.pth", hashlib.sha256(b"import own").hexdigest())
    (site_packages / "own.pth").write_text("import own\n")
    start.refuse_start_files(tmp_path)


def test_every_install_requires_hashes(monkeypatch):
    commands = []
    monkeypatch.setattr(start.subprocess, "call", lambda command: commands.append(command) or 1)
    with pytest.raises(SystemExit, match="Installing failed"):
        start.install_packages()
    assert all("--require-hashes" in command for command in commands)
    assert [Path(command[-1]).name for command in commands] == ["requirements-installer.txt", "requirements-dev.txt"]


def test_the_installer_is_pinned_with_hashes():
    text = start.INSTALLER.read_text()
    assert re.findall(r"^([\w-]+)==\d[\d.]+ \\$", text, re.MULTILINE) == ["uv"]
    assert len(re.findall("--hash=sha256:[0-9a-f]{64}", text)) > 10
