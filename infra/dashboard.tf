# One page with everything that tells how Alex does.

locals {
  metrics           = "Alex/Agents"
  metric_dimensions = { service = local.name }
  agents            = ["planner", "tagger", "reporter", "charter", "retirement", "researcher"]

  # A widget is a title, a unit and its metrics: namespace, name, then pairs of dimension and value.
  widgets = [
    { title = "Runs of the functions", stat = "Sum", metrics = [
      for name in values(local.functions) : ["AWS/Lambda", "Invocations", "FunctionName", name]
    ] },
    { title = "Errors and throttles", stat = "Sum", metrics = flatten([
      for name in values(local.functions) : [for metric in ["Errors", "Throttles"] : [["AWS/Lambda", metric, "FunctionName", name]]]
    ], ) },
    { title = "Seconds of a run, slowest 5%", stat = "p95", metrics = [
      for name in values(local.functions) : ["AWS/Lambda", "Duration", "FunctionName", name]
    ] },
    { title = "Answers 4xx and 5xx", stat = "Sum", metrics = [
      for metric in ["Count", "4xx", "5xx"] : ["AWS/ApiGateway", metric, "ApiId", aws_apigatewayv2_api.web.id]
    ] },
    { title = "Messages waiting", stat = "Maximum", metrics = [
      for queue in [aws_sqs_queue.tasks.name, aws_sqs_queue.dead_letters.name] :
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue]
    ] },
    { title = "Age of the oldest message", stat = "Maximum", metrics = [
      ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", aws_sqs_queue.tasks.name]
    ] },
    { title = "Aurora capacity (ACU)", stat = "Maximum", metrics = [
      ["AWS/RDS", "ServerlessDatabaseCapacity", "DBClusterIdentifier", aws_rds_cluster.main.cluster_identifier]
    ] },
    { title = "Connections", stat = "Maximum", metrics = [
      ["AWS/RDS", "DatabaseConnections", "DBClusterIdentifier", aws_rds_cluster.main.cluster_identifier],
      [local.metrics, "DatabaseConnectionFailures", "service", local.name]
    ] },
    { title = "Query latency", stat = "p95", metrics = [
      [local.metrics, "QueryMilliseconds", "service", local.name],
      ["AWS/RDS", "CommitLatency", "DBClusterIdentifier", aws_rds_cluster.main.cluster_identifier]
    ] },
    { title = "Analyses and dead letters", stat = "Sum", metrics = [
      for metric in ["Analyses", "FailedAnalyses", "DeadLetters"] : [local.metrics, metric, "service", local.name]
    ] },
    { title = "Runs by agent", stat = "Sum", metrics = local.by_agent["Runs"] },
    { title = "Seconds by agent", stat = "Average", metrics = local.by_agent["Seconds"] },
    { title = "Tool calls by agent", stat = "Sum", metrics = local.by_agent["ToolCalls"] },
    { title = "Error rate by agent", stat = "Average", metrics = local.by_agent["Errors"] },
    { title = "Tokens by agent", stat = "Sum", metrics = local.by_agent["Tokens"] },
    { title = "Dollars by agent", stat = "Sum", metrics = local.by_agent["Dollars"] },
  ]

  by_agent = {
    for metric in ["Runs", "Seconds", "ToolCalls", "Errors", "Tokens", "Dollars"] : metric => [
      for agent in local.agents : [local.metrics, metric, "service", local.name, "Agent", agent]
    ]
  }
}

resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = local.name

  dashboard_body = jsonencode({
    widgets = [
      for number, widget in local.widgets : {
        type   = "metric"
        x      = (number % 3) * 8
        y      = floor(number / 3) * 6
        width  = 8
        height = 6
        properties = {
          title   = widget.title
          region  = var.region
          stat    = widget.stat
          period  = 300
          metrics = widget.metrics
        }
      }
    ]
  })
}
