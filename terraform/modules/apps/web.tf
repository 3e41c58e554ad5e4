locals {
  platform = yamldecode(file("${path.module}/../../platform.yaml"))

  year         = 31536000
  five_minutes = 300

  # What CloudFront caches is what it tells browsers, so that no level keeps a page longer than another.
  cached = {
    assets = { seconds = local.year, header = "public, max-age=31536000, immutable" }
    html   = { seconds = local.five_minutes, header = "public, max-age=300" }
  }

  # By AWS: CachingDisabled, AllViewerExceptHostHeader (the load balancer knows its own name only).
  uncached_policy_id    = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  api_request_policy_id = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
  api_paths             = ["/api/*", "/connection/*", "/.well-known/*"]

  web_policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  api_policy = "default-src 'none'; frame-ancestors 'none'"
}

module "web" {
  source            = "../bucket"
  name              = "${var.name}-web-${var.account_id}"
  old_versions_days = 30
  statements = [{
    Sid       = "CloudFront"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "s3:GetObject"
    Resource  = "arn:aws:s3:::${var.name}-web-${var.account_id}/*"
    Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.web.arn } }
  }]
}

resource "aws_cloudfront_origin_access_control" "web" {
  name                              = "${var.name}-web"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_function" "spa" {
  name    = "${var.name}-spa"
  runtime = "cloudfront-js-2.0"
  code    = file("${path.module}/spa.js")
}

resource "aws_cloudfront_cache_policy" "web" {
  for_each    = local.cached
  name        = "${var.name}-${each.key}"
  min_ttl     = each.key == "assets" ? each.value.seconds : 0
  default_ttl = each.value.seconds
  max_ttl     = each.value.seconds
  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

# The local edge adds the same headers (io.dapp.local.edge.SecurityHeaders).
resource "aws_cloudfront_response_headers_policy" "web" {
  for_each = merge(local.cached, { api = { header = null } })
  name     = "${var.name}-${each.key}"
  security_headers_config {
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = "DENY"
      override     = true
    }
    referrer_policy {
      referrer_policy = "no-referrer"
      override        = true
    }
    strict_transport_security {
      access_control_max_age_sec = local.year
      include_subdomains         = true
      override                   = true
    }
    content_security_policy {
      content_security_policy = each.key == "api" ? local.api_policy : local.web_policy
      override                = each.key != "api"
    }
  }
  custom_headers_config {
    items {
      header   = "Cross-Origin-Opener-Policy"
      value    = "same-origin"
      override = true
    }
    items {
      header   = "Permissions-Policy"
      value    = "camera=(), geolocation=(), microphone=(), payment=()"
      override = true
    }
    # What a service says of its own answers stands.
    dynamic "items" {
      for_each = each.value.header == null ? [] : [each.value.header]
      content {
        header   = "Cache-Control"
        value    = items.value
        override = true
      }
    }
  }
}

resource "aws_cloudfront_distribution" "web" {
  comment             = var.name
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  aliases             = [var.web_host]
  default_root_object = "index.html"
  web_acl_id          = aws_wafv2_web_acl.main["web"].arn

  origin {
    origin_id                = "web"
    domain_name              = module.web.regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.web.id
  }

  # Under one name with the application, so that a browser needs no CORS (docs/operations.md).
  origin {
    origin_id   = "api"
    domain_name = var.api_host
    custom_header {
      name  = "x-dapp-edge"
      value = terraform_data.edge.output
    }
    custom_origin_config {
      http_port                = 80
      https_port               = 443
      origin_protocol_policy   = "https-only"
      origin_ssl_protocols     = ["TLSv1.2"]
      origin_read_timeout      = 60
      origin_keepalive_timeout = 4
    }
  }

  default_cache_behavior {
    target_origin_id           = "web"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.web["html"].id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.web["html"].id
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.spa.arn
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/assets/*"
    target_origin_id           = "web"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.web["assets"].id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.web["assets"].id
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.api_paths
    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = "api"
      viewer_protocol_policy     = "https-only"
      allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = false
      cache_policy_id            = local.uncached_policy_id
      origin_request_policy_id   = local.api_request_policy_id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.web["api"].id
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.web_certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_route53_record" "web" {
  for_each = toset(["A", "AAAA"])
  zone_id  = var.zone_id
  name     = var.web_host
  type     = each.key
  alias {
    name                   = aws_cloudfront_distribution.web.domain_name
    zone_id                = aws_cloudfront_distribution.web.hosted_zone_id
    evaluate_target_health = false
  }
}
