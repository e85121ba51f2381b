# The firewall of CloudFront. Large bodies are counted, not refused: imports are larger than 8 KB.

locals {
  # SQL in an uploaded file is text like any other; parameters of queries keep it harmless.
  firewall_rules = {
    common     = { group = "AWSManagedRulesCommonRuleSet", count = ["SizeRestrictions_BODY"], skip_uploads = false }
    sql        = { group = "AWSManagedRulesSQLiRuleSet", count = [], skip_uploads = true }
    bad-inputs = { group = "AWSManagedRulesKnownBadInputsRuleSet", count = [], skip_uploads = false }
  }
  firewall_order = ["common", "bad-inputs", "sql"]

  # The API, and wherever somebody signs in.
  limited_paths = ["/api/", "/auth/", "/_allauth/"]
}

resource "aws_wafv2_web_acl" "edge" {
  count       = var.waf ? 1 : 0
  provider    = aws.us_east_1
  name        = local.name
  description = "In front of CloudFront"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  rule {
    name     = "rate"
    priority = 0

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit                 = 100
        evaluation_window_sec = 60
        aggregate_key_type    = "IP"

        scope_down_statement {
          or_statement {
            dynamic "statement" {
              for_each = local.limited_paths
              content {
                byte_match_statement {
                  search_string         = statement.value
                  positional_constraint = "STARTS_WITH"

                  field_to_match {
                    uri_path {}
                  }

                  text_transformation {
                    priority = 0
                    type     = "LOWERCASE"
                  }
                }
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = local.firewall_order
    content {
      name     = rule.value
      priority = rule.key + 1

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = local.firewall_rules[rule.value].group

          dynamic "rule_action_override" {
            for_each = local.firewall_rules[rule.value].count
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }

          dynamic "scope_down_statement" {
            for_each = local.firewall_rules[rule.value].skip_uploads ? [1] : []
            content {
              not_statement {
                statement {
                  byte_match_statement {
                    search_string         = "/import/"
                    positional_constraint = "CONTAINS"

                    field_to_match {
                      uri_path {}
                    }

                    text_transformation {
                      priority = 0
                      type     = "LOWERCASE"
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.value
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = local.name
    sampled_requests_enabled   = true
  }
}
