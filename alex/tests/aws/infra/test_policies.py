"""Roles allow what their function needs, and `*` stands only where the service takes no resource."""

import re

from alex.tests.support.terraform_files import all_blocks, constants, settings, text_of

WITHOUT_RESOURCE = {
    # EC2 describes everything or nothing; X-Ray, passwords and registry tokens belong to no resource
    "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DescribeVpcs",
    "xray:PutTraceSegments", "xray:PutTelemetryRecords", "secretsmanager:GetRandomPassword",
    "ecr:GetAuthorizationToken", "cloudwatch:PutMetricData",
}  # fmt: skip
RUNS_CODE = {"sqs:SendMessage", "lambda:InvokeFunction"}


def statements():
    """Return (document, statement) of every policy document, those in dynamic blocks too."""
    for kind, name, body in all_blocks("data"):
        if kind != "aws_iam_policy_document":
            continue
        nested = [inner["statement"]["content"] for inner in body.get("dynamic", []) if "statement" in inner]
        for statement in [*body.get("statement", []), *(one for content in nested for one in content)]:
            yield name, statement


def actions_of(document):
    return {action for name, statement in statements() if name == document for action in statement["actions"]}


def test_a_star_stands_only_where_it_must():
    allowed = WITHOUT_RESOURCE | set(constants()["deployer_unnamed"])
    for document, statement in statements():
        if statement.get("effect") != "Deny" and statement.get("resources") == ["*"]:
            actions = statement["actions"]
            names = constants()["deployer_unnamed"] if isinstance(actions, str) else actions
            assert set(names) <= allowed, document


def test_no_function_may_do_everything_of_a_service():
    for document in ("function", "app", "web", "worker", "rotation", "sagemaker"):
        assert not [action for action in actions_of(document) if action.endswith(":*")]


def test_the_web_function_calls_no_model():
    for document in ("function", "app", "web"):
        assert not [action for action in actions_of(document) if re.match(r"bedrock|sagemaker|s3vectors", action)]
    assert "bedrock:InvokeModel" in actions_of("worker")


def test_only_the_app_sends_messages():
    senders = {document for document, statement in statements() if RUNS_CODE & set(statement["actions"])}
    assert senders == {"app"}
    enqueue = next(s for d, s in statements() if d == "app" and s["sid"] == "Enqueue")
    assert enqueue["resources"] == ["${aws_sqs_queue.tasks.arn}"]


def test_each_caller_of_a_function_is_named():
    permissions = {name: body for kind, name, body in all_blocks() if kind == "aws_lambda_permission"}
    assert permissions.keys() == {"web", "schedule", "rotation"}
    assert all("source_arn" in body for body in permissions.values())
    assert permissions["web"]["qualifier"] == "${aws_lambda_alias.live.name}"


def test_buckets_and_queues_refuse_plain_http():
    document = settings("aws_iam_policy_document", "bucket", source="data")["statement"][0]
    assert (document["effect"], document["condition"][0]["variable"]) == ("Deny", "aws:SecureTransport")
    assert "aws:SecureTransport" in text_of(settings("aws_sqs_queue_policy", "tls_only"))


def test_the_deployer_acts_on_what_is_ours():
    for service, names in constants()["deployer_named"].items():
        assert names and "*" not in names, service
    assert "rds:ListTagsForResource" in constants()["deployer_unnamed"]
