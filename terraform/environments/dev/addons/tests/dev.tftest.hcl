mock_provider "aws" {}
mock_provider "helm" {}
mock_provider "kubernetes" {}

override_data {
  target = data.aws_eks_cluster.main
  values = {
    name                  = "dapp-dev"
    endpoint              = "https://cluster.invalid"
    certificate_authority = [{ data = "Y2E=" }]
    vpc_config            = [{ vpc_id = "vpc-1" }]
  }
}

override_data {
  target = data.aws_efs_file_system.reports
  values = { file_system_id = "fs-1" }
}

run "dev" {
  command = plan

  assert {
    condition     = toset(keys(output.releases)) == toset(["aws-load-balancer-controller", "external-secrets", "external-dns", "keda", "fluent-bit", "kube-prometheus-stack"])
    error_message = "what runs beside the platform"
  }
  assert {
    condition     = data.aws_eks_cluster.main.name == "dapp-dev" && data.aws_efs_file_system.reports.creation_token == "dapp-dev-reports"
    error_message = "this environment's cluster and files are looked up"
  }
  assert {
    condition     = var.metrics.kept == "7d"
    error_message = "metrics are kept as long as dev wants them"
  }
}
