# The two functions. Zappa's handler runs both packages; `zappa deploy` and `zappa update` are not used, because they
# would set the configuration and the event source mapping back to Zappa's own.

locals {
  public_host = local.has_domain ? var.domain_name : aws_cloudfront_distribution.main.domain_name

  both_environment = {
    ALLOWED_HOSTS                        = local.public_host
    SITE_URL                             = "https://${local.public_host}"
    APP_SECRET_ARN                       = aws_secretsmanager_secret.app.arn
    CONN_MAX_AGE                         = "0" # an open connection would keep Aurora awake
    CSRF_TRUSTED_ORIGINS                 = "https://${local.public_host}"
    DATABASE_IAM                         = tostring(var.database_iam)
    DATABASE_SECRET_ARN                  = aws_secretsmanager_secret.database.arn
    DATABASE_URL                         = "postgresql://alex_app@${aws_rds_cluster.main.endpoint}:5432/${aws_rds_cluster.main.database_name}?sslmode=verify-full"
    DB_SSLROOTCERT                       = var.database_ca_bundle
    DEFAULT_AWS_REGION                   = var.region
    DEFAULT_FROM_EMAIL                   = local.has_mail ? "Alex <${var.sender_email}>" : "Alex <alex@localhost>"
    EXPORT_BUCKET                        = aws_s3_bucket.private["exports"].bucket
    INSTANTIATE_LAMBDA_HANDLER_ON_IMPORT = "1" # Zappa loads Django while the function starts
    LOG_LEVEL                            = "INFO"
    POWERTOOLS_METRICS_NAMESPACE         = local.metrics
    POWERTOOLS_SERVICE_NAME              = local.name
    MAIL                                 = local.has_mail ? "ses" : ""
    QUEUE                                = "sqs"
    TASK_QUEUE                           = aws_sqs_queue.tasks.name
    TASK_QUEUE_URL_PREFIX                = trimsuffix(aws_sqs_queue.tasks.url, "/${aws_sqs_queue.tasks.name}")
    USE_X_FORWARDED_HOST                 = "true"
  }

  model_environment = {
    BEDROCK_MODEL_ID    = var.bedrock_model_id
    BEDROCK_REGION      = local.bedrock_region
    LLM_MAX_USD_PER_DAY = tostring(var.llm_usd_per_day)
    RESEARCH_FEEDS      = var.research ? var.research_feeds : ""
  }

  worker_environment = {
    DATABASE_OWNER_SECRET_ARN    = local.owner_secret
    EMBEDDING_DIMENSIONS         = tostring(local.embedding_dimensions)
    EMBEDDING_MODEL              = var.sagemaker ? "sagemaker/${local.name}-embeddings" : "bedrock/amazon.titan-embed-text-v2:0"
    LITELLM_LOCAL_MODEL_COST_MAP = "True" # otherwise its import fetches prices
    VECTOR_BUCKET                = local.vector_bucket
    VECTOR_INDEX                 = local.vector_index
  }
}

resource "aws_lambda_function" "web" {
  function_name = "${local.name}-web"
  description   = "Pages and the API"
  role          = aws_iam_role.web.arn
  runtime       = "python3.13"
  architectures = ["x86_64"]
  handler       = "handler.lambda_handler"
  s3_bucket     = var.package_bucket
  s3_key        = var.web_package
  memory_size   = 1769 # one whole core
  timeout       = 29   # an HTTP API waits 30 seconds
  publish       = true # SnapStart is of published versions

  snap_start {
    apply_on = "PublishedVersions"
  }

  vpc_config {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = [aws_security_group.function.id]
  }

  environment {
    variables = merge(local.both_environment, local.model_environment, { ORIGIN_SECRET = local.origin_secret })
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function["web"].name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.web]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "The version that people see"
  function_name    = aws_lambda_function.web.function_name
  function_version = aws_lambda_function.web.version
}

resource "aws_lambda_function" "worker" {
  function_name = "${local.name}-worker"
  description   = "Analyses, scheduled tasks and migrations"
  role          = aws_iam_role.worker.arn
  runtime       = "python3.13"
  architectures = ["x86_64"]
  handler       = "handler.lambda_handler"
  s3_bucket     = var.package_bucket
  s3_key        = var.worker_package
  memory_size   = 3008
  timeout       = 900

  vpc_config {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = [aws_security_group.function.id]
  }

  environment {
    variables = merge(local.both_environment, local.model_environment, local.worker_environment)
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function["worker"].name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.worker]
}

resource "aws_lambda_event_source_mapping" "tasks" {
  event_source_arn        = aws_sqs_queue.tasks.arn
  function_name           = aws_lambda_function.worker.arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.worker_concurrency
  }
}

resource "aws_lambda_event_source_mapping" "dead_letters" {
  event_source_arn        = aws_sqs_queue.dead_letters.arn
  function_name           = aws_lambda_function.worker.arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 2
  }
}

# A message that could not be handled is delivered again by the queue; a failed event of the clock is not.
resource "aws_lambda_function_event_invoke_config" "worker" {
  function_name                = aws_lambda_function.worker.function_name
  maximum_retry_attempts       = 1
  maximum_event_age_in_seconds = 3600
}

resource "aws_cloudwatch_log_group" "function" {
  for_each          = toset(["web", "worker", "rotation"])
  name              = "/aws/lambda/${local.name}-${each.key}"
  retention_in_days = 30
}
