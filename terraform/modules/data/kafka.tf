resource "aws_msk_configuration" "main" {
  name           = var.name
  kafka_versions = [var.kafka.version]
  # Topics are made with their partitions beforehand; one that a typo names is not made.
  server_properties = <<-PROPERTIES
    auto.create.topics.enable=false
    default.replication.factor=3
    min.insync.replicas=2
    offsets.topic.replication.factor=3
    unclean.leader.election.enable=false
    log.retention.hours=168
  PROPERTIES
}

resource "aws_cloudwatch_log_group" "kafka" {
  name              = "/dapp/${var.name}/kafka"
  retention_in_days = 30
}

resource "aws_msk_cluster" "main" {
  cluster_name           = var.name
  kafka_version          = var.kafka.version
  number_of_broker_nodes = 3
  enhanced_monitoring    = "PER_TOPIC_PER_BROKER"
  broker_node_group_info {
    instance_type   = var.kafka.instance_type
    client_subnets  = var.subnet_ids
    security_groups = [aws_security_group.store["kafka"].id]
    storage_info {
      ebs_storage_info {
        volume_size = var.kafka.storage_gib
      }
    }
  }
  configuration_info {
    arn      = aws_msk_configuration.main.arn
    revision = aws_msk_configuration.main.latest_revision
  }
  client_authentication {
    unauthenticated = false
    sasl {
      scram = true
    }
  }
  encryption_info {
    encryption_at_rest_kms_key_arn = aws_kms_key.data.arn
    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }
  open_monitoring {
    prometheus {
      jmx_exporter {
        enabled_in_broker = true
      }
      node_exporter {
        enabled_in_broker = true
      }
    }
  }
  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.kafka.name
      }
    }
  }
}

locals {
  kafka_users = toset(concat(var.services, ["keda"]))
}

# MSK wants this prefix of the name, and a key of one's own.
resource "aws_secretsmanager_secret" "kafka" {
  for_each    = local.kafka_users
  name        = "AmazonMSK_${var.name}_${each.key}"
  description = "Kafka user ${each.key}: username, password"
  kms_key_id  = aws_kms_key.secrets.arn
}

# Made up when it is written, and kept neither in the plan nor in the state.
resource "aws_secretsmanager_secret_version" "kafka" {
  for_each                 = local.kafka_users
  secret_id                = aws_secretsmanager_secret.kafka[each.key].id
  secret_string_wo         = jsonencode({ username = each.key, password = replace("${uuid()}${uuid()}", "-", "") })
  secret_string_wo_version = 1
}

resource "aws_secretsmanager_secret_policy" "kafka" {
  for_each   = local.kafka_users
  secret_arn = aws_secretsmanager_secret.kafka[each.key].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "kafka.amazonaws.com" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = aws_secretsmanager_secret.kafka[each.key].arn
    }]
  })
}

resource "aws_msk_scram_secret_association" "main" {
  cluster_arn     = aws_msk_cluster.main.arn
  secret_arn_list = [for user in local.kafka_users : aws_secretsmanager_secret.kafka[user].arn]
  depends_on      = [aws_secretsmanager_secret_version.kafka, aws_secretsmanager_secret_policy.kafka]
}
