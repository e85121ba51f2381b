# Secrets. None of these values is in Terraform's state: they are made while it applies, and written only.

ephemeral "aws_secretsmanager_random_password" "django" {
  password_length     = 64
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_random_password" "demo" {
  password_length     = 24
  exclude_punctuation = true
}

# Names of environment variables with their values. Add keys of providers here by hand (docs/deploy.md): a new version
# of this secret stays when Terraform applies again.
resource "aws_secretsmanager_secret" "app" {
  name                    = "${local.name}/app"
  description             = "Django's key and the keys of providers"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "app" {
  secret_id                = aws_secretsmanager_secret.app.id
  secret_string_wo_version = 1
  secret_string_wo = jsonencode({
    SECRET_KEY    = ephemeral.aws_secretsmanager_random_password.django.random_password
    DEMO_PASSWORD = ephemeral.aws_secretsmanager_random_password.demo.random_password
  })
}

ephemeral "aws_secretsmanager_random_password" "database" {
  password_length     = 40
  exclude_punctuation = true
}

# The app's login. The rotation sets its password in the database; until then nobody can sign in with it.
resource "aws_secretsmanager_secret" "database" {
  name                    = "${local.name}/database"
  description             = "The login of the app, which owns no table"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id                = aws_secretsmanager_secret.database.id
  secret_string_wo_version = 1
  secret_string_wo = jsonencode({
    engine   = "postgres"
    host     = aws_rds_cluster.main.endpoint
    port     = 5432
    dbname   = aws_rds_cluster.main.database_name
    username = "alex_app"
    password = ephemeral.aws_secretsmanager_random_password.database.random_password
  })
}

resource "aws_secretsmanager_secret_rotation" "database" {
  secret_id           = aws_secretsmanager_secret.database.id
  rotation_lambda_arn = aws_lambda_function.rotation.arn
  rotate_immediately  = false # `manage.py deploy` does, once the database is there

  rotation_rules {
    automatically_after_days = 30
  }

  depends_on = [aws_lambda_permission.rotation, aws_secretsmanager_secret_version.database]
}

# What only CloudFront and the app know. It must be in both, so it is the one secret in the state, which is encrypted.
data "aws_secretsmanager_random_password" "origin" {
  password_length     = 48
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "origin" {
  name                    = "${local.name}/origin"
  description             = "What CloudFront sends with each request, so that the app answers nobody else"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "origin" {
  secret_id     = aws_secretsmanager_secret.origin.id
  secret_string = data.aws_secretsmanager_random_password.origin.random_password

  lifecycle {
    ignore_changes = [secret_string] # the data source gives another one each time
  }
}

locals {
  origin_secret = aws_secretsmanager_secret_version.origin.secret_string
  owner_secret  = aws_rds_cluster.main.master_user_secret[0].secret_arn
}
