# Keys that the platform itself pays with. They never leave KMS; nobody but the two services that sign uses them, whatever
# else IAM would allow, and deleting one takes 30 days.
resource "aws_kms_key" "signing" {
  for_each                 = var.signing_keys
  description              = "${var.name}: ${each.key}"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_SECG_P256K1"
  deletion_window_in_days  = 30
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account", Effect = "Allow", Action = "kms:*", Resource = "*"
        Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
      },
      {
        Sid       = "NobodyElseSigns", Effect = "Deny", Action = "kms:Sign", Resource = "*"
        Principal = { AWS = "*" }
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = [for role in aws_iam_role.service : role.arn] } }
      },
    ]
  })
}

resource "aws_kms_alias" "signing" {
  for_each      = var.signing_keys
  name          = "alias/${var.name}-signing-${each.key}"
  target_key_id = aws_kms_key.signing[each.key].key_id
}
