output "database" {
  value = module.data.database
}

output "snapshots" {
  value = module.data.snapshots
}

output "cache" {
  value = module.data.cache
}

output "kafka" {
  value = module.data.kafka
}

output "exports_bucket" {
  value = module.data.exports_bucket
}

output "operations_topic_arn" {
  value = module.data.operations_topic_arn
}

output "cluster" {
  value = {
    name       = module.cluster.name
    version    = module.cluster.version
    public_api = module.cluster.public_api
    logs       = module.cluster.pods_log_group
  }
}

output "web" {
  value = {
    host            = local.web_host
    bucket          = module.apps.web_bucket
    distribution_id = module.apps.distribution_id
  }
}

output "deploy_role_arn" {
  value = module.apps.deploy_role_arn
}

output "signing_keys" {
  value = module.apps.signing_keys
}

output "secrets" {
  value = module.apps.secrets
}

output "helm_values" {
  description = "What the chart dapp-platform is told of this environment, on top of its values-*.yaml"
  value = {
    image      = { registry = "${var.account_id}.dkr.ecr.${var.region}.amazonaws.com/dapp" }
    issuer     = "https://${local.api_host}"
    postgresql = { host = module.data.database.host }
    redis      = { host = module.data.cache.host }
    kafka = {
      # Unknown until MSK has made them; null in a plan of nothing.
      bootstrapServers = split(",", coalesce(module.data.kafka.bootstrap, "unknown"))
    }
    signing = { kms = { region = var.region } }
    auth    = { allowedOrigins = ["https://${local.web_host}"] }
    reports = { volume = { storageClassName = local.platform.storageClass } }
    secrets = { external = {
      store     = { name = local.platform.secretStore }
      keyPrefix = "dapp/${var.environment}"
    } }
    networkPolicy = {
      ingress = {
        api          = local.balancer
        healthChecks = local.balancer
      }
      egress = {
        postgresql = local.stores
        redis      = local.stores
        kafka      = { to = local.stores, ports = [9096] }
        kms        = { to = local.stores }
      }
    }
    ingress = {
      host = local.api_host
      alb = {
        certificateArn = var.api_certificate_arn
        wafAclArn      = module.apps.api_acl_arn
      }
    }
  }
}

locals {
  balancer = [for cidr in module.network.public_cidrs : { ipBlock = { cidr = cidr } }]
  stores   = [for cidr in module.network.data_cidrs : { ipBlock = { cidr = cidr } }]
}
