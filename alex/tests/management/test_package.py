"""`manage.py package` prints what was built."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from alex.aws.packaging.build import MIB, BuiltPackage
from alex.aws.packaging.errors import PackagingFailed
from alex.management.commands import package

PARTS = {f"part{number}": (20 - number) * MIB for number in range(15)}


def built(name, *, has_bytecode=True):
    return BuiltPackage(
        name=name, inputs="1", sha256="ab" * 32, zip_bytes=40 * MIB, parts=PARTS, has_bytecode=has_bytecode
    )


def printed(monkeypatch, *arguments, **options):
    output = StringIO()
    monkeypatch.setattr(package, "build_package", lambda wanted, _: built(wanted.name, **options))
    call_command("package", *arguments, stdout=output)
    return output.getvalue()


def test_it_prints_size_hash_and_ten_parts(monkeypatch, tmp_path):
    text = printed(monkeypatch, "web", "--output", str(tmp_path))
    assert f"{tmp_path / 'web.zip'}: 40.0 MiB, unzipped 195.0 MiB" in text
    assert f"sha256 {'ab' * 32}" in text
    assert [line.split()[-1] for line in text.splitlines() if " part" in line] == list(PARTS)[:10]


def test_without_a_name_it_builds_both(monkeypatch, tmp_path):
    text = printed(monkeypatch, "--output", str(tmp_path))
    assert [name in text for name in ("web.zip", "worker.zip")] == [True, True]


def test_it_says_when_nothing_was_compiled(monkeypatch):
    assert "No .pyc files were compiled: Python 3.13 was not found" in printed(monkeypatch, "web", has_bytecode=False)
    assert "No .pyc files" not in printed(monkeypatch, "web")


def test_it_says_that_certificates_are_missing(monkeypatch):
    assert "certificates/rds-global-bundle.pem is missing" in printed(monkeypatch, "web")
    monkeypatch.setitem(PARTS, "rds-global-bundle.pem", 1)
    assert "rds-global-bundle.pem is missing" not in printed(monkeypatch, "web")


def test_a_failed_build_is_told_in_words(monkeypatch):
    def fail(*_):
        raise PackagingFailed("uv is missing")

    monkeypatch.setattr(package, "build_package", fail)
    with pytest.raises(CommandError, match="uv is missing"):
        call_command("package", "web")
