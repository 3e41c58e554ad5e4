variable "name" {
  description = "Prefix of all names, for instance dapp-prod"
  type        = string
}

variable "region" {
  type = string
}

variable "cidr" {
  description = "The VPC's network, a /16"
  type        = string
  validation {
    condition     = endswith(var.cidr, "/16")
    error_message = "The network has to be a /16: its subnets are cut from it by position."
  }
}

variable "zones" {
  description = "Letters of the availability zones. Kafka's three brokers and the quorum of everything else want three"
  type        = list(string)
  default     = ["a", "b", "c"]
  validation {
    condition     = length(var.zones) == 3
    error_message = "Three availability zones are needed."
  }
}

variable "gateway_per_zone" {
  description = "A NAT gateway in each zone, so that a zone may fail; else one for all"
  type        = bool
}
