"""`start.py sbom [FILE]`: the list of components (SBOM) as CycloneDX JSON.

It lists what is installed, with licenses and who needs whom, and the libraries in static/vendor. The scope tells what
runs on a server (required) from the tools of development (excluded).
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6

ROOT = Path(__file__).resolve().parents[2]
VENDORED = re.compile(r"(?P<name>.+)-(?P<version>\d[\w.]*)")
PIN_PATTERN = re.compile(r"^([\w.-]+)==", re.MULTILINE)
GENERATE = [
    sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml"),
    "--mc-type", "application", "--output-reproducible", "--no-validate", "-o", "-", sys.executable,
]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Write the list to a file, or print it. Return 0."""
    text = JsonV1Dot6(build_bom()).output_as_string(indent=2)
    if arguments:
        Path(arguments[0]).write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
    return 0


def build_bom() -> Bom:
    """Return the components of this environment and of static/vendor, each with its scope."""
    printed = subprocess.run(GENERATE, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    bom: Bom = Bom.from_json(json.loads(printed))  # type: ignore[attr-defined]
    on_servers = {normal_name(name) for name in PIN_PATTERN.findall((ROOT / "requirements.txt").read_text())}
    for component in bom.components:
        runs = normal_name(component.name) in on_servers
        component.scope = ComponentScope.REQUIRED if runs else ComponentScope.EXCLUDED
    files = list(find_vendored(ROOT / "static" / "vendor"))
    bom.components.update(files)
    if bom.metadata.component is not None:
        bom.register_dependency(bom.metadata.component, files)
    return bom


def find_vendored(folder: Path) -> Iterator[Component]:
    """Yield each library of a folder: its name and version from its folder's name, its files with their hashes."""
    for library in sorted(folder.iterdir()):
        parts = VENDORED.fullmatch(library.name)
        if parts is None:
            raise ValueError(f"The name of {library} has no version.")
        files = [
            Component(
                name=path.name, type=ComponentType.FILE, bom_ref=f"{library.name}/{path.name}",
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(path.read_bytes()).hexdigest())],
            )
            for path in sorted(library.iterdir())
        ]  # fmt: skip
        yield Component(
            name=parts["name"], version=parts["version"], type=ComponentType.LIBRARY, bom_ref=library.name,
            scope=ComponentScope.REQUIRED, components=files,
        )  # fmt: skip


def normal_name(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
