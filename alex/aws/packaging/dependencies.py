"""Install the packages that a Lambda package depends on, built for Lambda's platform on whatever machine this is."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from alex.aws.packaging.bytecode import compile_bytecode
from alex.aws.packaging.errors import PackagingFailed
from alex.aws.packaging.packages import PLATFORM, PYTHON_VERSION, LambdaPackage


def prepare_dependencies(package: LambdaPackage, root: Path, cache: Path, python: Path | None) -> Path:
    """Return a folder with the package's dependencies, compiled if there is a Python for it.

    It is kept below `cache` under a hash of what it was made from, so that a change of the project alone builds fast.
    """
    locked = [(root / name).read_bytes() for name in package.requirements]
    name = f"{package.name}-{hashlib.sha256(repr((package, locked, python)).encode()).hexdigest()[:16]}"
    if not (cache / name).exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as temporary:
            folder = Path(temporary) / name
            install_requirements(package, root, folder)
            leave_out_unused(package, folder)
            if python:
                compile_bytecode(folder, python, keep_sources=package.has_sources)
            for outdated in cache.glob(f"{package.name}-*"):
                shutil.rmtree(outdated)
            folder.rename(cache / name)
    return cache / name


def install_requirements(package: LambdaPackage, root: Path, folder: Path) -> None:
    """Install the locked requirements into the folder, from wheels only. root: of the project."""
    command = [
        find_uv(), "pip", "install", "--quiet", "--target", str(folder), "--python", sys.executable,
        "--python-version", PYTHON_VERSION, "--python-platform", PLATFORM,
        "--only-binary", ":all:", "--no-deps", "--require-hashes", "--link-mode", "copy", "--no-compile-bytecode",
    ]  # fmt: skip
    for name in package.requirements:
        command += ["-r", str(root / name)]
    if subprocess.run(command, check=False).returncode != 0:
        raise PackagingFailed(f"The requirements of {package.name} could not be installed. See the lines above.")


def leave_out_unused(package: LambdaPackage, folder: Path) -> None:
    """Delete what the package leaves out, and folders that are empty then."""
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    for unused in package.find_left_out(paths):
        (folder / unused).unlink()
    for below in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(below.iterdir()):
            below.rmdir()


def find_uv() -> str:
    """Return uv's path: beside this Python, or on PATH. Raises PackagingFailed."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        raise PackagingFailed("uv installs packages for Lambda's platform and is missing: pip install uv")
    return uv
