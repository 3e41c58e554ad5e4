# What only AWS knows; whatever pods can measure is Prometheus' to alert on.
resource "aws_sns_topic" "operations" {
  name = "${var.name}-operations"
}

resource "aws_sns_topic_policy" "operations" {
  arn = aws_sns_topic.operations.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com"] }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.operations.arn
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_cloudwatch_event_rule" "backup_failed" {
  name        = "${var.name}-backup-failed"
  description = "AWS Backup could not make a snapshot, or not restore one"
  event_pattern = jsonencode({
    source        = ["aws.backup"]
    "detail-type" = ["Backup Job State Change", "Restore Job State Change"]
    detail = { "$or" = [
      { state = ["FAILED", "ABORTED", "EXPIRED"] },
      { status = ["FAILED", "ABORTED"] },
    ] }
  })
}

resource "aws_cloudwatch_event_target" "backup_failed" {
  rule = aws_cloudwatch_event_rule.backup_failed.name
  arn  = aws_sns_topic.operations.arn
}

locals {
  gib = 1024 * 1024 * 1024
  alarms = {
    dead-letters = {
      namespace  = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum", above = 0
      dimensions = { QueueName = aws_sqs_queue.dead.name }
    }
    export-failed = {
      namespace  = "AWS/States", metric = "ExecutionsFailed", statistic = "Sum", above = 0
      dimensions = { StateMachineArn = aws_sfn_state_machine.export.arn }
    }
    database-cpu = {
      namespace  = "AWS/RDS", metric = "CPUUtilization", statistic = "Average", above = 80
      dimensions = { DBInstanceIdentifier = aws_db_instance.main.identifier }
    }
    database-storage = {
      namespace  = "AWS/RDS", metric = "FreeStorageSpace", statistic = "Minimum", below = 10 * local.gib
      dimensions = { DBInstanceIdentifier = aws_db_instance.main.identifier }
    }
    replica-lag = {
      namespace  = "AWS/RDS", metric = "ReplicaLag", statistic = "Maximum", above = 60
      dimensions = { DBInstanceIdentifier = aws_db_instance.replica.identifier }
    }
    redis-memory = {
      namespace  = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", statistic = "Maximum", above = 75
      dimensions = { CacheClusterId = "${var.name}-001" }
    }
    # Each partition has a replica on each broker: they fill alike.
    kafka-disk = {
      namespace  = "AWS/Kafka", metric = "KafkaDataLogsDiskUsed", statistic = "Maximum", above = 75
      dimensions = { "Cluster Name" = aws_msk_cluster.main.cluster_name, "Broker ID" = "1" }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "operations" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = can(each.value.below) ? "LessThanThreshold" : "GreaterThanThreshold"
  threshold           = try(each.value.below, each.value.above)
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.operations.arn]
  ok_actions          = [aws_sns_topic.operations.arn]
}
