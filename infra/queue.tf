# The queue of jobs, and where messages go that were delivered too often.

resource "aws_sqs_queue" "dead_letters" {
  name                       = "${local.name}-tasks-dead-letters"
  message_retention_seconds  = 1209600 # 14 days
  visibility_timeout_seconds = 960
  sqs_managed_sse_enabled    = true
}

resource "aws_sqs_queue" "tasks" {
  name                       = "${local.name}-tasks"
  visibility_timeout_seconds = 960 # longer than the worker may take
  message_retention_seconds  = 345600
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.tasks.arn]
  })
}

resource "aws_sqs_queue_policy" "tls_only" {
  for_each = {
    tasks        = aws_sqs_queue.tasks
    dead_letters = aws_sqs_queue.dead_letters
  }
  queue_url = each.value.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = each.value.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
