# Where Fluent Bit ships what pods write.
resource "aws_cloudwatch_log_group" "pods" {
  name              = "/dapp/${var.name}/pods"
  retention_in_days = 90
}

# Personal data and secrets are masked for whoever reads, should a line hold some after all.
resource "aws_cloudwatch_log_data_protection_policy" "pods" {
  log_group_name = aws_cloudwatch_log_group.pods.name
  policy_document = jsonencode({
    Name    = "${var.name}-pods"
    Version = "2021-06-01"
    Statement = [
      {
        Sid            = "audit"
        DataIdentifier = local.masked
        Operation      = { Audit = { FindingsDestination = {} } }
      },
      {
        Sid            = "mask"
        DataIdentifier = local.masked
        Operation      = { Deidentify = { MaskConfig = {} } }
      },
    ]
  })
}

locals {
  masked = [
    for identifier in ["EmailAddress", "AwsSecretKey", "OpenSshPrivateKey", "PkcsPrivateKey", "PgpPrivateKey"] :
    "arn:aws:dataprotection::aws:data-identifier/${identifier}"
  ]
  pods_source = "SOURCE '${aws_cloudwatch_log_group.pods.name}'"
}

resource "aws_cloudwatch_dashboard" "pods" {
  dashboard_name = "${var.name}-logs"
  dashboard_body = jsonencode({
    widgets = [
      {
        type = "log", x = 0, y = 0, width = 12, height = 6
        properties = {
          title = "Errors by service", region = var.region, view = "timeSeries", stacked = true
          query = "${local.pods_source} | filter log.level = 'ERROR' | stats count() by bin(5m), kubernetes.container_name"
        }
      },
      {
        type = "log", x = 12, y = 0, width = 12, height = 6
        properties = {
          title = "Lines by service", region = var.region, view = "timeSeries", stacked = true
          query = "${local.pods_source} | stats count() by bin(5m), kubernetes.container_name"
        }
      },
      {
        type = "log", x = 0, y = 6, width = 24, height = 8
        properties = {
          title = "Newest errors", region = var.region, view = "table"
          query = "${local.pods_source} | filter log.level = 'ERROR' | fields @timestamp, kubernetes.container_name, log.message, log.trace_id | sort @timestamp desc | limit 50"
        }
      },
    ]
  })
}
