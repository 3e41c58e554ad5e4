variable "name" {
  description = "The cluster's name and prefix of all others, for instance dapp-prod"
  type        = string
}

variable "environment" {
  type = string
}

variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "subnet_ids" {
  description = "The private subnets"
  type        = list(string)
}

variable "kubernetes_version" {
  type    = string
  default = "1.35"
}

variable "nodes" {
  type = object({
    instance_types = list(string)
    minimum        = number
    maximum        = number
  })
  validation {
    condition     = var.nodes.minimum >= 3
    error_message = "A node in each of the three availability zones is the least."
  }
}

variable "api_access_cidrs" {
  description = "Networks that reach the Kubernetes API from outside; none: from inside the VPC only"
  type        = list(string)
  validation {
    condition     = !contains(var.api_access_cidrs, "0.0.0.0/0")
    error_message = "The Kubernetes API is not for the whole internet."
  }
}

variable "administrator_role_arns" {
  description = "Who administers the cluster, besides the role that Terraform is applied by"
  type        = list(string)
}

variable "deploy_role_arn" {
  description = "Who installs the platform, in its namespace only"
  type        = string
}

variable "zone_arn" {
  description = "The DNS zone that ExternalDNS writes to"
  type        = string
}

variable "api_host" {
  description = "The one record that ExternalDNS writes"
  type        = string
}

variable "secrets_key_arn" {
  type = string
}

variable "keda_kafka_secret_arn" {
  type = string
}

variable "queue_arn" {
  type = string
}
