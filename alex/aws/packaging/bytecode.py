"""Compile a package's modules for Lambda's Python.

The .pyc files are marked as never to be compared with their source ("unchecked-hash"): Lambda gives all files other
dates, so that Python would ignore ordinary ones, and it could not store new ones. So compile when nothing changes any
more.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from alex.aws.packaging.errors import PackagingFailed
from alex.aws.packaging.packages import PYTHON_VERSION

LAMBDA_FOLDER = "/var/task"
PRINT_VERSION = "import sys; print('.'.join(map(str, sys.version_info[:2])))"


def compile_bytecode(folder: Path, python: Path, *, keep_sources: bool = True) -> None:
    """Compile every module below the folder with this Python. Tracebacks show the paths that Lambda uses.

    keep_sources: False to put each .pyc in the place of its source.
    """
    command = [
        str(python), "-I", "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash",
        "-s", str(folder), "-p", LAMBDA_FOLDER, *([] if keep_sources else ["-b"]), str(folder),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise PackagingFailed(f"Not every module could be compiled:\n{result.stdout[-2000:]}")
    if not keep_sources:
        for source in list(folder.rglob("*.py")):
            source.unlink()


def find_python(version: str = PYTHON_VERSION) -> Path | None:
    """Return a Python of the given minor version on this machine, or None."""
    for python in list_candidates(version):
        # ask the interpreter itself: a shim of pyenv exists also for versions that are not active
        try:
            result = subprocess.run([python, "-I", "-c", PRINT_VERSION], capture_output=True, text=True, check=False)
        except OSError:
            continue
        if result.stdout.strip() == version:
            return python
    return None


def list_candidates(version: str) -> Iterator[Path]:
    """Yield this Python, those on PATH, and those that pyenv and uv have installed."""
    yield Path(sys.executable)
    if found := shutil.which(f"python{version}"):
        yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local/share/uv/python")
    for folder in (*sorted(pyenv.glob(f"versions/{version}.*")), *sorted(uv.glob(f"cpython-{version}.*"))):
        yield folder / "bin" / f"python{version}"
