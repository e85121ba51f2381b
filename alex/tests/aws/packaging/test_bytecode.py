"""Find Lambda's Python and compile for it."""

import subprocess
import sys

import pytest

from alex.aws.packaging.bytecode import compile_bytecode, find_python
from alex.aws.packaging.errors import PackagingFailed

THIS_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
THIS_PYTHON = find_python(THIS_VERSION)


def test_the_running_python_is_found():
    assert str(THIS_PYTHON) == sys.executable


def test_a_shim_of_another_python_is_not_taken(monkeypatch, tmp_path):
    shim = tmp_path / "python9.9"
    shim.write_text("#!/bin/sh\necho 'pyenv: python9.9: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert find_python("9.9") is None


@pytest.mark.parametrize("root", ["PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"])
def test_installed_versions_are_found(monkeypatch, tmp_path, root):
    folder = {"PYENV_ROOT": "versions/9.9.1", "UV_PYTHON_INSTALL_DIR": "cpython-9.9.1-linux"}[root]
    python = tmp_path / folder / "bin" / "python9.9"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 9.9\n")
    python.chmod(0o755)
    monkeypatch.setenv(root, str(tmp_path))
    assert find_python("9.9") == python


def test_compiled_modules_run_whatever_their_date(tmp_path):
    module = tmp_path / "greeting.py"
    module.write_text("print('old')")
    compile_bytecode(tmp_path, THIS_PYTHON)
    module.write_text("print('a later edit, which is not looked at')")
    assert import_in(tmp_path) == "old"


def test_modules_run_without_their_sources(tmp_path):
    (tmp_path / "greeting.py").write_text("print('compiled')")
    compile_bytecode(tmp_path, THIS_PYTHON, keep_sources=False)
    assert [path.name for path in tmp_path.iterdir()] == ["greeting.pyc"]
    assert import_in(tmp_path) == "compiled"


def test_a_module_with_an_error_stops_the_build(tmp_path):
    (tmp_path / "greeting.py").write_text("print('")
    with pytest.raises(PackagingFailed, match="Not every module could be compiled"):
        compile_bytecode(tmp_path, THIS_PYTHON)


def import_in(folder):
    command = [sys.executable, "-S", "-B", "-c", "import greeting"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
