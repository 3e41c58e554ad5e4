locals {
  # CloudFront's list lives in us-east-1, the load balancer's beside it.
  lists = {
    web = { scope = "CLOUDFRONT", region = "us-east-1" }
    api = { scope = "REGIONAL", region = var.region }
  }
  # Rules that are counted and do not block: bytecode of a contract is a larger body than the rule's 8 KB.
  managed_rules = {
    AWSManagedRulesAmazonIpReputationList = { priority = 10, counted = [] }
    AWSManagedRulesCommonRuleSet          = { priority = 20, counted = ["SizeRestrictions_BODY"] }
    AWSManagedRulesKnownBadInputsRuleSet  = { priority = 30, counted = [] }
  }
}

# By this CloudFront shows the load balancer that a request has been through its own list, under its sender's address. It is in
# the state: whoever reads it evades the limits below, not those of the services.
resource "terraform_data" "edge" {
  input = uuid()
  lifecycle {
    ignore_changes = [input]
  }
}

resource "aws_wafv2_web_acl" "main" {
  for_each = local.lists
  name     = "${var.name}-${each.key}"
  scope    = each.value.scope
  region   = each.value.region

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = each.key == "api" ? [terraform_data.edge.output] : []
    content {
      name     = "passed-at-the-edge"
      priority = 0
      action {
        allow {}
      }
      statement {
        byte_match_statement {
          positional_constraint = "EXACTLY"
          search_string         = rule.value
          field_to_match {
            single_header {
              name = "x-dapp-edge"
            }
          }
          text_transformation {
            priority = 0
            type     = "NONE"
          }
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "passed-at-the-edge"
        sampled_requests_enabled   = false
      }
    }
  }

  # Of one address in five minutes. The services' own limits are by user and finer.
  rule {
    name     = "requests"
    priority = 1
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit              = 3000
        aggregate_key_type = "IP"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "requests"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "logins"
    priority = 2
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit              = 100
        aggregate_key_type = "IP"
        scope_down_statement {
          byte_match_statement {
            positional_constraint = "STARTS_WITH"
            search_string         = "/api/auth/login"
            field_to_match {
              uri_path {}
            }
            text_transformation {
              priority = 0
              type     = "NORMALIZE_PATH"
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "logins"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = local.managed_rules
    content {
      name     = rule.key
      priority = rule.value.priority
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key
          dynamic "rule_action_override" {
            for_each = rule.value.counted
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.key
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${var.name}-${each.key}"
    sampled_requests_enabled   = true
  }
}

resource "aws_cloudwatch_log_group" "waf" {
  for_each          = local.lists
  name              = "aws-waf-logs-${var.name}-${each.key}"
  region            = each.value.region
  retention_in_days = 30
}

resource "aws_wafv2_web_acl_logging_configuration" "main" {
  for_each                = local.lists
  region                  = each.value.region
  resource_arn            = aws_wafv2_web_acl.main[each.key].arn
  log_destination_configs = [aws_cloudwatch_log_group.waf[each.key].arn]
  dynamic "redacted_fields" {
    for_each = ["authorization", "cookie", "x-dapp-edge"]
    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }
  logging_filter {
    default_behavior = "DROP"
    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"
      condition {
        action_condition {
          action = "BLOCK"
        }
      }
      condition {
        action_condition {
          action = "COUNT"
        }
      }
    }
  }
}
