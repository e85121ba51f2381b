"""checkov in an environment of its own: it pins versions that ours does not have."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

INSTALL_SECONDS = 300
REQUIREMENTS = Path(__file__).resolve().parents[3] / "requirements-infra.txt"


def find_checkov(folder):
    """Return the path of checkov: an installed one, or one installed into the folder; None if that fails."""
    if installed := shutil.which("checkov"):
        return installed
    environment = folder / hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    program = environment / "bin" / "checkov"
    if not program.exists() and not install(environment):
        return None
    return str(program)


def install(environment):
    """Install the pinned checkov. Return whether that worked; an unreachable package index is no error of ours."""
    python = str(environment / "bin" / "python")
    pinned = ["--quiet", "--require-hashes", "-r", str(REQUIREMENTS)]
    if uv := shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"):
        commands = [
            [uv, "venv", "--clear", "--quiet", "--python", sys.executable, str(environment)],
            [uv, "pip", "install", "--python", python, *pinned],
        ]
    else:
        commands = [
            [sys.executable, "-m", "venv", "--clear", str(environment)],
            [python, "-m", "pip", "install", *pinned],
        ]
    runs = (subprocess.run(command, capture_output=True, timeout=INSTALL_SECONDS, check=False) for command in commands)
    if all(run.returncode == 0 for run in runs):
        return True
    shutil.rmtree(environment, ignore_errors=True)
    return False
