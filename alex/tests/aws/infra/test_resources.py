"""Every resource that Alex needs on AWS is in infra/, with the settings that matter."""

import pytest

from alex.tests.support.terraform_files import all_blocks, blocks, constants, settings, text_of

RESOURCES = [
    ("aws_rds_cluster", "main", {
        "engine": "aurora-postgresql", "storage_encrypted": True, "backup_retention_period": 7,
        "manage_master_user_password": True, "deletion_protection": "${var.deletion_protection}",
        "skip_final_snapshot": False, "iam_database_authentication_enabled": True,
        "serverlessv2_scaling_configuration": [{"min_capacity": 0, "seconds_until_auto_pause": 300}],
    }),
    ("aws_rds_cluster_instance", "main", {"instance_class": "db.serverless"}),
    ("aws_secretsmanager_secret_rotation", "database", {"rotation_rules": [{"automatically_after_days": 30}]}),
    ("aws_sqs_queue", "tasks", {"visibility_timeout_seconds": 960, "sqs_managed_sse_enabled": True}),
    ("aws_sqs_queue", "dead_letters", {"message_retention_seconds": 14 * 86400, "sqs_managed_sse_enabled": True}),
    ("aws_lambda_function", "web", {
        "function_name": "${local.name}-web", "memory_size": 1769, "timeout": 29, "runtime": "python3.13",
        "handler": "handler.lambda_handler", "publish": True, "snap_start": [{"apply_on": "PublishedVersions"}],
    }),
    ("aws_lambda_function", "worker", {
        "function_name": "${local.name}-worker", "memory_size": 3008, "timeout": 900, "runtime": "python3.13",
        "handler": "handler.lambda_handler",
    }),
    ("aws_lambda_alias", "live", {"function_version": "${aws_lambda_function.web.version}"}),
    ("aws_lambda_event_source_mapping", "tasks", {
        "batch_size": 1, "function_response_types": ["ReportBatchItemFailures"],
        "scaling_config": [{"maximum_concurrency": "${var.worker_concurrency}"}],
    }),
    ("aws_lambda_event_source_mapping", "dead_letters", {
        "event_source_arn": "${aws_sqs_queue.dead_letters.arn}", "function_response_types": ["ReportBatchItemFailures"],
    }),
    ("aws_cloudwatch_event_target", "schedule", {"arn": "${aws_lambda_function.worker.arn}"}),
    ("aws_apigatewayv2_api", "web", {"protocol_type": "HTTP"}),
    ("aws_apigatewayv2_integration", "web", {"integration_uri": "${aws_lambda_alias.live.invoke_arn}"}),
    ("aws_apigatewayv2_stage", "web", {
        "default_route_settings": [{"throttling_rate_limit": "${var.web_concurrency}"}],
    }),
    ("aws_cloudfront_origin_access_control", "static", {
        "origin_access_control_origin_type": "s3", "signing_behavior": "always",
    }),
    ("aws_cloudfront_distribution", "main", {
        "default_cache_behavior": [{"viewer_protocol_policy": "redirect-to-https"}],
    }),
    ("aws_cloudfront_response_headers_policy", "static", {}),
    ("aws_s3_bucket_versioning", "private", {"versioning_configuration": [{"status": "Enabled"}]}),
    ("aws_s3_bucket_public_access_block", "private", {"block_public_policy": True, "restrict_public_buckets": True}),
    ("aws_wafv2_web_acl", "edge", {"count": "${var.waf ? 1 : 0}", "scope": "CLOUDFRONT"}),
    ("aws_cloudformation_stack", "vectors", {}),
    ("aws_sagemaker_endpoint", "embeddings", {"count": "${var.sagemaker ? 1 : 0}"}),
    ("aws_sesv2_email_identity", "sender", {}),
    ("aws_cloudtrail", "main", {"is_multi_region_trail": True, "enable_log_file_validation": True}),
    ("aws_guardduty_detector", "main", {"count": "${var.guardduty ? 1 : 0}"}),
    ("aws_budgets_budget", "month", {"time_unit": "MONTHLY", "limit_amount": "${tostring(var.budget_usd)}"}),
    ("aws_cloudwatch_dashboard", "main", {}),
    ("aws_sns_topic_subscription", "alarms", {"endpoint": "${var.alert_email}"}),
    ("aws_vpc_endpoint", "s3", {"vpc_endpoint_type": "Gateway"}),
    ("aws_vpc_endpoint", "service", {"vpc_endpoint_type": "Interface", "private_dns_enabled": True}),
    ("aws_subnet", "private", {"count": 2}),
    ("aws_nat_gateway", "main", {"count": '${var.nat == "gateway" ? 1 : 0}'}),
    ("aws_instance", "nat", {"count": '${var.nat == "instance" ? 1 : 0}', "instance_type": "t4g.nano"}),
    ("aws_iam_policy", "deployer", {}),
]  # fmt: skip
SWITCHES = {"waf", "nat", "research", "sagemaker", "domain_name", "guardduty"}


def matches(expected, actual):
    """Return whether all expected settings are among the actual ones."""
    if isinstance(expected, dict):
        return all(key in actual and matches(value, actual[key]) for key, value in expected.items())
    if isinstance(expected, list) and expected and isinstance(expected[0], dict):
        return len(expected) == len(actual) and all(map(matches, expected, actual))
    return expected == actual


@pytest.mark.parametrize(("kind", "name", "expected"), RESOURCES, ids=[f"{kind}.{name}" for kind, name, _ in RESOURCES])
def test_each_resource_has_its_settings(kind, name, expected):
    assert matches(expected, settings(kind, name))


def test_a_missing_setting_would_be_noticed():
    assert not matches({"batch_size": 2}, settings("aws_lambda_event_source_mapping", "tasks"))
    with pytest.raises(KeyError):
        settings("aws_sqs_queue", "other")


def test_failed_messages_become_dead_letters():
    policy = settings("aws_sqs_queue", "tasks")["redrive_policy"]
    assert "deadLetterTargetArn = aws_sqs_queue.dead_letters.arn" in policy and "maxReceiveCount = 3" in policy
    allowed = settings("aws_sqs_queue_redrive_allow_policy", "dead_letters")["redrive_allow_policy"]
    assert "sourceQueueArns = [aws_sqs_queue.tasks.arn]" in allowed


def test_a_function_ends_before_its_message_returns():
    longest = settings("aws_lambda_function", "worker")["timeout"]
    for queue in ("tasks", "dead_letters"):
        assert longest < settings("aws_sqs_queue", queue)["visibility_timeout_seconds"]


def test_web_answers_before_the_api_gives_up():
    waits = settings("aws_apigatewayv2_integration", "web")["timeout_milliseconds"]
    assert settings("aws_lambda_function", "web")["timeout"] * 1000 < waits <= 30_000


def test_no_concurrency_is_reserved():
    assert not any("reserved_concurrent_executions" in body for _, _, body in all_blocks())


def test_the_firewall_lets_imports_through():
    rules = constants()["firewall_rules"]
    assert rules["common"] == {
        "group": "AWSManagedRulesCommonRuleSet", "count": ["SizeRestrictions_BODY"], "skip_uploads": False,
    }  # fmt: skip
    assert rules["sql"]["group"] == "AWSManagedRulesSQLiRuleSet" and rules["sql"]["skip_uploads"] is True
    assert rules["bad-inputs"]["group"] == "AWSManagedRulesKnownBadInputsRuleSet"
    assert sorted(constants()["firewall_order"]) == sorted(rules)


def test_the_firewall_limits_sign_in_and_api():
    rule = settings("aws_wafv2_web_acl", "edge")["rule"][0]["statement"][0]["rate_based_statement"][0]
    assert (rule["limit"], rule["evaluation_window_sec"], rule["aggregate_key_type"]) == (100, 60, "IP")
    assert set(constants()["limited_paths"]) == {"/api/", "/auth/", "/_allauth/"}


def test_the_budget_warns_three_times():
    notification = settings("aws_budgets_budget", "month")["dynamic"][0]["notification"]
    assert notification["for_each"] == [50, 80, 100]
    assert blocks("variable")["budget_usd"]["default"] == 50


def test_every_costly_part_has_a_switch():
    variables = blocks("variable")
    assert variables.keys() >= SWITCHES
    assert 'contains([\\"none\\", \\"instance\\", \\"gateway\\"], var.nat)' in text_of(variables["nat"])


def test_cloudfront_proves_the_way_to_the_app():
    origins = {origin["origin_id"]: origin for origin in settings("aws_cloudfront_distribution", "main")["origin"]}
    assert origins["api"]["custom_header"] == [{"name": "X-Origin-Secret", "value": "${local.origin_secret}"}]
    assert origins["static"]["origin_access_control_id"] == "${aws_cloudfront_origin_access_control.static.id}"
    assert "ORIGIN_SECRET = local.origin_secret" in text_of(settings("aws_lambda_function", "web")["environment"])


def test_secrets_do_not_enter_the_state():
    for name in ("app", "database"):
        version = settings("aws_secretsmanager_secret_version", name)
        assert "secret_string" not in version and "ephemeral." in version["secret_string_wo"]
