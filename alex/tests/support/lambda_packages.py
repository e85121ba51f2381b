"""Built and unzipped Lambda packages for tests, and processes that have nothing else on their path."""

import json
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from alex.aws.packaging.build import OUTPUT_FOLDER, BuiltPackage, build_package, unzip_package
from alex.aws.packaging.bytecode import find_python
from alex.aws.packaging.packages import PACKAGES, PYTHON_VERSION
from alex.postgres.file_lock import lock_file
from alex.tests.support.lambda_calls import REGION

SCRIPTS = Path(__file__).parent
BUILD_SECONDS = 600
ISOLATED = ("-I", "-S", "-B")
"""No environment variables of Python, no installed packages, no new .pyc files."""


@dataclass(frozen=True)
class UnzippedPackage:
    built: BuiltPackage
    folder: Path
    python: Path

    def command(self, script, *arguments):
        return [str(self.python), *ISOLATED, str(SCRIPTS / script), str(self.folder), *arguments]


def unzipped(name):
    """Build and unzip a package, once for all test processes and until a change. Skip without its Python."""
    python = find_python()
    if python is None:
        pytest.skip(f"Python {PYTHON_VERSION} was not found, so the Lambda packages cannot be run.")
    output = settings.BASE_DIR / OUTPUT_FOLDER
    output.mkdir(exist_ok=True)
    with lock_file(output / "unzipped.lock", BUILD_SECONDS):
        built = build_package(PACKAGES[name], output)
        folder = output / "unzipped" / f"{name}-{built.sha256[:16]}"
        if not folder.exists():
            for outdated in folder.parent.glob(f"{name}-*"):
                shutil.rmtree(outdated)
            unzip_package(output / f"{name}.zip", folder.with_suffix(".part"))
            folder.with_suffix(".part").rename(folder)
    return UnzippedPackage(built, folder, python)


def function_environment(name, **variables):
    """Return the environment of a function: what AWS sets, what Terraform sets, and nothing of this machine."""
    return {
        "PATH": "/usr/bin:/bin", "TZ": ":UTC", "LANG": "C.UTF-8",
        "AWS_LAMBDA_FUNCTION_NAME": f"alex-{name}", "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_SESSION_TOKEN": "testing",
        "SECRET_KEY": settings.SECRET_KEY, "ALLOWED_HOSTS": "localhost",
        **variables,
    }  # fmt: skip


class FunctionProcess:
    """A running function. `call` answers like Lambda: the function's answer, or FunctionError."""

    def __init__(self, process):
        self._process = process
        self._read()  # raises what the import of the handler raised

    def call(self, event, seconds=900):
        self._process.stdin.write(json.dumps({"event": event, "seconds": seconds}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self):
        result = json.loads(self._process.stdout.readline() or '{"error": "the process ended"}')
        if "error" in result:
            raise FunctionError(result["error"])
        return result["answer"]


class FunctionError(Exception):
    """The function raised an error. The text starts with its class."""


@contextmanager
def running_function(package, **variables):
    """Start a function in a process of its own, and end it afterwards."""
    process = subprocess.Popen(
        package.command("packaged_function.py"),
        cwd=package.folder, env=function_environment(package.built.name, **variables), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield FunctionProcess(process)
    finally:
        process.stdin.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
