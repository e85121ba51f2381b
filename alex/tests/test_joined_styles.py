"""A joined stylesheet has every part, in the order of the layers, wherever static files come from."""

import re
from pathlib import Path

import pytest
from django.conf import settings as own_settings
from django.contrib.staticfiles import finders

from alex.joined_styles import JOINED, JoinedStyles

FOLDER = own_settings.BASE_DIR / "static" / "css"
COMMON = "css/common.css"


@pytest.fixture
def parts(tmp_path, settings):
    """Return a folder of parts, and the finder that joins them."""
    settings.DATA_DIR = tmp_path / "data"
    for name in sum(JOINED.values(), ()):
        (tmp_path / f"{name}.css").write_text(f"/* {name} */")
    finder = JoinedStyles()
    finder._folder = tmp_path
    return tmp_path, finder


@pytest.mark.parametrize("path", JOINED)
def test_it_is_found_with_all_parts_in_order(path):
    found, files = Path(finders.find(path)), [FOLDER / f"{part}.css" for part in JOINED[path]]
    assert found.read_text() == "\n".join(file.read_text() for file in files)
    assert found.stat().st_mtime == max(file.stat().st_mtime for file in files)


def test_the_names_of_the_layers_come_first():
    text = Path(finders.find(COMMON)).read_text()
    assert re.search(r"@layer [^{;]*;", text).start() < text.index("{")


def test_a_changed_part_is_joined_anew(parts):
    folder, finder = parts
    before = Path(finder.find(COMMON)).read_text()
    (folder / "base.css").write_text("main { color: red }")
    assert Path(finder.find(COMMON)).read_text() == before.replace("/* base */", "main { color: red }")


def test_collecting_finds_each_once(parts):
    _, finder = parts
    listed = {name: Path(storage.path(name)).read_text() for name, storage in finder.list([])}
    assert listed.keys() == JOINED.keys() and listed[COMMON].startswith("/* tokens */")
    assert finder.find("css/tokens.css") == [] and len(finder.find(COMMON, find_all=True)) == 1


def test_every_page_fetches_one_common_stylesheet(client, db):
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([\w./-]+)"', client.get("/").content.decode())
    assert sheets[0] == COMMON and not {f"css/{part}.css" for part in JOINED[COMMON]} & set(sheets)
    response = client.get(f"/static/{COMMON}")
    response.close()
    assert response.status_code == 200
