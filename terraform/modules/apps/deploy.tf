# What the workflow that deploys may do here: install into the cluster (its rights there are the access entry's), snapshot the
# database before a migration, put up the application and have CloudFront forget its pages.
resource "aws_iam_role" "deploy" {
  name = "dapp-deploy-${var.environment}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::${var.account_id}:oidc-provider/token.actions.githubusercontent.com" }
      Condition = { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = "repo:${var.github_repository}:environment:${var.environment}"
      } }
    }]
  })
}

resource "aws_iam_role_policy" "deploy" {
  name = "needs"
  role = aws_iam_role.deploy.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Cluster", Effect = "Allow", Action = ["eks:DescribeCluster"]
        Resource = ["arn:aws:eks:${var.region}:${var.account_id}:cluster/${var.cluster_name}"]
      },
      {
        Sid      = "Snapshot", Effect = "Allow", Action = ["rds:CreateDBSnapshot", "rds:AddTagsToResource"]
        Resource = [var.database.arn, "arn:aws:rds:${var.region}:${var.account_id}:snapshot:${var.database.identifier}-*"]
      },
      {
        Sid      = "LookAtSnapshot", Effect = "Allow", Action = ["rds:DescribeDBSnapshots", "rds:DescribeDBInstances"]
        Resource = ["arn:aws:rds:${var.region}:${var.account_id}:snapshot:${var.database.identifier}-*", var.database.arn]
      },
      {
        Sid      = "Images", Effect = "Allow", Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:DescribeImages", "ecr:DescribeImageScanFindings"]
        Resource = ["arn:aws:ecr:${var.region}:${var.account_id}:repository/dapp/*"]
      },
      { Sid = "RegistryLogin", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      { Sid = "ListWeb", Effect = "Allow", Action = ["s3:ListBucket"], Resource = [module.web.arn] },
      { Sid = "PutWeb", Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObject"], Resource = ["${module.web.arn}/*"] },
      {
        Sid      = "ForgetPages", Effect = "Allow", Action = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
        Resource = [aws_cloudfront_distribution.web.arn]
      },
    ]
  })
}
