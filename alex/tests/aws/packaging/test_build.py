"""A build is repeated only after a change, and it stops above the limit."""

import dataclasses
import zipfile

import pytest

from alex.aws.packaging import build, dependencies
from alex.aws.packaging.build import build_package
from alex.aws.packaging.dependencies import find_uv, leave_out_unused
from alex.aws.packaging.errors import PackagingFailed
from alex.aws.packaging.packages import WEB

pytestmark = pytest.mark.slow


@pytest.fixture
def counted(monkeypatch, tmp_path):
    """Give every build two small dependencies without installing any; return the list of builds."""
    folder, builds = tmp_path / "dependencies", []
    folder.mkdir()
    (folder / "light.py").write_text("x = 1\n")
    (folder / "heavy.so").write_bytes(b"\0" * 200_000)

    def prepare(package, root, cache, python):
        builds.append(package.name)
        return folder

    monkeypatch.setattr(build, "prepare_dependencies", prepare)
    monkeypatch.setattr(build, "find_python", lambda: None)
    return builds


def test_a_second_build_finds_the_first(counted, tmp_path):
    first, second = build_package(WEB, tmp_path / "out"), build_package(WEB, tmp_path / "out")
    assert (first, counted) == (second, ["web"])
    assert zipfile.ZipFile(tmp_path / "out" / "web.zip").testzip() is None


def test_a_changed_rule_builds_again(counted, tmp_path):
    build_package(WEB, tmp_path)
    build_package(dataclasses.replace(WEB, left_out=("*.md",)), tmp_path)
    assert counted == ["web", "web"]


def test_a_damaged_zip_file_is_built_again(counted, tmp_path):
    built = build_package(WEB, tmp_path)
    (tmp_path / "web.zip").write_bytes(b"half")
    assert (build_package(WEB, tmp_path), counted) == (built, ["web", "web"])


def test_a_record_of_another_version_is_replaced(counted, tmp_path):
    built = build_package(WEB, tmp_path)
    (tmp_path / "web.json").write_text('{"name": "web", "weight": 1}')
    assert (build_package(WEB, tmp_path), counted) == (built, ["web", "web"])


def test_two_builds_are_the_same_to_the_byte(counted, tmp_path):
    one, other = build_package(WEB, tmp_path / "one"), build_package(WEB, tmp_path / "other")
    assert one.sha256 == other.sha256
    assert (one.has_bytecode, "heavy.so" in one.parts) == (False, True)


def test_a_package_above_its_limit_is_refused(counted, tmp_path):
    small = dataclasses.replace(WEB, max_mib=1)
    for _ in ("built", "found again"):
        with pytest.raises(PackagingFailed, match="more than the 1 MiB allowed"):
            build_package(small, tmp_path)


def test_unused_files_and_empty_folders_go(tmp_path):
    for name in ("numpy/lib/tests/test_io.py", "numpy/__init__.py", "bin/f2py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    leave_out_unused(WEB, tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["numpy", "numpy/__init__.py"]


def test_a_missing_uv_is_said_with_the_next_step(monkeypatch):
    monkeypatch.setattr(dependencies.shutil, "which", lambda *_, **__: None)
    with pytest.raises(PackagingFailed, match="pip install uv"):
        find_uv()
