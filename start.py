#!/usr/bin/env python3
"""Alex with one command, on any system with Python 3.11 or newer:

    python3 start.py            install Alex, start it and run the demo's first analysis
    python3 start.py check      lint, types, import rules and the fast tests
    python3 start.py test       all of that and every other test: [--all] with every case of long series, [--faults]
    python3 start.py analyze    run one analysis in the terminal: [--email ADDRESS] [--json] [--wait]
    python3 start.py stop       stop the embedded database
    python3 start.py sbom       list the components as CycloneDX JSON: [FILE]
    python3 start.py audit      ask a public database for known vulnerabilities
    python3 start.py secrets    find passwords and keys in tracked files: [--accept]

`check` and `test` pass further arguments to pytest, `audit` to pip-audit. This file uses only the standard library;
everything else is in .venv.
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
INSTALLER = ROOT / "requirements-installer.txt"
VERBS = ("run", "check", "test", "analyze", "stop")
SUPPLY_VERBS = {"sbom": "components", "audit": "vulnerabilities", "secrets": "secrets"}
"""Verbs with the module of alex/supply_chain that answers each."""
KNOWN_START_FILES = {
    # setuptools, and pip's own copy of it
    "distutils-precedence.pth": "2f70c2fa9227e9db9348215d9c7b246d2786aac7516f86d71a5952c7c225aa16",
}
"""SHA-256 of each file of .venv that may run code whenever Python starts. Malicious packages have used such files."""


def main() -> None:
    verb, *rest = sys.argv[1:] or ["run"]
    if verb not in (*VERBS, *SUPPLY_VERBS):
        sys.exit((__doc__ or "").strip())
    if sys.version_info < (3, 11):
        sys.exit(f"Alex needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    install()
    refuse_start_files(VENV)
    supply = SUPPLY_VERBS.get(verb)
    words = [f"alex.supply_chain.{supply}"] if supply else ["alex.cli.main", verb]
    become([str(PYTHON), "-m", *words, *rest])


def install() -> None:
    """Install requirements-dev.txt into .venv, unless that is done already."""
    lists = REQUIREMENTS.read_bytes() + INSTALLER.read_bytes()
    wanted = hashlib.sha256(lists + f"{sys.version}{VENV}".encode()).hexdigest()
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
    """Install with uv, which takes seconds, or with pip, which takes minutes, if uv is not available.

    Every package, uv too, must have one of the hashes that its list names.
    """
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--require-hashes"]
    uv = BIN / ("uv.exe" if WINDOWS else "uv")
    if subprocess.call([*pip, "-r", str(INSTALLER)]) == 0:
        quick = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes"]
        if subprocess.call([*quick, "-r", str(REQUIREMENTS)]) == 0:
            return
        say("uv could not install everything; trying pip")
    if subprocess.call([*pip, "-r", str(REQUIREMENTS)]) != 0:
        sys.exit("Installing failed. See the lines above. Is the package index reachable?")


def refuse_start_files(venv: Path) -> None:
    """Exit if a file that Python runs at each start is not in KNOWN_START_FILES. Call it before .venv's Python."""
    folders = [*venv.glob("lib/python*/site-packages"), *venv.glob("Lib/site-packages")]
    unknown = [
        path
        for folder in folders
        for path in sorted([*folder.glob("*.pth"), *folder.glob("sitecustomize*"), *folder.glob("usercustomize*")])
        if path.is_dir() or KNOWN_START_FILES.get(path.name) != hashlib.sha256(path.read_bytes().strip()).hexdigest()
    ]
    if unknown:
        sys.exit(
            f"Alex does not start: {', '.join(map(str, unknown))} would run at every start of Python, and nobody has "
            "reviewed it.\nRead it. If it is harmless, add its hash to KNOWN_START_FILES in start.py. If not, delete "
            ".venv and change every password that this computer can read."
        )


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
