resource "aws_db_subnet_group" "main" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_db_parameter_group" "main" {
  name_prefix = "${var.name}-"
  family      = "postgres${split(".", var.database.version)[0]}"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  parameter {
    name         = "shared_preload_libraries"
    value        = "pg_stat_statements"
    apply_method = "pending-reboot"
  }
  parameter {
    name  = "log_lock_waits"
    value = "1"
  }
  # Statements hold personal data: none is logged, whatever it took.
  parameter {
    name  = "log_min_duration_statement"
    value = "-1"
  }
  parameter {
    name  = "log_min_error_statement"
    value = "panic"
  }
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role" "monitoring" {
  name = "${var.name}-database-monitoring"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_db_instance" "main" {
  identifier                    = var.name
  engine                        = "postgres"
  engine_version                = var.database.version
  instance_class                = var.database.instance_class
  db_name                       = "dapp"
  allocated_storage             = var.database.storage_gib
  max_allocated_storage         = var.database.storage_limit
  storage_type                  = "gp3"
  storage_encrypted             = true
  kms_key_id                    = aws_kms_key.data.arn
  username                      = "dapp_admin"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.secrets.arn
  ca_cert_identifier            = "rds-ca-rsa2048-g1"
  parameter_group_name          = aws_db_parameter_group.main.name
  db_subnet_group_name          = aws_db_subnet_group.main.name
  vpc_security_group_ids        = [aws_security_group.store["postgresql"].id]
  publicly_accessible           = false
  multi_az                      = true

  # Point-in-time recovery is RDS' own and reaches back as far as its backups are kept. The snapshots of 03:00 are AWS
  # Backup's (backup.tf), which takes none in the hour before this window or the next.
  backup_retention_period   = 35
  backup_window             = "05:30-06:30"
  maintenance_window        = "sun:08:00-sun:09:00"
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false
  skip_final_snapshot       = false
  final_snapshot_identifier = "${var.name}-final"
  deletion_protection       = true

  auto_minor_version_upgrade      = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.data.arn
  tags                            = { Name = var.name }
}

# For reports and for the case that the primary is lost with both of its zones' copies. It is no backup: it repeats mistakes.
resource "aws_db_instance" "replica" {
  identifier                      = "${var.name}-replica"
  replicate_source_db             = aws_db_instance.main.identifier
  instance_class                  = var.database.instance_class
  max_allocated_storage           = var.database.storage_limit
  storage_type                    = "gp3"
  storage_encrypted               = true
  ca_cert_identifier              = "rds-ca-rsa2048-g1"
  parameter_group_name            = aws_db_parameter_group.main.name
  vpc_security_group_ids          = [aws_security_group.store["postgresql"].id]
  publicly_accessible             = false
  maintenance_window              = "sun:10:00-sun:11:00"
  copy_tags_to_snapshot           = true
  skip_final_snapshot             = true
  deletion_protection             = true
  auto_minor_version_upgrade      = true
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.data.arn
  tags                            = { Name = "${var.name}-replica" }
}
