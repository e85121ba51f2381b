# The clock. Zappa calls the function that the name of a rule ends with.

locals {
  schedules = merge(
    { "alex.aws.lambda_events.daily" = "cron(30 9 * * ? *)" }, # after the US markets have closed and settled
    var.research ? { "alex.aws.lambda_events.research" = "rate(2 hours)" } : {},
  )
}

resource "aws_cloudwatch_event_rule" "schedule" {
  for_each            = local.schedules
  name                = "${local.name}-worker-${each.key}"
  description         = "Calls ${each.key}"
  schedule_expression = each.value
}

resource "aws_cloudwatch_event_target" "schedule" {
  for_each = aws_cloudwatch_event_rule.schedule
  rule     = each.value.name
  arn      = aws_lambda_function.worker.arn
}

resource "aws_lambda_permission" "schedule" {
  for_each      = aws_cloudwatch_event_rule.schedule
  statement_id  = "Schedule-${replace(each.key, ".", "-")}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.worker.function_name
  principal     = "events.amazonaws.com"
  source_arn    = each.value.arn
}
