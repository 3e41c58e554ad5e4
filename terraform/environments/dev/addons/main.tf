variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "zone" {
  description = "Name of the DNS zone that global made"
  type        = string
}

variable "metrics" {
  type = object({ kept = string, storage = string })
}

# The environment's AWS part has been applied before: what is needed of it is looked up by name.
data "aws_eks_cluster" "main" {
  name = "dapp-dev"
}

data "aws_efs_file_system" "reports" {
  creation_token = "dapp-dev-reports"
}

module "addons" {
  source         = "../../../modules/addons"
  name           = data.aws_eks_cluster.main.name
  environment    = "dev"
  region         = var.region
  vpc_id         = data.aws_eks_cluster.main.vpc_config[0].vpc_id
  domain         = var.zone
  file_system_id = data.aws_efs_file_system.reports.file_system_id
  metrics        = var.metrics
}

output "releases" {
  value = module.addons.releases
}
