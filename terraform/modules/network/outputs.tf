output "vpc_id" {
  value = aws_vpc.main.id
}

output "private_subnet_ids" {
  value = [for subnet in aws_subnet.private : subnet.id]
}

output "data_subnet_ids" {
  value = [for subnet in aws_subnet.data : subnet.id]
}

output "public_cidrs" {
  description = "The load balancer's subnets"
  value       = [for subnet in aws_subnet.public : subnet.cidr_block]
}

output "data_cidrs" {
  description = "The subnets of PostgreSQL, Redis, Kafka and of AWS' endpoints"
  value       = [for subnet in aws_subnet.data : subnet.cidr_block]
}

output "private_cidrs" {
  description = "The pods' subnets"
  value       = [for subnet in aws_subnet.private : subnet.cidr_block]
}
