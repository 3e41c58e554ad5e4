output "name" {
  value = aws_eks_cluster.main.name
}

output "version" {
  value = aws_eks_cluster.main.version
}

output "public_api" {
  value = one(aws_eks_cluster.main.vpc_config).endpoint_public_access
}

output "pods_log_group" {
  value = aws_cloudwatch_log_group.pods.name
}
