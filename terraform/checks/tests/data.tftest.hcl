mock_provider "aws" {}
mock_provider "helm" {}
mock_provider "kubernetes" {}

variables {
  name         = "dapp-test"
  account_id   = "111122223333"
  region       = "eu-central-1"
  vpc_id       = "vpc-1"
  subnet_ids   = ["subnet-a", "subnet-b", "subnet-c"]
  client_cidrs = ["10.0.128.0/20", "10.0.144.0/20", "10.0.160.0/20"]
  services     = ["auth-service", "tx-monitor-worker"]
  database     = { instance_class = "db.t4g.medium", storage_gib = 50, storage_limit = 200 }
  cache        = { node_type = "cache.t4g.small", replicas = 1 }
  kafka        = { instance_type = "kafka.t3.small", storage_gib = 50 }
}

run "database" {
  command = plan
  module {
    source = "../modules/data"
  }

  assert {
    condition     = aws_db_instance.main.engine == "postgres" && aws_db_instance.main.multi_az
    error_message = "PostgreSQL runs in two availability zones"
  }
  assert {
    condition     = aws_db_instance.main.storage_encrypted && aws_db_instance.replica.storage_encrypted
    error_message = "the database is encrypted"
  }
  assert {
    condition     = !aws_db_instance.main.publicly_accessible && !aws_db_instance.replica.publicly_accessible
    error_message = "the database is not on the internet"
  }
  assert {
    condition     = one([for p in aws_db_parameter_group.main.parameter : p.value if p.name == "rds.force_ssl"]) == "1"
    error_message = "the database takes TLS only"
  }
  assert {
    condition     = aws_db_instance.main.deletion_protection && !aws_db_instance.main.skip_final_snapshot && !aws_db_instance.main.delete_automated_backups
    error_message = "the database is not deleted by mistake, and not without a trace"
  }
  assert {
    condition     = aws_db_instance.main.manage_master_user_password && aws_db_instance.main.password == null
    error_message = "the administrator's password is RDS' own affair, not the state's"
  }
  assert {
    condition     = tonumber(split(".", aws_db_instance.main.engine_version)[0]) >= 17
    error_message = "the services' roles need transaction_timeout, which PostgreSQL 17 brought"
  }
}

run "backups" {
  command = plan
  module {
    source = "../modules/data"
  }

  assert {
    condition     = aws_db_instance.main.backup_retention_period == 35
    error_message = "point-in-time recovery reaches back 35 days"
  }
  assert {
    condition     = one(aws_backup_plan.daily.rule).schedule == "cron(0 3 * * ? *)" && one(aws_backup_plan.daily.rule).schedule_expression_timezone == "Etc/UTC"
    error_message = "a snapshot is taken each day at 3 AM UTC"
  }
  assert {
    condition     = one(one(aws_backup_plan.daily.rule).lifecycle).delete_after == 7
    error_message = "a daily snapshot is kept for 7 days"
  }
  assert {
    condition     = one(aws_backup_plan.daily.rule).enable_continuous_backup == false
    error_message = "point-in-time recovery has one owner, which is RDS"
  }
  assert {
    condition     = aws_backup_vault_lock_configuration.main.min_retention_days <= one(one(aws_backup_plan.daily.rule).lifecycle).delete_after
    error_message = "the vault takes snapshots that are kept so long"
  }
  # AWS Backup starts no snapshot of a database in the hour before its backup or maintenance window, nor in either.
  assert {
    condition = alltrue([
      for window in [aws_db_instance.main.backup_window, split("sun:", aws_db_instance.main.maintenance_window)[1]] :
      tonumber(split(":", window)[0]) * 60 + tonumber(substr(split(":", window)[1], 0, 2)) >= 3 * 60 + one(aws_backup_plan.daily.rule).start_window + 60
    ])
    error_message = "the database's own windows are clear of the snapshot at 3 AM"
  }
  assert {
    condition     = aws_backup_restore_testing_plan.weekly.schedule_expression != null && aws_backup_restore_testing_selection.database.protected_resource_type == "RDS"
    error_message = "restoring is tried regularly"
  }
}

run "cache" {
  command = plan
  module {
    source = "../modules/data"
  }

  assert {
    condition     = aws_elasticache_replication_group.main.transit_encryption_enabled && aws_elasticache_replication_group.main.transit_encryption_mode == "required" && aws_elasticache_replication_group.main.at_rest_encryption_enabled
    error_message = "Redis is encrypted in transit and at rest"
  }
  assert {
    condition     = aws_elasticache_replication_group.main.num_cache_clusters >= 2 && aws_elasticache_replication_group.main.automatic_failover_enabled && aws_elasticache_replication_group.main.multi_az_enabled
    error_message = "Redis has a replica in another zone to fail over to"
  }
  assert {
    condition     = one([for p in aws_elasticache_parameter_group.main.parameter : p.value if p.name == "maxmemory-policy"]) == "noeviction"
    error_message = "Redis evicts nothing"
  }
  assert {
    condition     = aws_elasticache_replication_group.main.auth_token == null
    error_message = "Redis' token is not in the state"
  }
}

run "a_cache_without_replica_is_refused" {
  command = plan
  module {
    source = "../modules/data"
  }
  variables {
    cache = { node_type = "cache.t4g.small", replicas = 0 }
  }
  expect_failures = [var.cache]
}

run "kafka" {
  command = plan
  module {
    source = "../modules/data"
  }

  assert {
    condition     = aws_msk_cluster.main.number_of_broker_nodes == 3 && length(one(aws_msk_cluster.main.broker_node_group_info).client_subnets) == 3
    error_message = "Kafka has a broker in each of three zones"
  }
  assert {
    condition     = one(one(aws_msk_cluster.main.encryption_info).encryption_in_transit).client_broker == "TLS" && one(one(aws_msk_cluster.main.encryption_info).encryption_in_transit).in_cluster
    error_message = "Kafka takes TLS only"
  }
  assert {
    condition     = one(one(aws_msk_cluster.main.client_authentication).sasl).scram && !one(aws_msk_cluster.main.client_authentication).unauthenticated
    error_message = "Kafka's clients log in by SCRAM"
  }
  assert {
    condition = alltrue([
      for line in ["auto.create.topics.enable=false", "default.replication.factor=3", "min.insync.replicas=2", "unclean.leader.election.enable=false"] :
      contains(split("\n", aws_msk_configuration.main.server_properties), line)
    ])
    error_message = "what Kafka has acknowledged outlives a broker"
  }
  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.kafka : startswith(secret.name, "AmazonMSK_")])
    error_message = "MSK takes secrets of this prefix only"
  }
  assert {
    condition     = alltrue([for version in aws_secretsmanager_secret_version.kafka : version.secret_string == null])
    error_message = "Kafka's passwords are not in the state"
  }
}

run "queue" {
  command = plan
  module {
    source = "../modules/data"
  }

  assert {
    condition     = aws_sqs_queue.monitoring.sqs_managed_sse_enabled && aws_sqs_queue.dead.sqs_managed_sse_enabled
    error_message = "queues are encrypted"
  }
  assert {
    condition     = aws_sqs_queue.dead.message_retention_seconds > aws_sqs_queue.monitoring.message_retention_seconds
    error_message = "dead letters are kept longer than live ones"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.operations["dead-letters"].threshold == 0
    error_message = "the first dead letter is told"
  }
}

run "wiring" {
  command = apply
  module {
    source = "../modules/data"
  }

  assert {
    condition     = aws_db_instance.replica.replicate_source_db == aws_db_instance.main.identifier
    error_message = "the replica replicates the primary"
  }
  assert {
    condition     = aws_db_instance.main.kms_key_id == aws_kms_key.data.arn && aws_elasticache_replication_group.main.kms_key_id == aws_kms_key.data.arn && one(aws_msk_cluster.main.encryption_info).encryption_at_rest_kms_key_arn == aws_kms_key.data.arn
    error_message = "data at rest is under the environment's key"
  }
  assert {
    condition     = aws_kms_key.data.enable_key_rotation && aws_kms_key.secrets.enable_key_rotation
    error_message = "keys of data are rotated"
  }
  assert {
    condition     = aws_backup_selection.database.resources == toset([aws_db_instance.main.arn]) && aws_backup_selection.database.plan_id == aws_backup_plan.daily.id
    error_message = "the daily plan is the primary's"
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.snapshot_made.event_pattern).detail.backupVaultArn == [aws_backup_vault.main.arn] && aws_cloudwatch_event_target.snapshot_made.arn == aws_sfn_state_machine.export.arn
    error_message = "a finished snapshot starts its export"
  }
  assert {
    condition     = jsondecode(aws_sfn_state_machine.export.definition).States.Start.Parameters.S3BucketName == module.exports.name && jsondecode(aws_sfn_state_machine.export.definition).States.Start.Parameters.KmsKeyId == aws_kms_key.data.arn
    error_message = "snapshots are exported to the bucket, under the environment's key"
  }
  assert {
    condition     = jsondecode(aws_sqs_queue.monitoring.redrive_policy).deadLetterTargetArn == aws_sqs_queue.dead.arn && jsondecode(aws_sqs_queue.monitoring.redrive_policy).maxReceiveCount == 5
    error_message = "what could not be handled five times goes to the dead letters"
  }
  assert {
    condition     = toset(aws_msk_scram_secret_association.main.secret_arn_list) == toset([for secret in aws_secretsmanager_secret.kafka : secret.arn])
    error_message = "Kafka knows each user"
  }
  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.kafka : secret.kms_key_id == aws_kms_key.secrets.arn])
    error_message = "Kafka's users are under a key of one's own, as MSK wants it"
  }
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.store : contains(var.client_cidrs, rule.cidr_ipv4)])
    error_message = "stores are reached by pods only"
  }
  assert {
    condition     = length(aws_efs_mount_target.reports) == 3 && aws_efs_file_system.reports.encrypted
    error_message = "reports are encrypted and reached from each zone"
  }
}
