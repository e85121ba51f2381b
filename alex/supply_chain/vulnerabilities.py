"""`start.py audit`: ask a public database for known vulnerabilities of every pinned package.

It never passes without having asked: first it asks about an old version whose vulnerability every database knows.
Further arguments go to pip-audit, such as `--ignore-vuln ID`, or `--osv-url URL` for a mirror of the database.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LISTS = ("requirements-dev.txt", "requirements-infra.txt", "requirements-installer.txt")
PIN_PATTERN = re.compile(r"^([\w.-]+==[^\s;\\]+)", re.MULTILINE)
KNOWN_VULNERABLE = "jinja2==2.4.1"
"""CVE-2019-10906. A database that finds nothing here was not asked, or knows nothing."""
NONE_KNOWN, SOME_KNOWN, NOT_ASKED = 0, 1, 2
Report = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Print what is known. Return 0 if nothing is, 1 if something is, 2 if not every package could be asked about."""
    answer = ask([KNOWN_VULNERABLE], arguments)
    if answer is None or not any(package.get("vulns") for package in answer["dependencies"]):
        print("The database of vulnerabilities could not be asked. Nothing was checked.")
        return NOT_ASKED
    pins = sorted({pin for name in LISTS for pin in PIN_PATTERN.findall((ROOT / name).read_text())})
    answer = ask(pins, arguments)
    if answer is None:
        print("The database of vulnerabilities stopped answering. The check is incomplete.")
        return NOT_ASKED
    return report(answer["dependencies"], len(pins))


def report(packages: list[Report], expected: int) -> int:
    """Print vulnerable packages, and those that nobody could be asked about. Return the exit status."""
    vulnerable = [package for package in packages if package.get("vulns")]
    asked = [package for package in packages if "skip_reason" not in package]
    for package in vulnerable:
        for found in package["vulns"]:
            fixed = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}")
    for package in packages:
        if "skip_reason" in package:
            print(f"{package['name']}: not checked. {package['skip_reason']}")
    print(f"{len(asked)} of {expected} packages checked, {len(vulnerable)} with known vulnerabilities.")
    if vulnerable:
        return SOME_KNOWN
    return NONE_KNOWN if len(asked) == expected else NOT_ASKED


def ask(pins: list[str], arguments: list[str]) -> Report | None:
    """Return pip-audit's report about these packages, or None if the database did not answer."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text("\n".join(pins))
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", str(listed), "--no-deps", "--disable-pip",
            "--format", "json", "--progress-spinner", "off", "--vulnerability-service", "osv", *arguments,
        ]  # fmt: skip
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        answer: Report = json.loads(result.stdout)
    except ValueError:
        print(result.stderr.strip().rpartition("\n")[2], file=sys.stderr)
        return None
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
