# A role for each add-on, by EKS Pod Identity. Those that EKS installs itself are bound in eks.tf.
locals {
  managed_policies = {
    vpc-cni = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
    ebs-csi = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
    efs-csi = "arn:aws:iam::aws:policy/service-role/AmazonEFSCSIDriverPolicy"
  }
  own_policies = {
    aws-load-balancer-controller = local.load_balancer_statements
    external-secrets = [
      {
        Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
        Resource = [
          "arn:aws:secretsmanager:${var.region}:${var.account_id}:secret:dapp/${var.environment}/*",
          var.keda_kafka_secret_arn,
        ]
      },
      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = [var.secrets_key_arn] },
    ]
    external-dns = [
      {
        Effect = "Allow", Action = ["route53:ChangeResourceRecordSets"], Resource = [var.zone_arn]
        Condition = { "ForAllValues:StringLike" = {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames" = [var.api_host, "*-${var.api_host}"]
        } }
      },
      { Effect = "Allow", Action = ["route53:ListResourceRecordSets"], Resource = [var.zone_arn] },
      { Effect = "Allow", Action = ["route53:ListHostedZones", "route53:ListTagsForResources"], Resource = ["*"] },
    ]
    keda = [
      { Effect = "Allow", Action = ["sqs:GetQueueAttributes"], Resource = [var.queue_arn] },
    ]
    fluent-bit = [
      {
        Effect   = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        Resource = ["${aws_cloudwatch_log_group.pods.arn}:*"]
      },
    ]
  }
}

resource "aws_iam_role" "addon" {
  for_each = local.platform.addons
  name     = "${var.name}-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Principal = { Service = "pods.eks.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "addon" {
  for_each   = local.managed_policies
  role       = aws_iam_role.addon[each.key].name
  policy_arn = each.value
}

resource "aws_iam_role_policy" "addon" {
  for_each = local.own_policies
  name     = "needs"
  role     = aws_iam_role.addon[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = each.value })
}

resource "aws_eks_pod_identity_association" "addon" {
  for_each        = local.own_policies
  cluster_name    = aws_eks_cluster.main.name
  namespace       = local.platform.addons[each.key].namespace
  service_account = local.platform.addons[each.key].serviceAccount
  role_arn        = aws_iam_role.addon[each.key].arn
}

# The controller finds what it made by a tag with the cluster's name, and may change nothing else. Some calls of Elastic Load
# Balancing and EC2 know no resource or condition before something exists; they read, or make what is tagged at once.
locals {
  of_this_cluster    = { StringEquals = { "aws:ResourceTag/elbv2.k8s.aws/cluster" = var.name } }
  for_this_cluster   = { StringEquals = { "aws:RequestTag/elbv2.k8s.aws/cluster" = var.name } }
  load_balancing_arn = "arn:aws:elasticloadbalancing:${var.region}:${var.account_id}"
  load_balancer_arns = [
    "${local.load_balancing_arn}:loadbalancer/app/*", "${local.load_balancing_arn}:targetgroup/*",
    "${local.load_balancing_arn}:listener/app/*", "${local.load_balancing_arn}:listener-rule/app/*",
  ]
  load_balancer_statements = [
    {
      Effect = "Allow", Resource = ["*"]
      Action = [
        "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones", "ec2:DescribeInstances",
        "ec2:DescribeInternetGateways", "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets", "ec2:DescribeTags", "ec2:DescribeVpcs", "ec2:DescribeVpcPeeringConnections",
        "ec2:GetSecurityGroupsForVpc",
        "elasticloadbalancing:Describe*",
        "acm:ListCertificates", "acm:DescribeCertificate",
        "wafv2:GetWebACL", "wafv2:GetWebACLForResource",
      ]
    },
    {
      Effect = "Allow", Action = ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"]
      Resource = [
        "arn:aws:wafv2:${var.region}:${var.account_id}:regional/webacl/${var.name}-api/*",
        "${local.load_balancing_arn}:loadbalancer/app/*",
      ]
    },
    {
      Effect    = "Allow", Action = ["elasticloadbalancing:SetWebACL"], Resource = ["${local.load_balancing_arn}:loadbalancer/app/*"]
      Condition = local.of_this_cluster
    },
    {
      Effect    = "Allow", Action = ["iam:CreateServiceLinkedRole"], Resource = ["*"]
      Condition = { StringEquals = { "iam:AWSServiceName" = "elasticloadbalancing.amazonaws.com" } }
    },
    {
      Effect   = "Allow", Action = ["ec2:CreateSecurityGroup"]
      Resource = ["arn:aws:ec2:${var.region}:${var.account_id}:vpc/*", "arn:aws:ec2:${var.region}:${var.account_id}:security-group/*"]
    },
    {
      Effect    = "Allow", Action = ["ec2:CreateTags"], Resource = ["arn:aws:ec2:${var.region}:${var.account_id}:security-group/*"]
      Condition = { StringEquals = { "ec2:CreateAction" = "CreateSecurityGroup", "aws:RequestTag/elbv2.k8s.aws/cluster" = var.name } }
    },
    {
      Effect    = "Allow", Action = ["ec2:CreateTags", "ec2:DeleteTags", "ec2:DeleteSecurityGroup"]
      Resource  = ["arn:aws:ec2:${var.region}:${var.account_id}:security-group/*"]
      Condition = local.of_this_cluster
    },
    {
      # Its own groups, and the cluster's, which pods are in.
      Effect    = "Allow", Action = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
      Resource  = ["arn:aws:ec2:${var.region}:${var.account_id}:security-group/*"]
      Condition = local.of_this_cluster
    },
    {
      Effect    = "Allow", Action = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
      Resource  = ["arn:aws:ec2:${var.region}:${var.account_id}:security-group/*"]
      Condition = { StringEquals = { "aws:ResourceTag/kubernetes.io/cluster/${var.name}" = "owned" } }
    },
    {
      Effect    = "Allow", Action = ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"], Resource = local.load_balancer_arns
      Condition = local.for_this_cluster
    },
    {
      Effect    = "Allow", Action = ["elasticloadbalancing:CreateListener", "elasticloadbalancing:CreateRule"], Resource = local.load_balancer_arns
      Condition = local.of_this_cluster
    },
    {
      Effect = "Allow", Action = ["elasticloadbalancing:AddTags"], Resource = local.load_balancer_arns
      Condition = { StringEquals = {
        "elasticloadbalancing:CreateAction"    = ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener", "CreateRule"]
        "aws:RequestTag/elbv2.k8s.aws/cluster" = var.name
      } }
    },
    {
      Effect = "Allow", Resource = local.load_balancer_arns, Condition = local.of_this_cluster
      Action = [
        "elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:DeleteListener", "elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:DeleteRule",
        "elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets",
        "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:RemoveListenerCertificates",
        "elasticloadbalancing:SetIpAddressType", "elasticloadbalancing:SetRulePriorities",
        "elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets",
      ]
    },
  ]
}
