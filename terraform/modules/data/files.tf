# Reports, shared by transaction-service's pods.
resource "aws_efs_file_system" "reports" {
  creation_token = "${var.name}-reports"
  encrypted      = true
  kms_key_id     = aws_kms_key.data.arn
  tags           = { Name = "${var.name}-reports" }
}

resource "aws_efs_mount_target" "reports" {
  count           = length(var.subnet_ids)
  file_system_id  = aws_efs_file_system.reports.id
  subnet_id       = var.subnet_ids[count.index]
  security_groups = [aws_security_group.store["files"].id]
}
