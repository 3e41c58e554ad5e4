locals {
  trail_arn    = "arn:aws:cloudtrail:${var.region}:${var.account_id}:trail/dapp"
  trail_bucket = "dapp-trail-${var.account_id}"
}

resource "aws_kms_key" "trail" {
  description             = "CloudTrail"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow", Action = "kms:*", Resource = "*"
        Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
      },
      {
        Effect    = "Allow", Action = ["kms:GenerateDataKey*", "kms:DescribeKey"], Resource = "*"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
      },
    ]
  })
}

module "trail" {
  source            = "../modules/bucket"
  name              = local.trail_bucket
  kms_key_arn       = aws_kms_key.trail.arn
  expire_after_days = 731
  statements = [
    {
      Sid       = "TrailLooks", Effect = "Allow", Action = "s3:GetBucketAcl", Resource = "arn:aws:s3:::${local.trail_bucket}"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
    },
    {
      Sid       = "TrailWrites", Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::${local.trail_bucket}/AWSLogs/${var.account_id}/*"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn, "s3:x-amz-acl" = "bucket-owner-full-control" } }
    },
  ]
}

# Every call to AWS in every region, signatures by KMS among them.
resource "aws_cloudtrail" "main" {
  name                          = "dapp"
  s3_bucket_name                = module.trail.name
  kms_key_id                    = aws_kms_key.trail.arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  enable_logging                = true
  depends_on                    = [module.trail]
}
