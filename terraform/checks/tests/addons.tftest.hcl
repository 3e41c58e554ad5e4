mock_provider "aws" {}
mock_provider "helm" {}
mock_provider "kubernetes" {}

variables {
  name           = "dapp-test"
  environment    = "test"
  region         = "eu-central-1"
  vpc_id         = "vpc-1"
  domain         = "example.com"
  file_system_id = "fs-1"
  metrics        = { kept = "7d", storage = "20Gi" }
}

run "releases" {
  command = plan
  module {
    source = "../modules/addons"
  }

  assert {
    condition     = toset(keys(helm_release.addon)) == toset(["aws-load-balancer-controller", "external-secrets", "external-dns", "keda", "fluent-bit", "kube-prometheus-stack"])
    error_message = "these run beside the platform"
  }
  assert {
    condition     = alltrue([for release in helm_release.addon : can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", release.version))])
    error_message = "each chart is pinned to a version"
  }
  assert {
    condition     = toset([for release in helm_release.addon : release.namespace]) == toset(["kube-system", "external-secrets", "external-dns", "keda", "logging", "monitoring"])
    error_message = "each has its own namespace; metrics are in the one that the chart's network policies let in"
  }
  assert {
    condition = {
      aws-load-balancer-controller = yamldecode(helm_release.addon["aws-load-balancer-controller"].values[0]).serviceAccount.name
      external-secrets             = yamldecode(helm_release.addon["external-secrets"].values[0]).serviceAccount.name
      external-dns                 = yamldecode(helm_release.addon["external-dns"].values[0]).serviceAccount.name
      keda                         = yamldecode(helm_release.addon["keda"].values[0]).serviceAccount.operator.name
      fluent-bit                   = yamldecode(helm_release.addon["fluent-bit"].values[0]).serviceAccount.name
    } == { for name, addon in local.addons : name => addon.serviceAccount if !contains(["vpc-cni", "ebs-csi", "efs-csi"], name) }
    error_message = "ServiceAccounts are those that the roles are bound to"
  }
  assert {
    condition     = strcontains(yamldecode(helm_release.addon["fluent-bit"].values[0]).config.outputs, "/dapp/dapp-test/pods")
    error_message = "Fluent Bit ships to the group that the cluster module makes"
  }
}

run "namespace" {
  command = plan
  module {
    source = "../modules/addons"
  }

  assert {
    condition = kubernetes_namespace_v1.platform.metadata[0].name == "dapp" && kubernetes_namespace_v1.platform.metadata[0].labels == tomap({
      "pod-security.kubernetes.io/enforce"      = "restricted"
      "elbv2.k8s.aws/pod-readiness-gate-inject" = "enabled"
    })
    error_message = "the platform's namespace enforces restricted and has readiness gates"
  }
  assert {
    condition     = yamldecode(helm_release.secrets.values[0]).store == "aws-secrets-manager" && yamldecode(helm_release.secrets.values[0]).kafka == { name = "kafka-scram", remoteKey = "AmazonMSK_dapp-test_keda" }
    error_message = "the store and KEDA's login are called as the chart's values name them"
  }
  assert {
    condition     = yamldecode(helm_release.storage.values[0]).files == { className = "efs", fileSystemId = "fs-1" }
    error_message = "the class of reports is called as the chart's values name it"
  }
}
