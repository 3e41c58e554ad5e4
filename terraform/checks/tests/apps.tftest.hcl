mock_provider "aws" {}
mock_provider "helm" {}
mock_provider "kubernetes" {}

variables {
  name                = "dapp-test"
  environment         = "test"
  account_id          = "111122223333"
  region              = "eu-central-1"
  web_host            = "app.test.example.com"
  api_host            = "api.test.example.com"
  zone_id             = "Z1"
  web_certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/1"
  cluster_name        = "dapp-test"
  secrets_key_arn     = "arn:aws:kms:eu-central-1:111122223333:key/1"
  queue_arn           = "arn:aws:sqs:eu-central-1:111122223333:dapp-test-monitoring"
  database            = { arn = "arn:aws:rds:eu-central-1:111122223333:db:dapp-test", identifier = "dapp-test" }
  github_repository   = "example/dapp"
  signing_keys        = ["treasury", "faucet"]
}

run "caching" {
  command = plan
  module {
    source = "../modules/apps"
  }

  assert {
    condition     = aws_cloudfront_cache_policy.web["assets"].default_ttl == 31536000 && aws_cloudfront_cache_policy.web["assets"].min_ttl == 31536000 && aws_cloudfront_cache_policy.web["assets"].max_ttl == 31536000
    error_message = "static assets are cached for a year"
  }
  assert {
    condition     = aws_cloudfront_cache_policy.web["html"].default_ttl == 300 && aws_cloudfront_cache_policy.web["html"].max_ttl == 300
    error_message = "HTML is cached for five minutes"
  }
  assert {
    condition = {
      for name, policy in aws_cloudfront_response_headers_policy.web :
      name => one([for item in one(policy.custom_headers_config).items : item.value if item.header == "Cache-Control"])
    } == { assets = "public, max-age=31536000, immutable", html = "public, max-age=300", api = null }
    error_message = "browsers keep assets for a year and HTML for five minutes; what the API says stands"
  }
  assert {
    condition     = aws_cloudfront_distribution.web.ordered_cache_behavior[0].path_pattern == "/assets/*" && aws_cloudfront_distribution.web.ordered_cache_behavior[0].target_origin_id == "web"
    error_message = "assets come from S3"
  }
  assert {
    condition     = [for b in slice(aws_cloudfront_distribution.web.ordered_cache_behavior, 1, 4) : b.path_pattern] == ["/api/*", "/connection/*", "/.well-known/*"]
    error_message = "the API, its WebSockets and its keys are under the same name"
  }
  assert {
    condition     = alltrue([for b in slice(aws_cloudfront_distribution.web.ordered_cache_behavior, 1, 4) : b.target_origin_id == "api" && b.cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"])
    error_message = "no answer of the API is cached by CloudFront"
  }
  assert {
    condition     = alltrue([for b in slice(aws_cloudfront_distribution.web.ordered_cache_behavior, 1, 4) : contains(b.allowed_methods, "POST")])
    error_message = "the API takes all methods"
  }
}

run "edge" {
  command = plan
  module {
    source = "../modules/apps"
  }

  assert {
    condition     = alltrue([for b in concat(aws_cloudfront_distribution.web.ordered_cache_behavior, aws_cloudfront_distribution.web.default_cache_behavior) : contains(["redirect-to-https", "https-only"], b.viewer_protocol_policy)])
    error_message = "nothing is served without TLS"
  }
  assert {
    condition     = one(aws_cloudfront_distribution.web.viewer_certificate).minimum_protocol_version == "TLSv1.2_2021"
    error_message = "old TLS is refused"
  }
  assert {
    condition = alltrue([
      for policy in aws_cloudfront_response_headers_policy.web :
      one(one(policy.security_headers_config).frame_options).frame_option == "DENY" && one(one(policy.security_headers_config).strict_transport_security).access_control_max_age_sec == 31536000
    ])
    error_message = "security headers are on each answer"
  }
  assert {
    condition     = one([for origin in aws_cloudfront_distribution.web.origin : one(origin.custom_origin_config).origin_protocol_policy if origin.origin_id == "api"]) == "https-only"
    error_message = "the load balancer is called over TLS"
  }
  assert {
    condition     = aws_wafv2_web_acl.main["web"].scope == "CLOUDFRONT" && aws_wafv2_web_acl.main["web"].region == "us-east-1" && aws_wafv2_web_acl.main["api"].scope == "REGIONAL"
    error_message = "both ways in have a firewall"
  }
  assert {
    condition = alltrue([
      for acl in aws_wafv2_web_acl.main : length(setsubtract(
        ["requests", "logins", "AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"],
        [for rule in acl.rule : rule.name]
      )) == 0
    ])
    error_message = "the firewall limits rates and knows bad requests"
  }
}

run "signing_keys" {
  command = plan
  module {
    source = "../modules/apps"
  }

  assert {
    condition     = length(aws_kms_key.signing) == 2 && alltrue([for key in aws_kms_key.signing : key.customer_master_key_spec == "ECC_SECG_P256K1" && key.key_usage == "SIGN_VERIFY"])
    error_message = "signing keys are secp256k1, for signing"
  }
  assert {
    condition     = alltrue([for key in aws_kms_key.signing : key.deletion_window_in_days == 30])
    error_message = "deleting a signing key takes as long as it can"
  }
}

run "least_privilege" {
  command = apply
  module {
    source = "../modules/apps"
  }

  assert {
    condition     = toset(keys(aws_iam_role.service)) == toset(["transaction-service", "tx-monitor-worker"])
    error_message = "only the two services that sign have a role"
  }
  assert {
    condition     = alltrue([for name, association in aws_eks_pod_identity_association.service : association.namespace == "dapp" && association.service_account == name && association.role_arn == aws_iam_role.service[name].arn])
    error_message = "a role is for its service's pods"
  }
  assert {
    condition     = toset([for s in jsondecode(aws_iam_role_policy.service["transaction-service"].policy).Statement : join(",", [for a in s.Action : a if startswith(a, "kms:")])]) == toset(["kms:Sign", "kms:GetPublicKey", "kms:CreateKey", ""])
    error_message = "transaction-service signs, reads public keys and makes wallets' keys"
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(aws_iam_role_policy.service["tx-monitor-worker"].policy).Statement : [for a in s.Action : a if startswith(a, "kms:")]])) == toset(["kms:Sign"])
    error_message = "tx-monitor-worker signs, and does nothing else with keys"
  }
  assert {
    condition     = one([for s in jsondecode(aws_iam_role_policy.service["transaction-service"].policy).Statement : s if contains(s.Action, "kms:CreateKey")]).Condition.StringEquals == { "kms:KeySpec" = "ECC_SECG_P256K1", "kms:KeyUsage" = "SIGN_VERIFY" }
    error_message = "transaction-service makes secp256k1 keys only"
  }
  assert {
    condition = alltrue(flatten([
      for policy in concat(values(aws_iam_role_policy.service), [aws_iam_role_policy.deploy]) : [
        for s in jsondecode(policy.policy).Statement : !anytrue([for action in s.Action : strcontains(action, "*")]) && (!contains(s.Resource, "*") || can(s.Condition) || s.Sid == "RegistryLogin")
      ]
    ]))
    error_message = "no service may do all of anything, or something to everything"
  }
  assert {
    condition     = alltrue([for key in aws_kms_key.signing : toset(one([for s in jsondecode(key.policy).Statement : s if s.Effect == "Deny"]).Condition.ArnNotEquals["aws:PrincipalArn"]) == toset([for role in aws_iam_role.service : role.arn])])
    error_message = "nobody but the two services signs with the platform's keys"
  }
  assert {
    condition     = jsondecode(aws_iam_role.deploy.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == "repo:example/dapp:environment:test"
    error_message = "deploying is for this repository's workflows in this environment"
  }
}

run "wiring" {
  command = apply
  module {
    source = "../modules/apps"
  }

  assert {
    condition     = aws_cloudfront_distribution.web.web_acl_id == aws_wafv2_web_acl.main["web"].arn
    error_message = "CloudFront is behind the firewall"
  }
  assert {
    condition = [for rule in aws_wafv2_web_acl.main["api"].rule : one(one(rule.statement).byte_match_statement).search_string if rule.name == "passed-at-the-edge"] == flatten([
      for origin in aws_cloudfront_distribution.web.origin : [for header in origin.custom_header : header.value] if origin.origin_id == "api"
    ]) && length([for rule in aws_wafv2_web_acl.main["web"].rule : rule if rule.name == "passed-at-the-edge"]) == 0
    error_message = "the load balancer's firewall knows CloudFront by its header, and CloudFront's knows nobody so"
  }
  assert {
    condition     = one(aws_cloudfront_distribution.web.default_cache_behavior).cache_policy_id == aws_cloudfront_cache_policy.web["html"].id && aws_cloudfront_distribution.web.ordered_cache_behavior[0].cache_policy_id == aws_cloudfront_cache_policy.web["assets"].id
    error_message = "each kind of file has its own time"
  }
  assert {
    condition     = one(aws_cloudfront_distribution.web.default_cache_behavior).response_headers_policy_id == aws_cloudfront_response_headers_policy.web["html"].id && aws_cloudfront_distribution.web.ordered_cache_behavior[0].response_headers_policy_id == aws_cloudfront_response_headers_policy.web["assets"].id
    error_message = "each kind of file has its own headers"
  }
  assert {
    condition     = toset([for secret in aws_secretsmanager_secret.service : secret.name]) == toset([for name in keys(yamldecode(file("../platform.yaml")).secrets) : "dapp/test/${name}"])
    error_message = "secrets are called as the chart's ExternalSecrets look for them"
  }
}
