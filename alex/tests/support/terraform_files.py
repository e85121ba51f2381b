"""infra/ as data: its resources, variables and locals, read by python-hcl2 without Terraform."""

import json
from functools import cache
from pathlib import Path

import hcl2

INFRA = Path(__file__).resolve().parents[3] / "infra"


def plain(value):
    """Return values without the quotes and comments that the reader keeps."""
    if isinstance(value, dict):
        return {key.strip('"'): plain(inner) for key, inner in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.strip('"') if isinstance(value, str) else value


@cache
def read_files():
    return {path.name: plain(hcl2.loads(path.read_text())) for path in sorted(INFRA.glob("*.tf"))}


def blocks(kind):
    """Return the blocks of one kind, such as variable, by name."""
    found = {}
    for content in read_files().values():
        for block in content.get(kind, []):
            found |= block
    return found


def settings(kind, name, source="resource"):
    """Return the settings of one resource or data source. Raises KeyError if there is none."""
    for content in read_files().values():
        for block in content.get(source, []):
            if kind in block and name in block[kind]:
                return block[kind][name]
    raise KeyError(f"{kind}.{name}")


def all_blocks(source="resource"):
    """Return (type, name, settings) of every resource or data source."""
    return [
        (kind, name, body)
        for content in read_files().values()
        for block in content.get(source, [])
        for kind, named in block.items()
        for name, body in named.items()
    ]


def text_of(value):
    """Return settings as one text, to look for an expression."""
    return json.dumps(value)


@cache
def constants():
    return blocks("locals")
