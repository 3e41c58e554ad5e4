variable "name" {
  description = "Prefix of all names, for instance dapp-prod"
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

variable "web_host" {
  description = "Where browsers load the application from, for instance app.example.com"
  type        = string
}

variable "api_host" {
  description = "The load balancer's name, for instance api.example.com"
  type        = string
}

variable "zone_id" {
  type = string
}

variable "web_certificate_arn" {
  description = "Of web_host, in us-east-1, where CloudFront looks for it"
  type        = string
}

variable "cluster_name" {
  type = string
}

variable "secrets_key_arn" {
  type = string
}

variable "queue_arn" {
  type = string
}

variable "database" {
  type = object({ arn = string, identifier = string })
}

variable "github_repository" {
  description = "owner/name; its workflows in the environment of this name may deploy"
  type        = string
}

variable "signing_keys" {
  description = "Names of signing keys that are made here, beside those that the platform makes for its users' wallets"
  type        = set(string)
}
