output "database" {
  value = {
    identifier         = aws_db_instance.main.identifier
    arn                = aws_db_instance.main.arn
    host               = aws_db_instance.main.address
    replica_identifier = aws_db_instance.replica.identifier
    replica_host       = aws_db_instance.replica.address
    instance_class     = aws_db_instance.main.instance_class
    multi_az           = aws_db_instance.main.multi_az
    recoverable_days   = aws_db_instance.main.backup_retention_period
    backup_window      = aws_db_instance.main.backup_window
    vault              = aws_backup_vault.main.name
  }
}

output "snapshots" {
  value = {
    schedule  = one(aws_backup_plan.daily.rule).schedule
    kept_days = one(one(aws_backup_plan.daily.rule).lifecycle).delete_after
  }
}

output "cache" {
  value = {
    host     = aws_elasticache_replication_group.main.primary_endpoint_address
    replicas = aws_elasticache_replication_group.main.num_cache_clusters - 1
    tls      = aws_elasticache_replication_group.main.transit_encryption_enabled
  }
}

output "kafka" {
  value = {
    brokers       = aws_msk_cluster.main.number_of_broker_nodes
    bootstrap     = aws_msk_cluster.main.bootstrap_brokers_sasl_scram
    instance_type = one(aws_msk_cluster.main.broker_node_group_info).instance_type
  }
}

output "keda_kafka_secret" {
  value = {
    name = aws_secretsmanager_secret.kafka["keda"].name
    arn  = aws_secretsmanager_secret.kafka["keda"].arn
  }
}

output "queue" {
  value = {
    arn = aws_sqs_queue.monitoring.arn
    url = aws_sqs_queue.monitoring.url
  }
}

output "exports_bucket" {
  value = module.exports.name
}

output "secrets_key_arn" {
  value = aws_kms_key.secrets.arn
}

output "operations_topic_arn" {
  value = aws_sns_topic.operations.arn
}
