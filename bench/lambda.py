"""Print the sizes and cold starts of the two Lambda packages: `python bench/lambda.py`. Figures, not tests.

Each row is the median of five fresh processes on one core that have nothing but the unzipped package on their path. The
CPU seconds are what counts: on a busy machine the wall time is longer. "unchecked" are the .pyc files as packaged.
"plain" are ordinary .pyc files in a zip file, whose dates never fit, so that Python compiles every module again.
"start" is what Lambda does before it takes a request, "request" what the first one adds. It uses a database of its own
and drops it at the end. It needs Lambda's Python and some minutes.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from alex.aws.packaging.archive import HEAVIEST
from alex.aws.packaging.build import MIB, OUTPUT_FOLDER, BuiltPackage, build_package, unzip_package
from alex.aws.packaging.bytecode import find_python
from alex.aws.packaging.dependencies import install_requirements, leave_out_unused
from alex.aws.packaging.packages import LAMBDA_LIMIT_MIB, PACKAGES, LambdaPackage
from alex.aws.packaging.project_files import add_project
from alex.tests.support.lambda_calls import http_event
from alex.tests.support.lambda_packages import function_environment
from analysis.tests.support.database_outage import get_database_url
from people import acting_as
from portfolios.changes.demo import create_demo_user

RUNS = 5
PLAIN_DATE = 315_532_800  # 1980-01-01, the date of every file in a zip file of Zappa
MEASURE = """
import sys, time, json, os
folder, then, event = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
sys.path.insert(0, folder)
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
wall, cpu = time.perf_counter(), time.process_time()
import handler
start = time.process_time() - cpu
if then == "page":
    answer = handler.lambda_handler(event, None)
    assert answer["statusCode"] == 200, answer
elif then == "agents":
    from analysis.worker.tasks import warm_up
    from advisors.runtime.litellm import load_litellm
    warm_up(), load_litellm()
    import agents.extensions.models.litellm_model
total = time.process_time() - cpu
rss = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
answers.write(json.dumps([start, total, time.perf_counter() - wall, rss / 1024]))
"""


def print_sizes(package: LambdaPackage, built: BuiltPackage) -> None:
    unzipped = built.unzipped_bytes / MIB
    print(f"{package.name}: {built.zip_bytes / MIB:.1f} MiB zipped, {unzipped:.1f} MiB unzipped ", end="")
    print(f"(limit here {package.max_mib}, of Lambda {LAMBDA_LIMIT_MIB})")
    parts = list(built.parts.items())[:HEAVIEST]
    print("  " + ", ".join(f"{name} {size / MIB:.1f}" for name, size in parts))


def fill_plain(package: LambdaPackage, manifest: Path, python: Path, folder: Path) -> None:
    """Fill the folder with the same files, but with .pyc files as Zappa packages them."""
    install_requirements(package, settings.BASE_DIR, folder)
    leave_out_unused(package, folder)
    add_project(package, settings.BASE_DIR, folder, manifest)
    command = [str(python), "-I", "-m", "compileall", "-q", "-j", "0", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for source in folder.rglob("*.py"):
        os.utime(source, (PLAIN_DATE, PLAIN_DATE))


def measure(python: Path, folder: Path, then: str, event: object, environment: dict[str, str]) -> list[float]:
    """Return the medians of CPU seconds of the start, CPU seconds in all, wall seconds and MiB of memory.

    The last one is the least of the CPU seconds in all: other programs on the machine only add to it.
    """
    command = [str(python), "-I", "-S", "-B", "-c", MEASURE, str(folder), then, json.dumps(event)]
    if hasattr(os, "sched_setaffinity"):
        command = ["taskset", "--cpu-list", "0", *command]
    runs = []
    for _ in range(RUNS + 1):  # the first one fills the page cache
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(run.stderr)
        runs.append(json.loads(run.stdout))
    least = min(run[1] for run in runs[1:])
    return [*(statistics.median(column) for column in zip(*runs[1:], strict=True)), least]


def print_row(name: str, files: str, figures: list[float], target: float) -> None:
    start, total, wall, memory, least = figures
    verdict = f"  target {target:.1f} s: {'met' if total <= target else 'missed'}" if files == "unchecked" else ""
    cpu = f"{start:5.2f} + {total - start:4.2f} = {total:5.2f} s CPU (least {least:5.2f})"
    print(f"  {name:42} {files:9} {cpu} {wall:6.2f} s wall {memory:4.0f} MiB{verdict}")


@contextmanager
def signed_in_cookie() -> Iterator[tuple[str, str]]:
    """Yield the address of a database, and the session cookie of a demo user in it."""
    name = connection.creation.create_test_db(verbosity=0)
    try:
        call_command("seed_instruments", stdout=StringIO())
        user, client = create_demo_user(), Client()
        with acting_as(user.pk):
            client.force_login(user)
        yield get_database_url(), f"__Host-session={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def print_cold_starts(python: Path, folders: dict[tuple[str, str], Path]) -> None:
    """Print a row for each page or import, and for both kinds of .pyc files."""
    with signed_in_cookie() as (database, cookie):
        landing, dashboard = http_event("/"), http_event("/dashboard/", cookies=[cookie])
        rows = (
            ("web", "landing", "page", landing, 1.0),
            ("web", "dashboard, signed in", "page", dashboard, 1.0),
            ("worker", "lazy: the handler alone", "nothing", {}, 1.0),
            ("worker", "eager: with agents and LiteLLM", "agents", {}, 4.0),
        )
        for package, name, then, event, target in rows:
            environment = function_environment(package, DATABASE_URL=database, LITELLM_LOCAL_MODEL_COST_MAP="True")
            for files in ("unchecked", "plain"):
                figures = measure(python, folders[package, files], then, event, environment)
                print_row(f"{package} {name}", files, figures, target)


def main() -> None:
    python = find_python() or sys.exit("Lambda's Python was not found, so nothing can be measured.")
    output = settings.BASE_DIR / OUTPUT_FOLDER
    folders = {}
    with tempfile.TemporaryDirectory() as temporary:
        for package in PACKAGES.values():
            built = build_package(package, output)
            print_sizes(package, built)
            for files in ("unchecked", "plain"):
                folders[package.name, files] = Path(temporary) / f"{package.name}-{files}"
            unzip_package(output / f"{package.name}.zip", folders[package.name, "unchecked"])
            manifest = output / "static" / "staticfiles.json"
            fill_plain(package, manifest, python, folders[package.name, "plain"])
        print(f"Cold starts, medians of {RUNS} processes on one core:")
        print_cold_starts(python, folders)


if __name__ == "__main__":
    main()
