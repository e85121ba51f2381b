# Alarms, each with an entry of the same name in docs/operations.md. They mail whoever alert_email names.

resource "aws_sns_topic" "alarms" {
  name = "${local.name}-alarms"
}

data "aws_iam_policy_document" "alarms" {
  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.alarms.json
}

resource "aws_sns_topic_subscription" "alarms" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alert_email
}

locals {
  functions = {
    web      = aws_lambda_function.web.function_name
    worker   = aws_lambda_function.worker.function_name
    rotation = aws_lambda_function.rotation.function_name
  }

  # Each fires when the figure of one period is above the threshold.
  alarms = {
    dead-letters = {
      description = "A message was delivered three times and failed. The handler empties the queue, so it counts them itself."
      namespace   = local.metrics, metric = "DeadLetters", statistic = "Sum", period = 300, threshold = 0
      dimensions  = local.metric_dimensions
    }
    api-errors = {
      description = "The API answered with 5xx more than 5 times in 5 minutes."
      namespace   = "AWS/ApiGateway", metric = "5xx", statistic = "Sum", period = 300, threshold = 5
      dimensions  = { ApiId = aws_apigatewayv2_api.web.id }
    }
    database-connection-failures = {
      description = "The app could not connect to the database more than 3 times in 5 minutes."
      namespace   = local.metrics, metric = "DatabaseConnectionFailures", statistic = "Sum", period = 300, threshold = 3
      dimensions  = local.metric_dimensions
    }
    oldest-message = {
      description = "A message has waited for more than 5 minutes."
      namespace   = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", statistic = "Maximum", period = 60, threshold = 300
      dimensions  = { QueueName = aws_sqs_queue.tasks.name }
    }
    web-throttles = {
      description = "Lambda refused to start the web function."
      namespace   = "AWS/Lambda", metric = "Throttles", statistic = "Sum", period = 300, threshold = 0
      dimensions  = { FunctionName = aws_lambda_function.web.function_name }
    }
    worker-throttles = {
      description = "Lambda refused to start the worker function."
      namespace   = "AWS/Lambda", metric = "Throttles", statistic = "Sum", period = 300, threshold = 0
      dimensions  = { FunctionName = aws_lambda_function.worker.function_name }
    }
    model-spend = {
      description = "Language models cost more than 80% of the day's limit."
      namespace   = local.metrics, metric = "Dollars", statistic = "Sum", period = 86400, threshold = var.llm_usd_per_day * 0.8
      dimensions  = local.metric_dimensions
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "figure" {
  for_each            = local.alarms
  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each            = local.functions
  alarm_name          = "${local.name}-${each.key}-errors"
  alarm_description   = "More than 5% of the runs of ${each.value} failed in 5 minutes."
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]

  metric_query {
    id          = "rate"
    label       = "Errors in percent"
    expression  = "100 * errors / MAX([errors, invocations])"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { errors = "Errors", invocations = "Invocations" }
    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        stat        = "Sum"
        period      = 300
        dimensions  = { FunctionName = each.value }
      }
    }
  }
}
