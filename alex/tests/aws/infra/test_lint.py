"""cfn-lint checks the stack and the versions in infra/, checkov everything. Both need no account."""

import json
import subprocess

import pytest

pytest.importorskip("hcl2", reason="python-hcl2 is not installed: infra/ was not checked")
from alex.tests.aws.infra.checkov_exceptions import EXCEPTIONS
from alex.tests.support.checkov_program import find_checkov
from alex.tests.support.terraform_files import INFRA, settings

pytestmark = pytest.mark.slow

CHECKOV_SECONDS = 240


def lint(template):
    from cfnlint import api  # it builds grammars for seconds while it is imported

    return [f"{match.rule.id} {match.message}" for match in api.lint(template, config={"regions": ["us-east-1"]})]


def versions(engine_version, runtime):
    """Return a template with the versions of infra/, since Terraform itself does not check them."""
    function = {
        "Runtime": runtime, "Handler": "handler.lambda_handler", "Role": "arn:aws:iam::123456789012:role/alex-web",
        "Code": {"S3Bucket": "packages", "S3Key": "web.zip"}, "MemorySize": 1769, "Timeout": 29,
    }  # fmt: skip
    cluster = {"Engine": "aurora-postgresql", "EngineVersion": engine_version, "DBClusterIdentifier": "alex"}
    resources = {
        "Function": {"Type": "AWS::Lambda::Function", "Properties": function},
        "Cluster": {
            "Type": "AWS::RDS::DBCluster", "Properties": cluster, "DeletionPolicy": "Snapshot",
            "UpdateReplacePolicy": "Snapshot",
        },
    }  # fmt: skip
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})


def test_the_vector_stack_is_valid():
    assert lint((INFRA / "vectors.yaml").read_text()) == []


def test_an_error_in_the_stack_is_found():
    wrong = (INFRA / "vectors.yaml").read_text().replace("cosine", "nearest")
    assert [found[:5] for found in lint(wrong)] == ["E3030"]


def test_engine_and_runtime_are_supported():
    engine = settings("aws_rds_cluster", "main")["engine_version"]
    for name in ("web", "worker", "rotation"):
        assert lint(versions(engine, settings("aws_lambda_function", name)["runtime"])) == []


def test_an_old_engine_or_runtime_is_found():
    assert [found[:5] for found in lint(versions("16.6", "python3.13"))] == ["W3690"]
    assert lint(versions("17.7", "python3.6"))[0].startswith(("E2533", "W2533", "E2531", "W2531"))


@pytest.mark.processes
def test_checkov_fails_only_with_a_reason(request):
    checkov = find_checkov(request.config.cache.mkdir("checkov"))
    if checkov is None:
        pytest.skip("checkov could not be installed: infra/ was not checked for insecure settings")
    command = [checkov, "-d", str(INFRA), "--framework", "terraform", "--compact", "--quiet", "-o", "json"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=CHECKOV_SECONDS, check=False)
    result = json.loads(run.stdout)
    assert result["summary"]["parsing_errors"] == 0 and result["summary"]["passed"] > 300
    failed = {check["check_id"]: check["check_name"] for check in result["results"]["failed_checks"]}
    assert {number: name for number, name in failed.items() if number not in EXCEPTIONS} == {}
    assert sorted(EXCEPTIONS.keys() - failed.keys()) == [], "These exceptions are not needed any more."
