# Aurora PostgreSQL, serverless: it sleeps after five idle minutes and then costs its storage only.

resource "aws_db_subnet_group" "main" {
  name       = local.name
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_rds_cluster_parameter_group" "main" {
  name        = "${local.name}-postgresql17"
  family      = "aurora-postgresql17"
  description = "TLS only, slow queries in the log, costs of solid-state disks"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "random_page_cost"
    value = "1.1"
  }

  parameter {
    name  = "log_min_duration_statement" # milliseconds
    value = "500"
  }

  parameter {
    name  = "log_parameter_max_length" # the log shows queries without their values
    value = "0"
  }

  parameter {
    name         = "shared_preload_libraries"
    value        = "pg_stat_statements"
    apply_method = "pending-reboot"
  }
}

resource "aws_rds_cluster" "main" {
  cluster_identifier              = local.name
  engine                          = "aurora-postgresql"
  engine_mode                     = "provisioned" # of Serverless v2 too
  engine_version                  = "17.7"
  database_name                   = "alex"
  master_username                 = "alex_owner"
  manage_master_user_password     = true # in a secret that RDS makes and rotates
  port                            = 5432
  storage_encrypted               = true
  backup_retention_period         = 7
  preferred_backup_window         = "07:00-08:00"
  preferred_maintenance_window    = "sun:09:00-sun:10:00"
  copy_tags_to_snapshot           = true
  deletion_protection             = var.deletion_protection
  skip_final_snapshot             = false
  final_snapshot_identifier       = var.final_snapshot
  snapshot_identifier             = var.restore_snapshot
  db_subnet_group_name            = aws_db_subnet_group.main.name
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.main.name
  vpc_security_group_ids          = [aws_security_group.database.id]
  enabled_cloudwatch_logs_exports = ["postgresql"]

  iam_database_authentication_enabled = true

  serverlessv2_scaling_configuration {
    min_capacity             = 0
    max_capacity             = var.database_max_capacity
    seconds_until_auto_pause = 300
  }

  depends_on = [aws_cloudwatch_log_group.database] # RDS would make one that keeps everything for ever

  lifecycle {
    ignore_changes = [snapshot_identifier] # the snapshot matters once, when the cluster is made
  }
}

resource "aws_rds_cluster_instance" "main" {
  identifier                   = "${local.name}-1"
  cluster_identifier           = aws_rds_cluster.main.id
  engine                       = aws_rds_cluster.main.engine
  engine_version               = aws_rds_cluster.main.engine_version
  instance_class               = "db.serverless"
  auto_minor_version_upgrade   = true
  preferred_maintenance_window = "sun:09:00-sun:10:00"
  copy_tags_to_snapshot        = true
}

resource "aws_cloudwatch_log_group" "database" {
  name              = "/aws/rds/cluster/${local.name}/postgresql"
  retention_in_days = 30
}
