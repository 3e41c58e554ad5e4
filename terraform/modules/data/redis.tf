resource "aws_elasticache_subnet_group" "main" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

# Sessions, leases and fences are not to be evicted for room: a full Redis refuses writes, and services know how to go on.
resource "aws_elasticache_parameter_group" "main" {
  name   = "${var.name}-redis7"
  family = "redis7"
  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_cloudwatch_log_group" "redis" {
  name              = "/dapp/${var.name}/redis"
  retention_in_days = 30
}

# One primary with replicas. Its token is set outside of Terraform (docs/terraform.md), which would keep it in its state.
resource "aws_elasticache_replication_group" "main" {
  replication_group_id       = var.name
  description                = "Sessions, cache, rate limits, hints"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.cache.node_type
  num_cache_clusters         = 1 + var.cache.replicas
  automatic_failover_enabled = true
  multi_az_enabled           = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.data.arn
  parameter_group_name       = aws_elasticache_parameter_group.main.name
  subnet_group_name          = aws_elasticache_subnet_group.main.name
  security_group_ids         = [aws_security_group.store["redis"].id]
  snapshot_retention_limit   = 7
  snapshot_window            = "01:00-02:00"
  maintenance_window         = "sun:08:00-sun:09:00"
  apply_immediately          = false
  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.redis.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "engine-log"
  }
}
