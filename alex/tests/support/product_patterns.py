"""Collect every regular expression of the product from its source, so that no new one is forgotten."""

import ast
import re
from collections import defaultdict
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


def has_patterns(path: Path) -> bool:
    """Return whether a file may use the functions of `re`. To parse every file takes seconds."""
    return re.search(r"\bre\.\w", (ROOT / path).read_text()) is not None


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
def collect(path: Path) -> tuple[dict[str, Usage], dict[str, str]]:
    """Return a file's patterns by place, and the source of calls whose pattern is made at run time by place."""
    usages: dict[str, Usage] = {}
    made: dict[str, str] = {}
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
    return _methods_by_name()[assigned[1]] if assigned else {"search"}


@cache
def _methods_by_name() -> dict[str, set[str]]:
    """Return the methods of patterns that are called in the product, by the name before the dot."""
    methods: dict[str, set[str]] = defaultdict(set)
    called = re.compile(rf"(?<![\w.])(\w+)\.({'|'.join(FUNCTIONS)})\b")
    for path in product_files():
        for name, method in called.findall((ROOT / path).read_text()):
            methods[name].add(method)
    return methods
