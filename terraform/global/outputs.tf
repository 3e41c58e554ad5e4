output "registry" {
  value = "${var.account_id}.dkr.ecr.${var.region}.amazonaws.com/dapp"
}

output "name_servers" {
  description = "What the domain's registrar has to name"
  value       = aws_route53_zone.main.name_servers
}

output "certificates" {
  value = { for name, certificate in aws_acm_certificate.main : name => certificate.arn }
}

output "github_roles" {
  value = { for name, role in aws_iam_role.github : name => role.arn }
}
