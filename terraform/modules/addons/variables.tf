variable "name" {
  description = "The cluster's name"
  type        = string
}

variable "environment" {
  type = string
}

variable "region" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "domain" {
  description = "The DNS zone's name"
  type        = string
}

variable "file_system_id" {
  description = "The file system of reports"
  type        = string
}

variable "metrics" {
  description = "How long and in how large a volume Prometheus keeps metrics"
  type        = object({ kept = string, storage = string })
}
