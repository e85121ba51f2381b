"""Limits on the size of functions, files, views and tests."""

import ast
import gc
import statistics
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

from bench import structure

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_MOST, FUNCTION_P90, FILE_MOST, FILE_P90, VIEW_MEDIAN, TEST_MEDIAN = 50, 25, 400, 160, 12, 10
HELPERS_MOST, MODULES_MOST = 250, 14


def python_files():
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    files = [path for name in names if "/migrations/" not in name and (path := ROOT / name).exists()]
    return files or [p for p in ROOT.rglob("*.py") if ".venv" not in p.parts and "migrations" not in p.parts]


def parse(path):
    """Parse a file without garbage collection: a finalizer that runs inside CPython 3.11's parser can break it."""
    gc.disable()
    try:
        return ast.parse(path.read_text())
    finally:
        gc.enable()


def functions(files):
    for path in files:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node, node.end_lineno - node.lineno + 1


def p90(sizes):
    return statistics.quantiles(sizes, n=10)[-1]


def is_test(path):
    return "tests" in path.parts


def test_functions_fit_a_glance():
    sizes = list(functions(path for path in python_files() if not is_test(path)))
    assert [f"{path.name}:{node.name} {size}" for path, node, size in sizes if size > FUNCTION_MOST] == []
    assert p90([size for _, _, size in sizes]) <= FUNCTION_P90


def test_files_have_at_most_400_lines():
    lengths = {path: len(path.read_text().splitlines()) for path in python_files()}
    assert [f"{path.name} {length}" for path, length in lengths.items() if length > FILE_MOST] == []
    assert p90([length for path, length in lengths.items() if not is_test(path)]) <= FILE_P90


def test_views_have_a_short_median():
    files = [path for path in python_files() if "views" in (path.stem, path.parent.name)]
    views = [size for _, node, size in functions(files) if node.args.args and node.args.args[0].arg == "request"]
    assert statistics.median(views) <= VIEW_MEDIAN


def test_tests_have_a_short_median():
    files = [path for path in python_files() if path.name.startswith("test_")]
    sizes = [size for _, node, size in functions(files) if node.name.startswith("test_")]
    assert statistics.median(sizes) <= TEST_MEDIAN


@cache
def code_modules():
    return [module for module in structure.read(ROOT) if not is_test(module.path)]


def test_packages_have_at_most_14_modules():
    sizes = Counter(module.package for module in code_modules() if module.path.name != "__init__.py")
    assert {package: size for package, size in sizes.items() if size > MODULES_MOST} == {}


def test_few_private_helpers_are_used_once():
    assert structure.helpers_used_once(code_modules()) <= HELPERS_MOST


def test_no_modules_import_each_other():
    assert structure.cycles(structure.imports(code_modules())) == []
