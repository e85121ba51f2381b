"""The functions get only documented settings, and what the names in infra/ refer to exists."""

import re
from importlib import import_module
from pathlib import Path

from advisors import team
from alex.tests.support.terraform_files import INFRA, all_blocks, constants, read_files, settings, text_of

DOCUMENTED = Path(INFRA.parent / "docs" / "operations.md").read_text()
RULE_ENDING = re.compile(r"alex(?:\.\w+)+")


def function_environments():
    """Return the settings of each function: those it shares and those of its own."""
    maps = constants()
    own = {
        name: re.findall(r"[{,] *([A-Z_]+) =", text_of(settings("aws_lambda_function", name)["environment"]))
        for name in ("web", "worker")
    }
    rotation = settings("aws_lambda_function", "rotation")["environment"][0]["variables"]
    shared = [*maps["both_environment"], *maps["model_environment"]]
    return {
        "web": {*shared, *own["web"]},
        "worker": {*shared, *own["worker"], *maps["worker_environment"]},
        "rotation": set(rotation),
    }


def test_each_environment_name_is_documented():
    names = set().union(*function_environments().values())
    assert len(names) > 25
    assert sorted(name for name in names if f"`{name}`" not in DOCUMENTED) == []


def test_only_the_worker_knows_the_owner():
    environments = function_environments()
    assert "DATABASE_OWNER_SECRET_ARN" not in environments["web"]
    assert "DATABASE_OWNER_SECRET_ARN" in environments["worker"]


def test_no_function_gets_a_secret_in_plain_text():
    """The origin secret is the exception: CloudFront sends it in a header, so its configuration holds it anyway."""
    names = set().union(*function_environments().values())
    assert {name for name in names if re.search(r"SECRET|PASSWORD|KEY", name) and not name.endswith("_ARN")} == {
        "ORIGIN_SECRET"
    }


def test_rule_names_end_in_functions():
    names = RULE_ENDING.findall(constants()["schedules"])
    assert names == ["alex.aws.lambda_events.daily", "alex.aws.lambda_events.research"]
    for module, _, function in (name.rpartition(".") for name in names):
        assert callable(getattr(import_module(module), function))
    assert settings("aws_cloudwatch_event_rule", "schedule")["name"] == "${local.name}-worker-${each.key}"
    assert '\\"rate(2 hours)\\"' in text_of(constants()["schedules"])


def test_the_rotation_handler_exists():
    module, _, function = settings("aws_lambda_function", "rotation")["handler"].rpartition(".")
    assert callable(getattr(import_module(module), function))


def test_the_dashboard_shows_every_agent():
    assert sorted(constants()["agents"]) == sorted(spec.role for spec in team.analysts())


def test_every_resource_is_tagged_by_default():
    providers = read_files()["versions.tf"]["provider"]
    assert [provider["aws"]["default_tags"] for provider in providers] == [[{"tags": "${local.tags}"}]] * 2
    assert constants()["tags"] == {"Project": "alex", "Environment": "${var.environment}", "Owner": "${var.owner}"}
    overriding = {key for _, _, body in all_blocks() for key in body.get("tags", {})}
    assert overriding <= {"Name"}


def test_the_example_names_known_variables():
    lines = (INFRA / "example.tfvars").read_text().splitlines()
    named = {line.lstrip("# ").split("=")[0].strip() for line in lines if re.match(r"#? ?[a-z_]+ *=", line)}
    known = {name for content in read_files().values() for block in content.get("variable", []) for name in block}
    assert named <= known and {"owner", "alert_email"} <= named
