"""The zip files depend on their content alone."""

import os
import zipfile

import pytest

from alex.aws.packaging import archive


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in" / "django").mkdir(parents=True)
    (tmp_path / "in" / "django" / "http.py").write_text("x = 1\n" * 100)
    (tmp_path / "in" / "handler.py").write_text("y = 2\n")
    return tmp_path / "in"


def test_the_same_content_gives_the_same_file(folder, tmp_path):
    archive.write_zip([folder], tmp_path / "first.zip")
    os.utime(folder / "handler.py", (0, 86_400 * 20_000))
    (folder / "handler.py").chmod(0o600)
    archive.write_zip([folder], tmp_path / "second.zip")
    assert archive.hash_file(tmp_path / "first.zip") == archive.hash_file(tmp_path / "second.zip")


def test_other_content_gives_another_file(folder, tmp_path):
    archive.write_zip([folder], tmp_path / "first.zip")
    (folder / "handler.py").write_text("y = 3\n")
    archive.write_zip([folder], tmp_path / "second.zip")
    assert archive.hash_file(tmp_path / "first.zip") != archive.hash_file(tmp_path / "second.zip")


def test_every_file_can_be_read_by_lambdas_user(folder, tmp_path):
    (folder / "handler.py").chmod(0o600)
    archive.write_zip([folder], tmp_path / "package.zip")
    entries = zipfile.ZipFile(tmp_path / "package.zip").infolist()
    assert [entry.filename for entry in entries] == ["django/http.py", "handler.py"]
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}


def test_parts_are_listed_by_their_weight(folder, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "zappa_settings.py").write_text("z" * 9)
    parts = archive.measure_parts([folder, tmp_path / "more"])
    assert list(parts.items()) == [("django", 600), ("zappa_settings.py", 9), ("handler.py", 6)]
