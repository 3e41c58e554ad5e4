variable "account_id" {
  description = "The AWS account; applying to another is refused"
  type        = string
}

variable "region" {
  type = string
}

variable "domain" {
  description = "The DNS zone; its registrar has to name the zone's name servers"
  type        = string
}

variable "environments" {
  description = "Name of each environment, and what api. and app. are put before there"
  type        = map(string)
}

variable "github_repository" {
  description = "owner/name"
  type        = string
}
