mock_provider "aws" {}
mock_provider "helm" {}
mock_provider "kubernetes" {}

variables {
  name                    = "dapp-test"
  environment             = "test"
  account_id              = "111122223333"
  region                  = "eu-central-1"
  subnet_ids              = ["subnet-a", "subnet-b", "subnet-c"]
  nodes                   = { instance_types = ["m7i.large"], minimum = 3, maximum = 6 }
  api_access_cidrs        = []
  administrator_role_arns = []
  deploy_role_arn         = "arn:aws:iam::111122223333:role/dapp-deploy-test"
  zone_arn                = "arn:aws:route53:::hostedzone/Z1"
  api_host                = "api.test.example.com"
  secrets_key_arn         = "arn:aws:kms:eu-central-1:111122223333:key/1"
  keda_kafka_secret_arn   = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:AmazonMSK_dapp-test_keda-1"
  queue_arn               = "arn:aws:sqs:eu-central-1:111122223333:dapp-test-monitoring"
}

run "cluster" {
  command = plan
  module {
    source = "../modules/cluster"
  }

  assert {
    condition     = one(aws_eks_cluster.main.vpc_config).endpoint_private_access && !one(aws_eks_cluster.main.vpc_config).endpoint_public_access
    error_message = "the Kubernetes API is not on the internet unless networks are named"
  }
  assert {
    condition     = one(aws_eks_cluster.main.encryption_config).resources == toset(["secrets"])
    error_message = "Kubernetes' Secrets are encrypted by a key of one's own"
  }
  assert {
    condition     = aws_eks_cluster.main.enabled_cluster_log_types == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "the control plane logs, audit included"
  }
  assert {
    condition     = one(aws_eks_cluster.main.access_config).authentication_mode == "API" && !one(aws_eks_cluster.main.access_config).bootstrap_cluster_creator_admin_permissions
    error_message = "access is what is listed, and nothing beside it"
  }
  assert {
    condition     = one(aws_launch_template.node.metadata_options).http_tokens == "required" && one(aws_launch_template.node.metadata_options).http_put_response_hop_limit == 1
    error_message = "a pod does not get at its node's role"
  }
  assert {
    condition     = one(one(aws_launch_template.node.block_device_mappings).ebs).encrypted == "true"
    error_message = "nodes' disks are encrypted"
  }
  assert {
    condition     = one(aws_eks_access_policy_association.deploy.access_scope).type == "namespace" && one(aws_eks_access_policy_association.deploy.access_scope).namespaces == toset(["dapp"])
    error_message = "who deploys reaches the platform's namespace only"
  }
  assert {
    condition     = keys(aws_eks_access_entry.administrator) == ["arn:aws:iam::111122223333:role/dapp-terraform-apply-test"]
    error_message = "the cluster is administered by the environment's own role"
  }
}

run "addons" {
  command = plan
  module {
    source = "../modules/cluster"
  }

  assert {
    condition     = jsondecode(aws_eks_addon.network.configuration_values).enableNetworkPolicy == "true"
    error_message = "NetworkPolicies are enforced"
  }
  assert {
    condition     = toset(concat(keys(aws_eks_addon.node), keys(aws_eks_addon.main))) == toset(["kube-proxy", "coredns", "eks-pod-identity-agent", "metrics-server"])
    error_message = "pods get their roles, and autoscalers their metrics"
  }
  assert {
    condition     = aws_eks_pod_identity_association.addon["external-secrets"].service_account == "external-secrets" && aws_eks_pod_identity_association.addon["keda"].service_account == "keda-operator" && aws_eks_pod_identity_association.addon["aws-load-balancer-controller"].namespace == "kube-system"
    error_message = "each add-on has its role under its own ServiceAccount"
  }
  assert {
    condition     = toset(concat(keys(local.managed_policies), keys(local.own_policies))) == toset(keys(local.platform.addons)) && length(setintersection(keys(local.managed_policies), keys(local.own_policies))) == 0
    error_message = "each add-on has exactly one policy"
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.addon : jsondecode(role.assume_role_policy).Statement[0].Principal.Service == "pods.eks.amazonaws.com"])
    error_message = "roles are for pods"
  }
}

run "least_privilege" {
  command = apply
  module {
    source = "../modules/cluster"
  }

  assert {
    condition = alltrue(flatten([
      for addon, policy in aws_iam_role_policy.addon : [for statement in jsondecode(policy.policy).Statement : [for action in statement.Action : !strcontains(action, "*") || action == "elasticloadbalancing:Describe*"]]
    ]))
    error_message = "no add-on may do all of anything"
  }
  assert {
    condition = alltrue(flatten([
      for addon, policy in aws_iam_role_policy.addon : [
        for statement in jsondecode(policy.policy).Statement : !contains(statement.Resource, "*") || can(statement.Condition) ||
        alltrue([for action in statement.Action : can(regex("^[a-z0-9]+:(Describe|Get|List)", action))])
      ]
    ]))
    error_message = "on everything an add-on may at most read"
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(aws_iam_role_policy.addon["external-secrets"].policy).Statement : s.Action])) == toset(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret", "kms:Decrypt"])
    error_message = "External Secrets reads, and writes nothing"
  }
  assert {
    condition     = toset(jsondecode(aws_iam_role_policy.addon["external-secrets"].policy).Statement[0].Resource) == toset(["arn:aws:secretsmanager:eu-central-1:111122223333:secret:dapp/test/*", var.keda_kafka_secret_arn])
    error_message = "External Secrets reads this environment's secrets, and no other"
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.addon["keda"].policy).Statement == [{ Effect = "Allow", Action = ["sqs:GetQueueAttributes"], Resource = [var.queue_arn] }]
    error_message = "KEDA looks at the queue's length, and takes nothing from it"
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.addon["fluent-bit"].policy).Statement[0].Resource == ["${aws_cloudwatch_log_group.pods.arn}:*"]
    error_message = "Fluent Bit writes to its group only"
  }
  assert {
    condition     = one(one(aws_eks_cluster.main.encryption_config).provider).key_arn == aws_kms_key.cluster.arn && aws_kms_key.cluster.enable_key_rotation
    error_message = "Kubernetes' Secrets are under the cluster's key, which is rotated"
  }
}

run "logs" {
  command = plan
  module {
    source = "../modules/cluster"
  }

  assert {
    condition = alltrue([
      for operation in ["Audit", "Deidentify"] :
      anytrue([for s in jsondecode(aws_cloudwatch_log_data_protection_policy.pods.policy_document).Statement : can(s.Operation[operation]) && contains(s.DataIdentifier, "arn:aws:dataprotection::aws:data-identifier/EmailAddress")])
    ])
    error_message = "mail addresses are masked in logs"
  }
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.pods.dashboard_body).widgets) == 3
    error_message = "logs have a dashboard"
  }
}

run "the_whole_internet_is_refused" {
  command = plan
  module {
    source = "../modules/cluster"
  }
  variables {
    api_access_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.api_access_cidrs]
}

run "named_networks_reach_the_api" {
  command = plan
  module {
    source = "../modules/cluster"
  }
  variables {
    api_access_cidrs = ["192.0.2.0/24"]
  }

  assert {
    condition     = one(aws_eks_cluster.main.vpc_config).endpoint_public_access && one(aws_eks_cluster.main.vpc_config).public_access_cidrs == toset(["192.0.2.0/24"])
    error_message = "the API is reached from the named networks"
  }
}
