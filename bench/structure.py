"""Print figures about the structure of the code: how large its parts are, and how they depend on each other.

    python bench/structure.py [FOLDER]

Tests, migrations and vendored files are left out, except in the ratio of tests to code. FOLDER is the checkout to
measure; this one unless given.
"""

import ast
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APPS = ("alex", "people", "portfolios", "advisors", "analysis")
LONG_FILE = 400
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.path.parent.as_posix()

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS))


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
    everything = list(read(root))
    code = [module for module in everything if "tests" not in module.path.parts]
    tests = [module for module in everything if "tests" in module.path.parts]
    for name, figure in {
        **packages(code),
        **function_lengths(code),
        "private helpers used once": helpers_used_once(code),
        "import cycles, type-only imports too": len(cycles(imports(code))),
        "modules without a docstring": sum(lacks_docstring(module) for module in code),
        "test lines to code lines": f"{sum(m.lines for m in tests) / sum(m.lines for m in code):.2f}",
        f"files over {LONG_FILE} lines": sum(module.lines > LONG_FILE for module in everything),
        "test files over 250 lines": sum(module.lines > 250 for module in tests),
    }.items():
        print(f"{name:40} {figure}")


def read(root: Path) -> Iterator[Module]:
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                text, relative = path.read_text(), path.relative_to(root)
                name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
                yield Module(name, relative, text, ast.parse(text))


def packages(code: list[Module]) -> dict[str, object]:
    sizes = Counter(module.package for module in code if module.path.name != "__init__.py")
    package, size = sizes.most_common(1)[0]
    return {"modules": len(code), "packages": len(sizes), "modules in the largest package": f"{size} ({package})"}


def function_lengths(code: list[Module]) -> dict[str, object]:
    lengths = sorted(node.end_lineno - node.lineno + 1 for module in code for node in module.functions())  # type: ignore[operator]
    return {
        "functions": len(lengths),
        "lines of a function: median": statistics.median(lengths),
        "lines of a function: 90th percentile": lengths[int(len(lengths) * 0.9)],
        "lines of a function: longest": lengths[-1],
    }


def helpers_used_once(code: list[Module]) -> int:
    """Count functions and methods with a leading underscore that their module mentions once besides defining them."""
    count = 0
    for module in code:
        names = mentions(module)
        private = (one.name for one in module.functions() if one.name.startswith("_") and not one.name.startswith("__"))
        count += sum(names[name] == 1 for name in private)
    return count


def mentions(module: Module) -> Counter[str]:
    names: Counter[str] = Counter()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name):
            names[node.id] += 1
        elif isinstance(node, ast.Attribute):
            names[node.attr] += 1
    return names


def lacks_docstring(module: Module) -> bool:
    return bool(module.text.strip()) and ast.get_docstring(module.tree) is None


def imports(code: list[Module]) -> dict[str, set[str]]:
    """Return which module imports which, also inside functions and for type checkers only."""
    known = {module.name for module in code}
    graph: dict[str, set[str]] = defaultdict(set)
    for module in code:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom):
                named = {f"{node.module}.{alias.name}" for alias in node.names}
                graph[module.name] |= (named & known) or ({node.module or ""} & known)
            elif isinstance(node, ast.Import):
                graph[module.name] |= {alias.name for alias in node.names} & known
        graph[module.name].discard(module.name)
    return graph


def cycles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return the groups of modules that reach each other."""
    reached = {name: reachable(graph, name) for name in graph}
    groups = {frozenset({name} | {m for m in reached[name] if name in reached.get(m, ())}) for name in graph}
    return [set(group) for group in groups if len(group) > 1]


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += graph.get(name, ())
    return found


if __name__ == "__main__":
    main()
