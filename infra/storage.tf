# Private buckets: static files behind CloudFront, exports with short-lived links, the record of API calls.

locals {
  buckets = {
    static  = { keep_days = null }
    exports = { keep_days = 1 }
    audit   = { keep_days = 365 }
  }
}

resource "aws_s3_bucket" "private" {
  for_each = local.buckets
  bucket   = "${local.name}-${each.key}-${local.suffix}"

  force_destroy = !var.deletion_protection # `manage.py destroy` switches the protection off
}

resource "aws_s3_bucket_public_access_block" "private" {
  for_each                = local.buckets
  bucket                  = aws_s3_bucket.private[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "private" {
  for_each = local.buckets
  bucket   = aws_s3_bucket.private[each.key].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "private" {
  for_each = local.buckets
  bucket   = aws_s3_bucket.private[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "private" {
  for_each   = local.buckets
  bucket     = aws_s3_bucket.private[each.key].id
  depends_on = [aws_s3_bucket_versioning.private]

  rule {
    id     = "clean"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    noncurrent_version_expiration {
      noncurrent_days = each.value.keep_days == 1 ? 1 : 30
    }

    dynamic "expiration" {
      for_each = each.value.keep_days == null ? [] : [each.value.keep_days]
      content {
        days = expiration.value
      }
    }
  }
}

data "aws_iam_policy_document" "bucket" {
  for_each = local.buckets

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.private[each.key].arn, "${aws_s3_bucket.private[each.key].arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = each.key == "static" ? [1] : []
    content {
      sid       = "CloudFrontReads"
      actions   = ["s3:GetObject"]
      resources = ["${aws_s3_bucket.private["static"].arn}/*"]

      principals {
        type        = "Service"
        identifiers = ["cloudfront.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "AWS:SourceArn"
        values   = [aws_cloudfront_distribution.main.arn]
      }
    }
  }

  dynamic "statement" {
    for_each = each.key == "audit" ? { GetBucketAcl = "", PutObject = "/AWSLogs/${local.account}/*" } : {}
    content {
      sid       = "CloudTrail${statement.key}"
      actions   = ["s3:${statement.key}"]
      resources = ["${aws_s3_bucket.private["audit"].arn}${statement.value}"]

      principals {
        type        = "Service"
        identifiers = ["cloudtrail.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "AWS:SourceArn"
        values   = [local.trail_arn]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "private" {
  for_each   = local.buckets
  bucket     = aws_s3_bucket.private[each.key].id
  policy     = data.aws_iam_policy_document.bucket[each.key].json
  depends_on = [aws_s3_bucket_public_access_block.private]
}
