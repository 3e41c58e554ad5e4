variable "name" {
  description = "Prefix of all names, for instance dapp-prod"
  type        = string
}

variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  description = "The data subnets, one per availability zone"
  type        = list(string)
}

variable "client_cidrs" {
  description = "Who may connect: the pods' subnets"
  type        = list(string)
}

variable "services" {
  description = "Who connects to Kafka, each with a user of its own"
  type        = list(string)
}

variable "database" {
  type = object({
    instance_class = string
    storage_gib    = number
    storage_limit  = number
    version        = optional(string, "18")
  })
}

variable "cache" {
  type = object({
    node_type = string
    replicas  = number
  })
  validation {
    condition     = var.cache.replicas >= 1
    error_message = "Redis needs a replica to fail over to."
  }
}

variable "kafka" {
  type = object({
    instance_type = string
    storage_gib   = number
    version       = optional(string, "3.9.x.kraft")
  })
}
