"""checkov in an environment of its own: it pins versions that ours does not have."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

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
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        return False
    python = environment / "bin" / "python"
    commands = (
        [uv, "venv", "--clear", "--quiet", "--python", sys.executable, str(environment)],
        [uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", str(REQUIREMENTS)],
    )
    if all(subprocess.run(command, check=False, timeout=300).returncode == 0 for command in commands):
        return True
    shutil.rmtree(environment, ignore_errors=True)
    return False
