"""infra/ applied to a stand-in of AWS by the real Terraform, read back, and destroyed."""

import json
import logging
import subprocess
from datetime import UTC, datetime

import pytest

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.deploy import Deployment
from alex.aws.deployment.destroy import Destruction
from alex.aws.deployment.steps import run_steps
from alex.aws.deployment.terraform import STATE_KEY
from alex.tests.support.aws_stand_in import client, stand_in
from alex.tests.support.terraform_files import INFRA
from alex.tests.support.terraform_root import Root, copy_infra, find_terraform

pytestmark = [pytest.mark.slow, pytest.mark.processes]

logger = logging.getLogger(__name__)

REQUIRED = {
    "owner": "tests", "alert_email": "jane@example.com", "package_bucket": "packages", "web_package": "web.zip",
    "worker_package": "worker.zip",
}  # fmt: skip
VARIABLES = {
    **REQUIRED, "sender_email": "alex@example.com", "guardduty": "true", "research": "true", "sagemaker": "true",
}  # fmt: skip
NOW = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
UNTIL_APPLIED = ("Create the deployment bucket", "Upload the packages", "Prepare an upgrade", "Apply Terraform")
UPGRADE = ("Prepare an upgrade", "Upload static files", "Invalidate CloudFront")
EMPTY_ARCHIVE = b"PK\x05\x06" + bytes(18)


@pytest.fixture(scope="module")
def terraform():
    return find_terraform()


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    with stand_in(tmp_path_factory.mktemp("aws")) as environment:
        yield environment


@pytest.fixture(scope="module")
def root(terraform, aws, tmp_path_factory):
    return Root(tmp_path_factory.mktemp("infra"), terraform, aws)


def test_the_files_are_formatted_and_valid(root, terraform):
    formatted = subprocess.run(
        [terraform[0], f"-chdir={INFRA}", "fmt", "-check", "-diff"], capture_output=True, check=False
    )
    assert formatted.returncode == 0, formatted.stdout.decode()
    assert json.loads(root.run("validate", "-json"))["valid"] is True


@pytest.mark.sweep(1)
@pytest.mark.parametrize("switches", [
    {"nat": "none"},
    {"nat": "gateway", "waf": "false", "cloudtrail": "false", "bedrock_model_id": "", "database_iam": "true"},
    {"domain_name": "alex.example.com", "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/1"},
], ids=["no-way-out", "cheap", "own-domain"])  # fmt: skip
def test_each_switch_makes_a_plan_of_its_own(root, switches):
    assert "Plan: " in root.run("plan", "-input=false", "-no-color", **REQUIRED, **switches)


def test_a_wrong_value_stops_the_plan_with_a_reason(root):
    with pytest.raises(AssertionError, match="nat is none, instance or gateway"):
        root.run("plan", "-input=false", "-no-color", **{**VARIABLES, "nat": "instances"})
    with pytest.raises(AssertionError, match="Research reads feeds"):
        root.run("plan", "-input=false", "-no-color", **{**VARIABLES, "nat": "none", "sender_email": ""})


@pytest.mark.sweep(0)
@pytest.mark.long
def test_deploy_read_back_and_destroy(deployment, aws):
    """The steps of `manage.py deploy` that need no database, then those of `manage.py destroy`."""
    steps = {step.title: step for step in deployment.steps()}
    run_steps([steps[title] for title in UNTIL_APPLIED], dry_run=False, write=logger.info)
    check_queue(aws)
    check_functions(aws, deployment.outputs)
    check_database(aws)
    check_edge(aws, deployment.outputs)
    check_secrets(aws)
    check_rest(aws)
    let_files_be_written(aws)
    run_steps([steps[title] for title in UPGRADE], dry_run=False, write=logger.info)
    run_steps(Destruction(deployment.configuration, now=NOW).steps(), dry_run=False, write=logger.info)
    assert client("s3", aws).list_buckets()["Buckets"] == []
    assert client("lambda", aws).list_functions()["Functions"] == []
    snapshots = client("rds", aws).describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    assert [snapshot["DBClusterSnapshotIdentifier"] for snapshot in snapshots] == ["alex-final-20261129-083000"]


@pytest.fixture
def deployment(terraform, aws, tmp_path, monkeypatch):
    """Return a deployment of two empty packages and one static file, with Terraform's state in its bucket."""
    for name, value in {**aws, "TERRAFORM": terraform[0], "TF_PLUGIN_DIR": str(terraform[1])}.items():
        monkeypatch.setenv(name, value)
    configuration = Configuration("us-east-1", infra=tmp_path / "infra", build=tmp_path / "build")
    copy_infra(configuration.infra, local_state=False)
    given = {name: value for name, value in VARIABLES.items() if not name.endswith(("_bucket", "_package"))}
    (configuration.infra / "terraform.tfvars").write_text(
        "\n".join(f'{name} = "{text}"' for name, text in given.items())
    )
    (configuration.build / "static").mkdir(parents=True)
    (configuration.build / "static" / "robots.txt").write_text("")
    for kind in ("web", "worker"):
        (configuration.build / f"{kind}.zip").write_bytes(EMPTY_ARCHIVE)
    return Deployment(configuration, build=False)


def let_files_be_written(aws):
    """Delete the policies of the buckets: moto reads "deny what comes without TLS" as "deny everything"."""
    storage = client("s3", aws)
    for name in ("static", "exports", "audit"):
        bucket = f"alex-{name}-123456789012-us-east-1"
        policy = json.loads(storage.get_bucket_policy(Bucket=bucket)["Policy"])
        assert policy["Statement"][0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        storage.delete_bucket_policy(Bucket=bucket)


def check_queue(aws):
    queues = client("sqs", aws)
    address = queues.get_queue_url(QueueName="alex-tasks")["QueueUrl"]
    attributes = queues.get_queue_attributes(QueueUrl=address, AttributeNames=["All"])["Attributes"]
    assert attributes["VisibilityTimeout"] == "960"
    assert json.loads(attributes["RedrivePolicy"])["maxReceiveCount"] == 3
    assert queues.list_queue_tags(QueueUrl=address)["Tags"] == {
        "Project": "alex", "Environment": "production", "Owner": "tests",
    }  # fmt: skip


def check_functions(aws, outputs):
    functions = client("lambda", aws)
    found = {f["FunctionName"]: f for f in functions.list_functions()["Functions"]}
    assert {(name, f["MemorySize"], f["Timeout"]) for name, f in found.items()} == {
        ("alex-web", 1769, 29), ("alex-worker", 3008, 900), ("alex-rotation", 512, 120),
    }  # fmt: skip
    mappings = functions.list_event_source_mappings()["EventSourceMappings"]
    assert len(mappings) == 2
    for mapping in mappings:
        assert mapping["BatchSize"] == 1 and mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    environment = found["alex-web"]["Environment"]["Variables"]
    host = outputs.address.removeprefix("https://")
    assert environment["ALLOWED_HOSTS"] == host and environment["CSRF_TRUSTED_ORIGINS"] == outputs.address
    assert functions.get_alias(FunctionName="alex-web", Name="live")["FunctionVersion"] == "1"
    rules = client("events", aws).list_rules()["Rules"]
    assert {rule["Name"] for rule in rules} == {
        "alex-worker-alex.aws.lambda_events.daily", "alex-worker-alex.aws.lambda_events.research",
    }  # fmt: skip


def check_database(aws):
    cluster = client("rds", aws).describe_db_clusters()["DBClusters"][0]
    assert (cluster["StorageEncrypted"], cluster["DeletionProtection"]) == (True, True)
    scaling = cluster["ServerlessV2ScalingConfiguration"]
    assert (scaling["MinCapacity"], scaling["SecondsUntilAutoPause"]) == (0.0, 300)


def check_edge(aws, outputs):
    found = client("cloudfront", aws).get_distribution(Id=outputs.distribution_id)
    edge = found["Distribution"]["DistributionConfig"]
    origins = {origin["Id"]: origin for origin in edge["Origins"]["Items"]}
    header = origins["api"]["CustomHeaders"]["Items"][0]
    web = client("lambda", aws).get_function_configuration(FunctionName="alex-web")
    secret = web["Environment"]["Variables"]["ORIGIN_SECRET"]
    assert (header["HeaderName"], header["HeaderValue"]) == ("X-Origin-Secret", secret) and len(secret) == 48
    rules = client("wafv2", aws).list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    assert edge["WebACLId"] == rules[0]["ARN"]
    storage = client("s3", aws)
    assert storage.get_bucket_versioning(Bucket=outputs.static_bucket)["Status"] == "Enabled"
    blocked = storage.get_public_access_block(Bucket=outputs.static_bucket)["PublicAccessBlockConfiguration"]
    assert all(blocked.values())


def check_secrets(aws):
    secrets = client("secretsmanager", aws)
    app = json.loads(secrets.get_secret_value(SecretId="alex/app")["SecretString"])
    assert len(app["SECRET_KEY"]) == 64
    login = json.loads(secrets.get_secret_value(SecretId="alex/database")["SecretString"])
    assert (login["username"], len(login["password"])) == ("alex_app", 40)
    stored = client("s3", aws).get_object(Bucket="alex-deployments-123456789012-us-east-1", Key=STATE_KEY)
    state = stored["Body"].read().decode()
    assert "alex-web" in state
    assert app["SECRET_KEY"] not in state and login["password"] not in state
    assert secrets.describe_secret(SecretId="alex/database")["RotationEnabled"] is True


def check_rest(aws):
    watch = client("cloudwatch", aws)
    assert len(watch.describe_alarms()["MetricAlarms"]) == 10
    assert len(json.loads(watch.get_dashboard(DashboardName="alex")["DashboardBody"])["widgets"]) == 16
    assert client("cloudtrail", aws).get_trail_status(Name="alex")["IsLogging"] is True
    assert client("sagemaker", aws).list_endpoints()["Endpoints"][0]["EndpointName"] == "alex-embeddings"
    stacks = client("cloudformation", aws).describe_stacks()["Stacks"]
    assert [stack["StackName"] for stack in stacks] == ["alex-vectors"]
    identities = client("sesv2", aws).list_email_identities()["EmailIdentities"]
    assert [identity["IdentityName"] for identity in identities] == ["alex@example.com"]
    assert len(client("guardduty", aws).list_detectors()["DetectorIds"]) == 1
    web = client("iam", aws).get_role_policy(RoleName="alex-web", PolicyName="web")["PolicyDocument"]
    assert "bedrock" not in json.dumps(web) and "sqs:SendMessage" in json.dumps(web)
    check_deployer(aws)


def check_deployer(aws):
    """IAM takes no policy of more than 6,144 characters, blanks not counted."""
    iam = client("iam", aws)
    own = [found for found in iam.list_policies(Scope="Local")["Policies"] if "deployer" in found["PolicyName"]]
    assert len(own) == 2
    for policy in own:
        version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
        document = version["PolicyVersion"]["Document"]
        assert len(json.dumps(document, separators=(",", ":"))) <= 6_144
