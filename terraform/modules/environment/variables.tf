variable "environment" {
  description = "dev, staging or prod"
  type        = string
  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "There are dev, staging and prod."
  }
}

variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "domain" {
  description = "What api. and app. are put before: example.com for prod, dev.example.com for dev"
  type        = string
}

variable "zone" {
  description = "The DNS zone of global"
  type        = object({ id = string, arn = string })
}

variable "api_certificate_arn" {
  type = string
}

variable "web_certificate_arn" {
  type = string
}

variable "github_repository" {
  type = string
}

variable "cidr" {
  type = string
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
  type = list(string)
}

variable "administrator_role_arns" {
  type = list(string)
}

variable "signing_keys" {
  type = set(string)
}
