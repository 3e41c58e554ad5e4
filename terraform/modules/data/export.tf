# Each snapshot of AWS Backup is exported to S3 as Parquet: for reading, not for restoring; RDS takes none back.
module "exports" {
  source            = "../bucket"
  name              = "${var.name}-exports-${var.account_id}"
  kms_key_arn       = aws_kms_key.data.arn
  expire_after_days = 90
  old_versions_days = 7
}

resource "aws_iam_role" "export" {
  name = "${var.name}-export"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "export.rds.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "export" {
  name = "write"
  role = aws_iam_role.export.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:ListBucket", "s3:GetBucketLocation"], Resource = [module.exports.arn] },
      { Effect = "Allow", Action = ["s3:PutObject*", "s3:GetObject*", "s3:DeleteObject*"], Resource = ["${module.exports.arn}/*"] },
    ]
  })
}

resource "aws_iam_role" "exporter" {
  name = "${var.name}-exporter"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "states.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "exporter" {
  name = "export"
  role = aws_iam_role.exporter.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Neither action can be bound to a resource that is known before.
      { Effect = "Allow", Action = ["rds:StartExportTask", "rds:DescribeExportTasks"], Resource = "*" },
      {
        Effect    = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.export.arn
        Condition = { StringEquals = { "iam:PassedToService" = "export.rds.amazonaws.com" } }
      },
      { Effect = "Allow", Action = ["kms:CreateGrant", "kms:DescribeKey"], Resource = aws_kms_key.data.arn },
    ]
  })
}

resource "aws_sfn_state_machine" "export" {
  name     = "${var.name}-export"
  role_arn = aws_iam_role.exporter.arn
  definition = jsonencode({
    TimeoutSeconds = 43200
    StartAt        = "Start"
    States = {
      Start = {
        Type     = "Task"
        Resource = "arn:aws:states:::aws-sdk:rds:startExportTask"
        Parameters = {
          "ExportTaskIdentifier.$" = "States.Format('snapshot-{}', $.detail.backupJobId)"
          "SourceArn.$"            = "$.resources[0]"
          S3BucketName             = module.exports.name
          S3Prefix                 = "snapshots"
          IamRoleArn               = aws_iam_role.export.arn
          KmsKeyId                 = aws_kms_key.data.arn
        }
        ResultSelector = { "id.$" = "$.ExportTaskIdentifier" }
        Next           = "Wait"
      }
      Wait = { Type = "Wait", Seconds = 300, Next = "Look" }
      Look = {
        Type           = "Task"
        Resource       = "arn:aws:states:::aws-sdk:rds:describeExportTasks"
        Parameters     = { "ExportTaskIdentifier.$" = "$.id" }
        ResultSelector = { "status.$" = "$.ExportTasks[0].Status" }
        ResultPath     = "$.look"
        Next           = "Ended?"
      }
      "Ended?" = {
        Type = "Choice"
        Choices = [
          { Variable = "$.look.status", StringEquals = "COMPLETE", Next = "Exported" },
          { Variable = "$.look.status", StringEquals = "FAILED", Next = "Failed" },
          { Variable = "$.look.status", StringEquals = "CANCELED", Next = "Failed" },
        ]
        Default = "Wait"
      }
      Exported = { Type = "Succeed" }
      Failed   = { Type = "Fail", Error = "ExportFailed" }
    }
  })
}

resource "aws_iam_role" "snapshot_made" {
  name = "${var.name}-snapshot-made"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "snapshot_made" {
  name = "export"
  role = aws_iam_role.snapshot_made.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "states:StartExecution", Resource = aws_sfn_state_machine.export.arn }]
  })
}

resource "aws_cloudwatch_event_rule" "snapshot_made" {
  name        = "${var.name}-snapshot-made"
  description = "AWS Backup has made a snapshot of the database"
  event_pattern = jsonencode({
    source        = ["aws.backup"]
    "detail-type" = ["Backup Job State Change"]
    detail        = { state = ["COMPLETED"], resourceType = ["RDS"], backupVaultArn = [aws_backup_vault.main.arn] }
  })
}

resource "aws_cloudwatch_event_target" "snapshot_made" {
  rule     = aws_cloudwatch_event_rule.snapshot_made.name
  arn      = aws_sfn_state_machine.export.arn
  role_arn = aws_iam_role.snapshot_made.arn
}
