# Where all roots keep their state, each locked by a file beside it (use_lockfile in state.s3.tfbackend).
locals {
  state_settings = file("${path.module}/../state.s3.tfbackend")
  state_bucket   = regex("(?m)^bucket *= *\"([^\"]+)\"$", local.state_settings)[0]
}

resource "aws_kms_key" "state" {
  description             = "Terraform's state"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

module "state" {
  source            = "../modules/bucket"
  name              = local.state_bucket
  kms_key_arn       = aws_kms_key.state.arn
  old_versions_days = 365
}

# For the whole account: no bucket is public, no disk is in the clear.
resource "aws_s3_account_public_access_block" "main" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_ebs_encryption_by_default" "main" {
  enabled = true
}
