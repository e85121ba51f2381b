# What a person or a pipeline needs to deploy Alex. The first deployment needs an administrator; after it, attach both
# policies to whoever deploys. Two, because one would be longer than IAM allows.

locals {
  arn = "arn:${local.partition}"

  deployer_named = {
    rds            = ["${local.arn}:rds:${var.region}:${local.account}:*:${local.name}*"]
    secretsmanager = ["${local.arn}:secretsmanager:${var.region}:${local.account}:secret:${local.name}/*", "${local.arn}:secretsmanager:${var.region}:${local.account}:secret:rds!*"]
    sqs            = ["${local.arn}:sqs:${var.region}:${local.account}:${local.name}-*"]
    sns            = ["${local.arn}:sns:${var.region}:${local.account}:${local.name}-*"]
    s3             = ["${local.arn}:s3:::${local.name}-*"]
    s3vectors      = ["${local.arn}:s3vectors:${var.region}:${local.account}:bucket/${local.name}-*"]
    lambda         = ["${local.arn}:lambda:${var.region}:${local.account}:function:${local.name}-*", "${local.arn}:lambda:${var.region}:${local.account}:event-source-mapping:*"]
    events         = ["${local.arn}:events:${var.region}:${local.account}:rule/${local.name}-*"]
    logs           = ["${local.arn}:logs:${var.region}:${local.account}:log-group:/aws/*/${local.name}*"]
    cloudwatch     = ["${local.arn}:cloudwatch:${var.region}:${local.account}:alarm:${local.name}-*", "${local.arn}:cloudwatch::${local.account}:dashboard/${local.name}"]
    cloudformation = ["${local.arn}:cloudformation:${var.region}:${local.account}:stack/${local.name}-*"]
    cloudtrail     = [local.trail_arn]
    budgets        = ["${local.arn}:budgets::${local.account}:budget/${local.name}"]
    ses            = ["${local.arn}:ses:${var.region}:${local.account}:identity/*"]
    sagemaker      = ["${local.arn}:sagemaker:${var.region}:${local.account}:*/${local.name}-*"]
    cloudfront     = ["${local.arn}:cloudfront::${local.account}:*"]
    wafv2          = ["${local.arn}:wafv2:us-east-1:${local.account}:global/*"]
    apigateway     = ["${local.arn}:apigateway:${var.region}::/apis*", "${local.arn}:apigateway:${var.region}::/tags/*"]
    guardduty      = ["${local.arn}:guardduty:${var.region}:${local.account}:detector/*"]
    ec2            = ["${local.arn}:ec2:${var.region}:${local.account}:*", "${local.arn}:ec2:${var.region}::image/*"]
  }

  # These create or list, so there is nothing to name yet.
  deployer_unnamed = [
    "sts:GetCallerIdentity", "ec2:Describe*", "rds:Describe*", "rds:ListTagsForResource", "lambda:GetEventSourceMapping",
    "lambda:ListEventSourceMappings", "lambda:CreateEventSourceMapping", "logs:DescribeLogGroups", "cloudtrail:DescribeTrails",
    "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "secretsmanager:GetRandomPassword", "cloudfront:List*",
    "wafv2:List*", "ecr:GetAuthorizationToken", "guardduty:CreateDetector", "guardduty:ListDetectors",
    "ses:CreateEmailIdentity", "bedrock:ListFoundationModels", "logs:CreateLogDelivery", "logs:DescribeResourcePolicies",
    "logs:PutResourcePolicy", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
  ]
}

data "aws_iam_policy_document" "deployer_services" {
  dynamic "statement" {
    for_each = local.deployer_named
    content {
      sid       = title(statement.key)
      actions   = ["${statement.key}:*"]
      resources = statement.value
    }
  }
}

data "aws_iam_policy_document" "deployer_access" {
  statement {
    sid       = "ServicesThatTakeNoResource"
    actions   = local.deployer_unnamed
    resources = ["*"]
  }

  statement {
    sid       = "Image" # the public parameter that names Amazon Linux
    actions   = ["ssm:GetParameter", "ssm:GetParameters"]
    resources = ["${local.arn}:ssm:${var.region}::parameter/aws/service/ami-amazon-linux-latest/*"]
  }

  statement {
    sid       = "KeysOfServices" # RDS looks at the key of the secret that it makes
    actions   = ["kms:DescribeKey"]
    resources = ["${local.arn}:kms:${var.region}:${local.account}:key/*"]
  }

  statement {
    sid     = "OwnRoles"
    actions = ["iam:*Role", "iam:*RolePolicy", "iam:*RolePolicies", "iam:ListInstanceProfilesForRole", "iam:TagRole", "iam:UntagRole"]
    resources = [
      for role in ["web", "worker", "rotation", "sagemaker"] : "${local.arn}:iam::${local.account}:role/${local.name}-${role}"
    ]
  }

  statement {
    sid       = "OwnPolicies"
    actions   = ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions"]
    resources = ["${local.arn}:iam::${local.account}:policy/${local.name}-deployer-*"]
  }

  statement {
    sid       = "RolesOfServices"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["${local.arn}:iam::${local.account}:role/aws-service-role/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["rds.amazonaws.com", "ops.apigateway.amazonaws.com", "guardduty.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "deployer" {
  for_each = {
    services = data.aws_iam_policy_document.deployer_services.json
    access   = data.aws_iam_policy_document.deployer_access.json
  }
  name        = "${local.name}-deployer-${each.key}"
  description = "What deploying Alex needs"
  policy      = each.value
}
