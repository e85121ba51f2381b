# Sets a new password of the app's login every 30 days, in the secret and in the database.

resource "aws_lambda_function" "rotation" {
  function_name = "${local.name}-rotation"
  description   = "A new password for the app's login"
  role          = aws_iam_role.rotation.arn
  runtime       = "python3.13"
  architectures = ["x86_64"]
  handler       = "alex.aws.rotation.lambda_handler"
  s3_bucket     = var.package_bucket
  s3_key        = var.worker_package
  memory_size   = 512
  timeout       = 120 # the database may have to wake

  vpc_config {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = [aws_security_group.function.id]
  }

  environment {
    variables = {
      DATABASE_IAM              = tostring(var.database_iam)
      DATABASE_OWNER_SECRET_ARN = local.owner_secret
      DB_SSLROOTCERT            = var.database_ca_bundle
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function["rotation"].name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.rotation]
}

resource "aws_lambda_permission" "rotation" {
  statement_id   = "SecretsManager"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.rotation.function_name
  principal      = "secretsmanager.amazonaws.com"
  source_account = local.account
  source_arn     = aws_secretsmanager_secret.database.arn
}

resource "aws_iam_role" "rotation" {
  name               = "${local.name}-rotation"
  assume_role_policy = data.aws_iam_policy_document.assume_lambda.json
}

data "aws_iam_policy_document" "rotation" {
  source_policy_documents = [data.aws_iam_policy_document.function["rotation"].json]

  statement {
    sid       = "Rotate"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"]
    resources = [aws_secretsmanager_secret.database.arn]
  }

  statement {
    sid       = "Owner"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [local.owner_secret]
  }

  statement {
    sid       = "NewPassword" # it takes no resource
    actions   = ["secretsmanager:GetRandomPassword"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "rotation" {
  name   = "rotation"
  role   = aws_iam_role.rotation.id
  policy = data.aws_iam_policy_document.rotation.json
}
