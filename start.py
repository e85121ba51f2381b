#!/usr/bin/env python3
"""Alex with one command, on any system with Python 3.11 or newer:

    python3 start.py            install Alex, start it and run the demo's first analysis
    python3 start.py check      lint, types, import rules and the fast tests
    python3 start.py test       all of that and every other test
    python3 start.py analyze    run one analysis in the terminal: [--email ADDRESS] [--json] [--wait]
    python3 start.py stop       stop the embedded database

`check` and `test` pass further arguments to pytest. This file uses only the standard library; everything else is
in .venv.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
REQUIREMENTS = ROOT / "requirements-dev.txt"
VERBS = ("run", "check", "test", "analyze", "stop")


def main() -> None:
    verb, *rest = sys.argv[1:] or ["run"]
    if verb not in VERBS:
        sys.exit((__doc__ or "").strip())
    if sys.version_info < (3, 11):
        sys.exit(f"Alex needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    install()
    become([str(PYTHON), "-m", "alex.cli.main", verb, *rest])


def install() -> None:
    """Install requirements-dev.txt into .venv, unless that is done already."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + f"{sys.version}{VENV}".encode()).hexdigest()
    stamp = VENV / ".installed"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    began = time.monotonic()
    if not PYTHON.exists():
        say("Creating .venv")
        make_venv()
    say("Installing what Alex needs (once)")
    install_packages()
    stamp.write_text(wanted)
    say(f"Installed in {time.monotonic() - began:.0f} s")


def make_venv() -> None:
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("Can't create a virtual environment.\nOn Debian and Ubuntu, run: apt install python3-venv")


def install_packages() -> None:
    """Install with uv, which takes seconds, or with pip, which takes minutes, if uv is not available."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    uv = BIN / ("uv.exe" if WINDOWS else "uv")
    if not uv.exists():
        subprocess.call([*pip, "uv"])
    if uv.exists():
        quick = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes"]
        if subprocess.call([*quick, "-r", str(REQUIREMENTS)]) == 0:
            return
        say("uv could not install everything; trying pip")
    if subprocess.call([*pip, "--require-hashes", "-r", str(REQUIREMENTS)]) != 0:
        sys.exit("Installing failed. See the lines above. Is the package index reachable?")


def become(command: list[str]) -> None:
    """Replace this process by the command, so that signals and the exit status need no relaying."""
    os.chdir(ROOT)
    if not WINDOWS:
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:  # Windows sends Ctrl-C to both; wait for the child to stop
            continue


def say(words: str) -> None:
    print(f"» {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
