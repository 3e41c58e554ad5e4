# What each service may ask of AWS, by EKS Pod Identity under its own ServiceAccount. A service that is not named here has no
# role, and so no credentials at all.
locals {
  # Keys of wallets are made by transaction-service while it runs: no ARN of them is known here, so what is signed is limited.
  digests_only = { StringEquals = { "kms:SigningAlgorithm" = "ECDSA_SHA_256", "kms:MessageType" = "DIGEST" } }
  keys_arn     = "arn:aws:kms:${var.region}:${var.account_id}:key/*"

  service_statements = {
    transaction-service = [
      { Sid = "Sign", Effect = "Allow", Action = ["kms:Sign"], Resource = [local.keys_arn], Condition = local.digests_only },
      { Sid = "ReadPublicKey", Effect = "Allow", Action = ["kms:GetPublicKey"], Resource = [local.keys_arn] },
      {
        Sid       = "MakeWalletKey", Effect = "Allow", Action = ["kms:CreateKey"], Resource = ["*"]
        Condition = { StringEquals = { "kms:KeySpec" = "ECC_SECG_P256K1", "kms:KeyUsage" = "SIGN_VERIFY" } }
      },
      { Sid = "AskToMonitor", Effect = "Allow", Action = ["sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"], Resource = [var.queue_arn] },
    ]
    tx-monitor-worker = [
      { Sid = "Sign", Effect = "Allow", Action = ["kms:Sign"], Resource = [local.keys_arn], Condition = local.digests_only },
      {
        Sid = "Monitor", Effect = "Allow", Resource = [var.queue_arn]
        Action = [
          "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueUrl", "sqs:GetQueueAttributes",
        ]
      },
    ]
  }
}

resource "aws_iam_role" "service" {
  for_each = local.service_statements
  name     = "${var.name}-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Principal = { Service = "pods.eks.amazonaws.com" }
      Condition = { StringEquals = {
        "aws:SourceAccount"                         = var.account_id
        "aws:RequestTag/kubernetes-namespace"       = local.platform.namespace
        "aws:RequestTag/kubernetes-service-account" = each.key
      } }
    }]
  })
}

resource "aws_iam_role_policy" "service" {
  for_each = local.service_statements
  name     = "needs"
  role     = aws_iam_role.service[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = each.value })
}

resource "aws_eks_pod_identity_association" "service" {
  for_each        = local.service_statements
  cluster_name    = var.cluster_name
  namespace       = local.platform.namespace
  service_account = each.key
  role_arn        = aws_iam_role.service[each.key].arn
}

# Their contents are put there by people, see docs/terraform.md: Terraform would keep them in its state.
resource "aws_secretsmanager_secret" "service" {
  for_each    = local.platform.secrets
  name        = "dapp/${var.environment}/${each.key}"
  description = join(", ", each.value)
  kms_key_id  = var.secrets_key_arn
}
