# One environment. What the platform promises (docs/terraform.md) is fixed in the modules; variables are names, networks, sizes.
locals {
  name     = "dapp-${var.environment}"
  api_host = "api.${var.domain}"
  web_host = "app.${var.domain}"
  platform = yamldecode(file("${path.module}/../../platform.yaml"))
}

module "network" {
  source           = "../network"
  name             = local.name
  region           = var.region
  cidr             = var.cidr
  gateway_per_zone = var.gateway_per_zone
}

module "data" {
  source       = "../data"
  name         = local.name
  account_id   = var.account_id
  region       = var.region
  vpc_id       = module.network.vpc_id
  subnet_ids   = module.network.data_subnet_ids
  client_cidrs = module.network.private_cidrs
  services     = local.platform.services
  database     = var.database
  cache        = var.cache
  kafka        = var.kafka
}

module "cluster" {
  source                  = "../cluster"
  name                    = local.name
  environment             = var.environment
  account_id              = var.account_id
  region                  = var.region
  subnet_ids              = module.network.private_subnet_ids
  nodes                   = var.nodes
  api_access_cidrs        = var.api_access_cidrs
  administrator_role_arns = var.administrator_role_arns
  deploy_role_arn         = module.apps.deploy_role_arn
  zone_arn                = var.zone.arn
  api_host                = local.api_host
  secrets_key_arn         = module.data.secrets_key_arn
  keda_kafka_secret_arn   = module.data.keda_kafka_secret.arn
  queue_arn               = module.data.queue.arn
}

module "apps" {
  source              = "../apps"
  name                = local.name
  environment         = var.environment
  account_id          = var.account_id
  region              = var.region
  web_host            = local.web_host
  api_host            = local.api_host
  zone_id             = var.zone.id
  web_certificate_arn = var.web_certificate_arn
  cluster_name        = module.cluster.name
  secrets_key_arn     = module.data.secrets_key_arn
  queue_arn           = module.data.queue.arn
  database            = { arn = module.data.database.arn, identifier = module.data.database.identifier }
  github_repository   = var.github_repository
  signing_keys        = var.signing_keys
}
