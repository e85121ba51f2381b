"""Every list of packages pins released versions by hash."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from alex.cli.processes import ROOT

ONLY_PRE_RELEASES = {
    "opentelemetry-exporter-http-transport", "opentelemetry-exporter-otlp-common", "opentelemetry-semantic-conventions",
}  # fmt: skip
"""Packages that Langfuse needs and that have no other releases."""
LISTS = sorted(path.name for path in ROOT.glob("requirements*.txt"))


def pins(name):
    """Return the version of each package by its name."""
    lines = re.findall(r"^([\w.-]+==[^\\\n]+)", (ROOT / name).read_text(), re.MULTILINE)
    found = [Requirement(line) for line in lines]
    return {requirement.name: Version(str(requirement.specifier).removeprefix("==")) for requirement in found}


@pytest.mark.parametrize("name", LISTS)
def test_no_pinned_version_is_a_pre_release(name):
    assert {package for package, version in pins(name).items() if version.is_prerelease} <= ONLY_PRE_RELEASES


def test_litellm_is_pinned_to_a_release():
    versions = {pins(name)["litellm"] for name in ("requirements.txt", "requirements-worker.txt")}
    assert len(versions) == 1 and not versions.pop().is_prerelease


@pytest.mark.parametrize("name", LISTS)
def test_every_pinned_version_has_a_hash(name):
    text = (ROOT / name).read_text()
    pinned = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.*$", text, re.MULTILINE)
    hashed = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.* \\\n +--hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(pinned) == len(hashed) > 0


def test_the_exceptions_are_still_needed():
    assert {package for package, version in pins("requirements.txt").items() if version.is_prerelease} == (
        ONLY_PRE_RELEASES
    )


def test_each_list_has_its_source():
    assert [name for name in LISTS if not (ROOT / name).with_suffix(".in").exists()] == []
