"""The requirements of web, worker and server: one place for each dependency, one version everywhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
COMMANDS_ONLY = {"placebo", "troposphere", "hjson", "argcomplete", "pip", "setuptools", "wheel", "python-slugify"}
MODEL_CODE = {"litellm", "openai-agents", "openai", "numpy", "highspy", "langfuse", "feedparser", "trafilatura"}


def asked_for(name):
    """Return the packages that a .in file names itself."""
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    return {re.match(r"[\w-]+", line).group() for line in lines if line and line[0] not in "#-"}


def locked(name):
    """Return the versions by package of a compiled file."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / f"{name}.txt").read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements-web", "requirements-worker", "requirements-lambda"])
def test_lambda_takes_the_versions_of_servers(name):
    everywhere = locked("requirements")
    assert locked(name)
    assert {package: everywhere.get(package) for package in locked(name)} == locked(name)


def test_each_dependency_has_one_place():
    files = ["requirements-web", "requirements-worker", "requirements", "requirements-dev"]
    places = [package for name in files for package in asked_for(name)]
    assert sorted(places) == sorted(set(places))


@pytest.mark.parametrize("name", ["requirements-web", "requirements-worker", "requirements", "requirements-dev"])
def test_each_dependency_has_a_reason(name):
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    assert [line for line in lines if line and line[0] not in "#-" and not re.search(r"  # \w", line)] == []


@pytest.mark.parametrize("name", ["requirements-web", "requirements-worker"])
def test_needs_of_zappas_commands_stay_out(name):
    assert COMMANDS_ONLY & locked(name).keys() == set()


def test_the_web_package_needs_no_model_code():
    assert MODEL_CODE & locked("requirements-web").keys() == set()
    assert locked("requirements-worker").keys() >= MODEL_CODE


@pytest.mark.parametrize("name", ["web", "worker", "lambda"])
def test_every_locked_package_has_a_hash(name):
    text = (ROOT / f"requirements-{name}.txt").read_text()
    assert len(re.findall(r"==\S+ \\\n\s+--hash=sha256:", text)) == len(locked(f"requirements-{name}"))


def test_each_file_is_compiled_from_its_own():
    for name in ("web", "worker", "lambda"):
        command = re.search(r"^#\s+(uv pip compile .*)$", (ROOT / f"requirements-{name}.in").read_text(), re.MULTILINE)
        assert command.group(1) in (ROOT / f"requirements-{name}.txt").read_text()
