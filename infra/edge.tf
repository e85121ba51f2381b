# CloudFront: static files from the bucket, everything else from the HTTP API with a secret that proves the way.

# Policies that AWS manages have the same id in every account.
locals {
  caching_disabled            = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  caching_optimized           = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  all_viewer_headers_but_host = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
}

resource "aws_cloudfront_origin_access_control" "static" {
  name                              = "${local.name}-static"
  description                       = "CloudFront signs its requests to the bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_function" "forwarded_host" {
  name    = "${local.name}-forwarded-host"
  comment = "X-Forwarded-Host"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = file("${path.module}/forwarded_host.js")
}

resource "aws_cloudfront_response_headers_policy" "static" {
  name    = "${local.name}-static"
  comment = "Static files: security headers, kept for a year because their names change with their content"

  security_headers_config {
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = "DENY"
      override     = true
    }
    referrer_policy {
      referrer_policy = "same-origin"
      override        = true
    }
    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
    content_security_policy {
      content_security_policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
      override                = true
    }
  }

  custom_headers_config {
    items {
      header   = "Cache-Control"
      value    = "public, max-age=3600"
      override = false # the upload says more for names that hold a hash
    }
  }
}

# The app sets its own headers; these hold where an answer comes from CloudFront or the API itself.
resource "aws_cloudfront_response_headers_policy" "pages" {
  name    = "${local.name}-pages"
  comment = "Pages: security headers where the app did not set them"

  security_headers_config {
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = "DENY"
      override     = false
    }
    referrer_policy {
      referrer_policy = "same-origin"
      override        = false
    }
    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
  }
}

resource "aws_cloudfront_distribution" "main" {
  enabled         = true
  comment         = "Alex"
  aliases         = local.has_domain ? [var.domain_name] : []
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = "PriceClass_100"
  web_acl_id      = var.waf ? aws_wafv2_web_acl.edge[0].arn : null

  origin {
    origin_id   = "api"
    domain_name = trimprefix(aws_apigatewayv2_api.web.api_endpoint, "https://")

    custom_header {
      name  = "X-Origin-Secret"
      value = local.origin_secret
    }

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      origin_read_timeout    = 30
    }
  }

  origin {
    origin_id                = "static"
    domain_name              = aws_s3_bucket.private["static"].bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.static.id
  }

  default_cache_behavior {
    target_origin_id           = "api"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.caching_disabled
    origin_request_policy_id   = local.all_viewer_headers_but_host
    response_headers_policy_id = aws_cloudfront_response_headers_policy.pages.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.forwarded_host.arn
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/static/*"
    target_origin_id           = "static"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.static.id
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = !local.has_domain
    acm_certificate_arn            = local.has_domain ? var.certificate_arn : null
    ssl_support_method             = local.has_domain ? "sni-only" : null
    minimum_protocol_version       = local.has_domain ? "TLSv1.2_2021" : "TLSv1"
  }
}
