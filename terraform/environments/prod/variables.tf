variable "account_id" {
  description = "The AWS account; applying to another is refused"
  type        = string
}

variable "region" {
  type = string
}

variable "zone" {
  description = "Name of the DNS zone that global made"
  type        = string
}

variable "domain" {
  description = "What api. and app. are put before"
  type        = string
}

variable "github_repository" {
  description = "owner/name"
  type        = string
}

variable "cidr" {
  description = "The VPC's network; the chart's values name its subnets"
  type        = string
}

variable "gateway_per_zone" {
  type = bool
}

variable "database" {
  type = object({ instance_class = string, storage_gib = number, storage_limit = number })
}

variable "cache" {
  type = object({ node_type = string, replicas = number })
}

variable "kafka" {
  type = object({ instance_type = string, storage_gib = number })
}

variable "nodes" {
  type = object({ instance_types = list(string), minimum = number, maximum = number })
}

variable "api_access_cidrs" {
  description = "Networks that reach the Kubernetes API from outside"
  type        = list(string)
  default     = []
}

variable "administrator_role_arns" {
  type    = list(string)
  default = []
}

variable "signing_keys" {
  type    = set(string)
  default = ["treasury"]
}
