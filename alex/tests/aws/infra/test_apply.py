"""infra/ applied to a stand-in of AWS by the real Terraform, read back, and destroyed."""

import json
import subprocess

import pytest

from alex.tests.support.aws_stand_in import client, stand_in
from alex.tests.support.terraform_files import INFRA
from alex.tests.support.terraform_root import Root, find_terraform

pytestmark = [pytest.mark.slow, pytest.mark.processes]

REQUIRED = {
    "owner": "tests", "alert_email": "jane@example.com", "package_bucket": "packages", "web_package": "web.zip",
    "worker_package": "worker.zip",
}  # fmt: skip
VARIABLES = {
    **REQUIRED, "sender_email": "alex@example.com", "guardduty": "true", "research": "true", "sagemaker": "true",
}  # fmt: skip
EMPTY_ARCHIVE = b"PK\x05\x06" + bytes(18)


@pytest.fixture(scope="module")
def terraform():
    return find_terraform()


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    with stand_in(tmp_path_factory.mktemp("aws")) as environment:
        storage = client("s3", environment)
        storage.create_bucket(Bucket="packages")
        for key in ("web.zip", "worker.zip"):
            storage.put_object(Bucket="packages", Key=key, Body=EMPTY_ARCHIVE)
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


@pytest.mark.parametrize("switches", [
    {"nat": "none"},
    {"nat": "gateway", "waf": "false", "cloudtrail": "false", "bedrock_model_id": "", "database_iam": "true"},
    {"domain_name": "alex.example.com", "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/1"},
], ids=["no-way-out", "cheap", "own-domain"])  # fmt: skip
def test_each_switch_gives_a_plan(root, switches):
    assert "Plan: " in root.run("plan", "-input=false", "-no-color", **REQUIRED, **switches)


def test_a_wrong_value_is_refused(root):
    with pytest.raises(AssertionError, match="nat is none, instance or gateway"):
        root.run("plan", "-input=false", "-no-color", **{**VARIABLES, "nat": "instances"})
    with pytest.raises(AssertionError, match="Research reads feeds"):
        root.run("plan", "-input=false", "-no-color", **{**VARIABLES, "nat": "none", "sender_email": ""})


def test_apply_read_back_and_destroy(root, aws):
    root.run("apply", "-input=false", "-auto-approve", **VARIABLES)
    outputs = {name: found["value"] for name, found in json.loads(root.run("output", "-json")).items()}
    check_queue(aws)
    check_functions(aws, outputs)
    check_database(aws)
    check_edge(aws, outputs)
    check_secrets(aws, root)
    check_rest(aws)
    last = {**VARIABLES, "deletion_protection": "false", "final_snapshot": "alex-final-test"}
    only = ("-target=aws_rds_cluster.main", "-target=aws_s3_bucket.private")
    root.run("apply", "-input=false", "-auto-approve", *only, **last)
    root.run("destroy", "-input=false", "-auto-approve", **last)
    assert root.run("state", "list") == ""
    snapshots = client("rds", aws).describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert [snapshot["DBClusterSnapshotIdentifier"] for snapshot in snapshots] == ["alex-final-test"]


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
    host = outputs["address"].removeprefix("https://")
    assert environment["ALLOWED_HOSTS"] == host and environment["CSRF_TRUSTED_ORIGINS"] == outputs["address"]
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
    found = client("cloudfront", aws).get_distribution(Id=outputs["distribution_id"])
    edge = found["Distribution"]["DistributionConfig"]
    origins = {origin["Id"]: origin for origin in edge["Origins"]["Items"]}
    header = origins["api"]["CustomHeaders"]["Items"][0]
    web = client("lambda", aws).get_function_configuration(FunctionName="alex-web")
    secret = web["Environment"]["Variables"]["ORIGIN_SECRET"]
    assert (header["HeaderName"], header["HeaderValue"]) == ("X-Origin-Secret", secret) and len(secret) == 48
    rules = client("wafv2", aws).list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    assert edge["WebACLId"] == rules[0]["ARN"]
    storage = client("s3", aws)
    assert storage.get_bucket_versioning(Bucket=outputs["static_bucket"])["Status"] == "Enabled"
    blocked = storage.get_public_access_block(Bucket=outputs["static_bucket"])["PublicAccessBlockConfiguration"]
    assert all(blocked.values())


def check_secrets(aws, root):
    secrets = client("secretsmanager", aws)
    app = json.loads(secrets.get_secret_value(SecretId="alex/app")["SecretString"])
    assert len(app["SECRET_KEY"]) == 64
    login = json.loads(secrets.get_secret_value(SecretId="alex/database")["SecretString"])
    assert (login["username"], len(login["password"])) == ("alex_app", 40)
    state = (root.folder / "terraform.tfstate").read_text()
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
    web = client("iam", aws).get_role_policy(RoleName="alex-web", PolicyName="web")["PolicyDocument"]
    assert "bedrock" not in json.dumps(web) and "sqs:SendMessage" in json.dumps(web)
