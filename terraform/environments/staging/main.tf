data "aws_route53_zone" "main" {
  name = var.zone
}

data "aws_acm_certificate" "api" {
  domain   = "api.${var.domain}"
  statuses = ["ISSUED"]
}

data "aws_acm_certificate" "web" {
  region   = "us-east-1"
  domain   = "app.${var.domain}"
  statuses = ["ISSUED"]
}

module "environment" {
  source                  = "../../modules/environment"
  environment             = "staging"
  account_id              = var.account_id
  region                  = var.region
  domain                  = var.domain
  zone                    = { id = data.aws_route53_zone.main.zone_id, arn = data.aws_route53_zone.main.arn }
  api_certificate_arn     = data.aws_acm_certificate.api.arn
  web_certificate_arn     = data.aws_acm_certificate.web.arn
  github_repository       = var.github_repository
  cidr                    = var.cidr
  gateway_per_zone        = var.gateway_per_zone
  database                = var.database
  cache                   = var.cache
  kafka                   = var.kafka
  nodes                   = var.nodes
  api_access_cidrs        = var.api_access_cidrs
  administrator_role_arns = var.administrator_role_arns
  signing_keys            = var.signing_keys
}

output "environment" {
  value = module.environment
}

output "helm_values" {
  description = "terraform output -json helm_values > infrastructure.json; helm upgrade ... -f infrastructure.json"
  value       = module.environment.helm_values
}
