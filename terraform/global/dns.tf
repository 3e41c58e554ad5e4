resource "aws_route53_zone" "main" {
  name = var.domain
}

# Only Amazon may issue certificates for the domain.
resource "aws_route53_record" "authorities" {
  zone_id = aws_route53_zone.main.zone_id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600
  records = ["0 issue \"amazon.com\"", "0 issuewild \";\""]
}

locals {
  # The load balancer's in its region, CloudFront's in us-east-1.
  certificates = merge(
    { for environment, domain in var.environments : "${environment}-api" => { host = "api.${domain}", region = var.region } },
    { for environment, domain in var.environments : "${environment}-app" => { host = "app.${domain}", region = "us-east-1" } },
  )
}

resource "aws_acm_certificate" "main" {
  for_each          = local.certificates
  region            = each.value.region
  domain_name       = each.value.host
  validation_method = "DNS"
  key_algorithm     = "EC_prime256v1"
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each        = local.certificates
  zone_id         = aws_route53_zone.main.zone_id
  name            = one(aws_acm_certificate.main[each.key].domain_validation_options).resource_record_name
  type            = one(aws_acm_certificate.main[each.key].domain_validation_options).resource_record_type
  records         = [one(aws_acm_certificate.main[each.key].domain_validation_options).resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "main" {
  for_each                = local.certificates
  region                  = each.value.region
  certificate_arn         = aws_acm_certificate.main[each.key].arn
  validation_record_fqdns = [aws_route53_record.validation[each.key].fqdn]
}
