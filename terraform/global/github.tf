# GitHub Actions without keys: a workflow proves by its token which repository, branch or environment it runs for.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  repository = "repo:${var.github_repository}"
  # Who takes which role. The environments are protected in GitHub: people approve what runs in them.
  subjects = merge(
    {
      terraform-plan = ["${local.repository}:pull_request", "${local.repository}:ref:refs/heads/main"]
      images         = ["${local.repository}:ref:refs/heads/main"]
    },
    { for scope in local.scopes : "terraform-apply-${scope}" => ["${local.repository}:environment:infrastructure-${scope}"] },
  )
  scopes = concat(["global"], sort(keys(var.environments)))
}

resource "aws_iam_role" "github" {
  for_each = local.subjects
  name     = "dapp-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Condition = { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = each.value
      } }
    }]
  })
}

# --- Plans: whoever can open a pull request runs code with this role. It sees how things are made, not what is in them. ---

resource "aws_iam_role_policy_attachment" "plan" {
  role       = aws_iam_role.github["terraform-plan"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "plan" {
  name = "no-contents"
  role = aws_iam_role.github["terraform-plan"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid = "NoContents", Effect = "Deny", Resource = "*"
        Action = [
          "secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "ssm:GetParameter*", "sqs:ReceiveMessage",
          "logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery", "logs:StartLiveTail", "logs:GetLogRecord",
          "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "ecr:GetAuthorizationToken", "cloudtrail:LookupEvents",
        ]
      },
      { Sid = "NoObjects", Effect = "Deny", Action = ["s3:GetObject*"], NotResource = ["${module.state.arn}/*"] },
      {
        Sid       = "ReadState", Effect = "Allow", Action = ["kms:Decrypt"], Resource = [aws_kms_key.state.arn]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
      },
    ]
  })
}

# --- Applying: everything but what is another environment's ------------------------------------------

resource "aws_iam_role_policy_attachment" "apply" {
  for_each   = toset(local.scopes)
  role       = aws_iam_role.github["terraform-apply-${each.key}"].name
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
}

locals {
  role_prefixes = {
    for scope in local.scopes : scope => scope == "global"
    ? ["arn:aws:iam::${var.account_id}:role/dapp-terraform-*", "arn:aws:iam::${var.account_id}:role/dapp-images"]
    : ["arn:aws:iam::${var.account_id}:role/dapp-${scope}-*", "arn:aws:iam::${var.account_id}:role/dapp-deploy-${scope}"]
  }
  # What an environment needs of what global made: records, certificates, its state.
  of_global = [
    "route53:Get*", "route53:List*", "route53:ChangeResourceRecordSets", "acm:Describe*", "acm:Get*", "acm:List*",
    "kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKey", "s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject",
    "ecr:Describe*", "ecr:Get*", "ecr:List*", "iam:Get*", "iam:List*",
  ]
  state_keys = {
    for scope in local.scopes : scope => scope == "global" ? "global.tfstate*" : "environments/${scope}/*"
  }
}

resource "aws_iam_role_policy" "apply" {
  for_each = toset(local.scopes)
  name     = "own-environment"
  role     = aws_iam_role.github["terraform-apply-${each.key}"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        { Sid = "OwnRoles", Effect = "Allow", Action = ["iam:*Role*"], Resource = local.role_prefixes[each.key] },
        { Sid = "LookAtRoles", Effect = "Allow", Action = ["iam:Get*", "iam:List*"], Resource = "*" },
        {
          Sid = "NotOthers", Effect = "Deny", Action = "*", Resource = "*"
          Condition = {
            Null            = { "aws:ResourceTag/environment" = "false" }
            StringNotEquals = { "aws:ResourceTag/environment" = ["global", each.key] }
          }
        },
        {
          Sid         = "OwnState", Effect = "Deny", Action = ["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*"]
          NotResource = ["${module.state.arn}/${local.state_keys[each.key]}"]
        },
      ],
      [
        for statement in [
          { Sid = "Provider", Effect = "Allow", Action = ["iam:*OpenIDConnectProvider*"], Resource = "*" },
        ] : statement if each.key == "global"
      ],
      [
        for statement in [
          {
            Sid       = "GlobalIsRead", Effect = "Deny", NotAction = local.of_global, Resource = "*"
            Condition = { StringEquals = { "aws:ResourceTag/environment" = "global" } }
          },
          {
            Sid    = "TrailStays", Effect = "Deny", Resource = local.trail_arn
            Action = ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"]
          },
        ] : statement if each.key != "global"
      ],
    )
  })
}

# --- Images: pushed from main, and what the registry's scan found is read ----------------------------

resource "aws_iam_role_policy" "images" {
  name = "push"
  role = aws_iam_role.github["images"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Login", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = "*" },
      {
        Sid      = "Push", Effect = "Allow"
        Resource = [for repository in aws_ecr_repository.service : repository.arn]
        Action = [
          "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage",
          "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:DescribeImages", "ecr:DescribeImageScanFindings",
        ]
      },
    ]
  })
}
