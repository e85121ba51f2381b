# The HTTP API between CloudFront and the web function. Every address goes to the function; throttled.

resource "aws_apigatewayv2_api" "web" {
  name          = local.name
  description   = "Pages and the API of Alex, behind CloudFront"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "web" {
  api_id                 = aws_apigatewayv2_api.web.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = aws_lambda_alias.live.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

resource "aws_apigatewayv2_route" "web" {
  api_id             = aws_apigatewayv2_api.web.id
  route_key          = "$default"
  authorization_type = "NONE" # the app signs people in
  target             = "integrations/${aws_apigatewayv2_integration.web.id}"
}

resource "aws_apigatewayv2_stage" "web" {
  api_id      = aws_apigatewayv2_api.web.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_rate_limit    = var.web_concurrency
    throttling_burst_limit   = var.web_concurrency * 2
    detailed_metrics_enabled = true
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api.arn
    # no query and no address of a page: both may hold personal data
    format = jsonencode({
      requestId  = "$context.requestId"
      method     = "$context.httpMethod"
      status     = "$context.status"
      latency    = "$context.responseLatency"
      length     = "$context.responseLength"
      error      = "$context.integrationErrorMessage"
      requestEnd = "$context.requestTimeEpoch"
    })
  }
}

resource "aws_lambda_permission" "web" {
  statement_id  = "HttpApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.web.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.web.execution_arn}/*/$default"
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/aws/apigateway/${local.name}"
  retention_in_days = 30
}
