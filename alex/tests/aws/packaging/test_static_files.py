"""Static files are collected with a hash in each name."""

import json

import pytest

from alex.aws.packaging.static_files import collect_static_files

pytestmark = pytest.mark.slow


def test_every_name_of_the_manifest_was_collected(tmp_path):
    manifest = collect_static_files(tmp_path / "static")
    names = json.loads(manifest.read_text())["paths"]
    assert any(name.startswith("admin/css/") for name in names)
    assert [hashed for hashed in names.values() if not (tmp_path / "static" / hashed).exists()] == []


def test_unchanged_files_are_left_alone(tmp_path):
    first = collect_static_files(tmp_path / "static").stat()
    assert collect_static_files(tmp_path / "static").stat().st_ino == first.st_ino
    assert [path.name for path in tmp_path.iterdir()] == ["static"]


def test_changed_files_are_collected_again(tmp_path, settings):
    (tmp_path / "source").mkdir()
    source = tmp_path / "source" / "note.txt"
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    collected = []
    for text in ("old", "new"):
        source.write_text(text)
        names = json.loads(collect_static_files(tmp_path / "static").read_text())["paths"]
        collected.append((names["note.txt"], (tmp_path / "static" / names["note.txt"]).read_text()))
    assert [text for _, text in collected] == ["old", "new"]
    assert collected[0][0] != collected[1][0]
    assert not (tmp_path / "static" / collected[0][0]).exists()
