# What each function may do. The web function cannot call a model; nobody may send messages or call functions but who
# must, since both mean running code of one's own.

data "aws_iam_policy_document" "assume_lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "web" {
  name               = "${local.name}-web"
  assume_role_policy = data.aws_iam_policy_document.assume_lambda.json
}

resource "aws_iam_role" "worker" {
  name               = "${local.name}-worker"
  assume_role_policy = data.aws_iam_policy_document.assume_lambda.json
}

locals {
  bedrock_region = var.bedrock_region != "" ? var.bedrock_region : var.region
  model_regions  = "*" # a model's inference profile may send a request to any Region of its part of the world
  models = [
    for model in compact([var.bedrock_model_id, var.sagemaker ? "" : "amazon.titan-embed-text-v2:0"]) :
    "arn:${local.partition}:bedrock:${local.model_regions}::foundation-model/${replace(model, "/^(us|eu|apac|global)\\./", "")}"
  ]
  profiles = var.bedrock_model_id == "" ? [] : [
    for part in ["us", "eu", "apac", "global"] :
    "arn:${local.partition}:bedrock:${local.bedrock_region}:${local.account}:inference-profile/${part}.${replace(var.bedrock_model_id, "/^(us|eu|apac|global)\\./", "")}"
  ]
}

# What every function needs: its log, traces, and an interface in the private subnets.
data "aws_iam_policy_document" "function" {
  for_each = toset(["web", "worker", "rotation"])

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function[each.key].arn}:*"]
  }

  statement {
    sid     = "Network"
    actions = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]
    resources = concat(aws_subnet.private[*].arn, [
      aws_security_group.function.arn,
      "arn:${local.partition}:ec2:${var.region}:${local.account}:network-interface/*",
    ])
  }

  statement {
    sid       = "ServicesThatTakeNoResource"
    actions   = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"]
  }

  # Lambda itself makes the interfaces. Code that runs in the function may not.
  statement {
    sid       = "NotTheCode"
    effect    = "Deny"
    actions   = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "lambda:SourceFunctionArn"
      values   = ["arn:${local.partition}:lambda:${var.region}:${local.account}:function:${local.name}-${each.key}"]
    }
  }
}

# What web and worker share.
data "aws_iam_policy_document" "app" {
  statement {
    sid       = "Secrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.app.arn, aws_secretsmanager_secret.database.arn]
  }

  statement {
    sid       = "Enqueue"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.tasks.arn]
  }

  statement {
    sid       = "Exports"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.private["exports"].arn}/*"]
  }

  dynamic "statement" {
    for_each = aws_sesv2_email_identity.sender
    content {
      sid       = "Mail"
      actions   = ["ses:SendEmail", "ses:SendRawEmail"]
      resources = [statement.value.arn]
    }
  }

  dynamic "statement" {
    for_each = var.database_iam ? [1] : []
    content {
      sid       = "DatabaseToken"
      actions   = ["rds-db:connect"]
      resources = ["arn:${local.partition}:rds-db:${var.region}:${local.account}:dbuser:${aws_rds_cluster.main.cluster_resource_id}/alex_app"]
    }
  }
}

data "aws_iam_policy_document" "web" {
  source_policy_documents = [
    data.aws_iam_policy_document.function["web"].json,
    data.aws_iam_policy_document.app.json,
  ]
}

data "aws_iam_policy_document" "worker" {
  source_policy_documents = [
    data.aws_iam_policy_document.function["worker"].json,
    data.aws_iam_policy_document.app.json,
  ]

  statement {
    sid       = "Owner" # migrations
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [local.owner_secret]
  }

  statement {
    sid       = "Queue"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
    resources = [aws_sqs_queue.tasks.arn, aws_sqs_queue.dead_letters.arn]
  }

  statement {
    sid       = "Vectors"
    actions   = ["s3vectors:PutVectors", "s3vectors:GetVectors", "s3vectors:QueryVectors"]
    resources = [local.vector_index_arn]
  }

  dynamic "statement" {
    for_each = length(local.models) > 0 ? [1] : []
    content {
      sid       = "Models"
      actions   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = concat(local.models, local.profiles)
    }
  }

  dynamic "statement" {
    for_each = aws_sagemaker_endpoint.embeddings
    content {
      sid       = "Embeddings"
      actions   = ["sagemaker:InvokeEndpoint"]
      resources = [statement.value.arn]
    }
  }
}

resource "aws_iam_role_policy" "web" {
  name   = "web"
  role   = aws_iam_role.web.id
  policy = data.aws_iam_policy_document.web.json
}

resource "aws_iam_role_policy" "worker" {
  name   = "worker"
  role   = aws_iam_role.worker.id
  policy = data.aws_iam_policy_document.worker.json
}
