# Who called which API of AWS, and whether something looks wrong.

locals {
  trail_arn = "arn:${local.partition}:cloudtrail:${var.region}:${local.account}:trail/${local.name}"
}

resource "aws_cloudtrail" "main" {
  count                         = var.cloudtrail ? 1 : 0
  name                          = local.name
  s3_bucket_name                = aws_s3_bucket.private["audit"].id
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  depends_on                    = [aws_s3_bucket_policy.private]
}

resource "aws_guardduty_detector" "main" {
  count                        = var.guardduty ? 1 : 0
  enable                       = true
  finding_publishing_frequency = "ONE_HOUR"
}
