"""Collect every regular expression of the product from its source, so that no new one is forgotten."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path

from alex.tests.test_sizes import parse, python_files

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("alex", "analysis", "advisors", "portfolios", "people")
FUNCTIONS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
ANCHORED = {"match", "fullmatch"}
"""Methods that try one position only. All others search from every position."""


@dataclass
class Usage:
    """One pattern. methods: how the product uses it."""

    pattern: re.Pattern
    methods: set[str] = field(default_factory=set)


def product_files() -> list[Path]:
    files = (path.relative_to(ROOT) for path in python_files())
    return [path for path in files if path.parts[0] in PACKAGES and "tests" not in path.parts]


def regex_calls(path: Path) -> Iterator[ast.Call]:
    """Yield calls of the functions of `re`."""
    for node in ast.walk(parse(ROOT / path)):
        called = node.func if isinstance(node, ast.Call) else None
        is_of_re = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"
        if is_of_re and called.attr in FUNCTIONS:
            yield node


def evaluate(call: ast.Call, path: Path) -> re.Pattern | None:
    """Return the pattern of a call, or None if it depends on local variables."""
    module = import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    flags = next((word.value for word in call.keywords if word.arg == "flags"), None)
    second = call.args[1] if call.func.attr == "compile" and len(call.args) > 1 else flags
    try:
        found = [eval(ast.unparse(part), vars(module)) if part else 0 for part in (call.args[0], second)]
        return re.compile(*found)
    except (NameError, AttributeError, TypeError):
        return None


@cache
def collect() -> tuple[dict[str, Usage], dict[str, str]]:
    """Return the patterns by place, and the source of calls whose pattern is made at run time by place."""
    usages: dict[str, Usage] = {}
    made: dict[str, str] = {}
    for path in product_files():
        for call in regex_calls(path):
            source = " ".join(ast.unparse(call).split())
            place = f"{path}: {source}"
            pattern = evaluate(call, path)
            if pattern is None:
                made[place] = source
            else:
                methods = _methods_of_names(path, call) if call.func.attr == "compile" else {call.func.attr}
                usages[place] = Usage(pattern, methods or {"search"})
    return usages, made


def _methods_of_names(path: Path, call: ast.Call) -> set[str]:
    """Return the methods called on the name of a compiled pattern, anywhere. Other uses count as a search."""
    lines = (ROOT / path).read_text().splitlines()
    assigned = re.match(r"(\w+)\b[^=]*= re\.compile", lines[call.lineno - 1])
    if not assigned:
        return {"search"}
    uses = re.compile(rf"(?<![\w.]){assigned[1]}\b(?:\.(\w+))?")
    found = {use[1] for text in _sources() for use in uses.finditer(text)}
    return found & FUNCTIONS


@cache
def _sources() -> list[str]:
    return [(ROOT / path).read_text() for path in product_files()]
