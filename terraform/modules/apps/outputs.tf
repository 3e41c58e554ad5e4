output "distribution_id" {
  value = aws_cloudfront_distribution.web.id
}

output "web_bucket" {
  value = module.web.name
}

output "api_acl_arn" {
  value = aws_wafv2_web_acl.main["api"].arn
}

output "deploy_role_arn" {
  value = aws_iam_role.deploy.arn
}

output "signing_keys" {
  value = { for name, key in aws_kms_key.signing : name => { arn = key.arn, spec = key.customer_master_key_spec } }
}

output "secrets" {
  value = [for secret in aws_secretsmanager_secret.service : secret.name]
}
