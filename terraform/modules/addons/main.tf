# What runs in the cluster beside the platform. The roles are made with the cluster (modules/cluster/roles.tf) and bound to
# these namespaces and ServiceAccounts by platform.yaml.
terraform {
  required_providers {
    helm = {
      source = "hashicorp/helm"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

locals {
  platform   = yamldecode(file("${path.module}/../../platform.yaml"))
  addons     = local.platform.addons
  namespaces = toset(concat(["monitoring"], [for addon in local.addons : addon.namespace if addon.namespace != "kube-system"]))

  releases = {
    aws-load-balancer-controller = {
      repository = "https://aws.github.io/eks-charts"
      version    = "1.17.1"
      namespace  = local.addons["aws-load-balancer-controller"].namespace
      values = {
        clusterName    = var.name
        region         = var.region
        vpcId          = var.vpc_id
        serviceAccount = { name = local.addons["aws-load-balancer-controller"].serviceAccount }
        # It would stand in the way of every Service while it starts, and the platform has none of that type.
        enableServiceMutatorWebhook = false
        # Its role has no rights in these.
        enableShield = false
        enableWaf    = false
        defaultTags  = { environment = var.environment }
      }
    }
    external-secrets = {
      repository = "https://charts.external-secrets.io"
      version    = "2.0.0"
      namespace  = local.addons["external-secrets"].namespace
      values     = { serviceAccount = { name = local.addons["external-secrets"].serviceAccount } }
    }
    external-dns = {
      repository = "https://kubernetes-sigs.github.io/external-dns"
      version    = "1.20.0"
      namespace  = local.addons["external-dns"].namespace
      values = {
        provider       = { name = "aws" }
        sources        = ["ingress"]
        domainFilters  = [var.domain]
        policy         = "upsert-only"
        txtOwnerId     = var.name
        serviceAccount = { name = local.addons["external-dns"].serviceAccount }
        env            = [{ name = "AWS_DEFAULT_REGION", value = var.region }]
      }
    }
    keda = {
      repository = "https://kedacore.github.io/charts"
      version    = "2.19.0"
      namespace  = local.addons["keda"].namespace
      values     = { serviceAccount = { operator = { name = local.addons["keda"].serviceAccount } } }
    }
    fluent-bit = {
      repository = "https://fluent.github.io/helm-charts"
      version    = "0.56.0"
      namespace  = local.addons["fluent-bit"].namespace
      values = {
        serviceAccount = { name = local.addons["fluent-bit"].serviceAccount }
        testFramework  = { enabled = false }
        config = {
          inputs  = <<-CONFIG
            [INPUT]
                Name              tail
                Tag               kube.*
                Path              /var/log/containers/*_${local.platform.namespace}_*.log
                multiline.parser  cri
                DB                /var/log/fluent-bit.db
                Mem_Buf_Limit     20MB
                Skip_Long_Lines   On
          CONFIG
          filters = <<-CONFIG
            [FILTER]
                Name           kubernetes
                Match          kube.*
                Merge_Log      On
                Merge_Log_Key  log
                Keep_Log       Off
                Annotations    Off
                Labels         Off
          CONFIG
          outputs = <<-CONFIG
            [OUTPUT]
                Name               cloudwatch_logs
                Match              kube.*
                region             ${var.region}
                log_group_name     /dapp/${var.name}/pods
                log_stream_prefix  pods-
                auto_create_group  Off
                Retry_Limit        10
          CONFIG
        }
      }
    }
    kube-prometheus-stack = {
      repository = "https://prometheus-community.github.io/helm-charts"
      version    = "89.2.2"
      namespace  = "monitoring"
      values = {
        # The platform's ServiceMonitors and rules are not labelled with this release's name.
        prometheus = {
          prometheusSpec = {
            retention                               = var.metrics.kept
            serviceMonitorSelectorNilUsesHelmValues = false
            podMonitorSelectorNilUsesHelmValues     = false
            ruleSelectorNilUsesHelmValues           = false
            storageSpec = { volumeClaimTemplate = { spec = {
              storageClassName = "gp3"
              accessModes      = ["ReadWriteOnce"]
              resources        = { requests = { storage = var.metrics.storage } }
            } } }
          }
        }
        # EKS runs these, and shows their metrics to nobody.
        kubeControllerManager = { enabled = false }
        kubeScheduler         = { enabled = false }
        kubeEtcd              = { enabled = false }
        grafana               = { sidecar = { dashboards = { searchNamespace = "ALL" } } }
      }
    }
  }
}

# PodSecurity is enforced, and pods that come up behind the load balancer are not ready before it sends to them.
resource "kubernetes_namespace_v1" "platform" {
  metadata {
    name = local.platform.namespace
    labels = {
      "pod-security.kubernetes.io/enforce"      = "restricted"
      "elbv2.k8s.aws/pod-readiness-gate-inject" = "enabled"
    }
  }
}

resource "kubernetes_namespace_v1" "addon" {
  for_each = local.namespaces
  metadata {
    name = each.key
  }
}

resource "helm_release" "addon" {
  for_each   = local.releases
  name       = each.key
  repository = each.value.repository
  chart      = each.key
  version    = each.value.version
  namespace  = each.value.namespace
  values     = [yamlencode(each.value.values)]
  atomic     = true
  timeout    = 900
  depends_on = [kubernetes_namespace_v1.addon, helm_release.storage]
}

# Claims of volumes need the classes; objects of External Secrets and KEDA need their kinds.
resource "helm_release" "storage" {
  name      = "storage"
  chart     = "${path.module}/storage"
  namespace = "kube-system"
  values = [yamlencode({
    files = { className = local.platform.storageClass, fileSystemId = var.file_system_id }
  })]
}

resource "helm_release" "secrets" {
  name      = "secrets"
  chart     = "${path.module}/secrets"
  namespace = kubernetes_namespace_v1.platform.metadata[0].name
  values = [yamlencode({
    store  = local.platform.secretStore
    region = var.region
    kafka = {
      name      = local.platform.kafkaAuthentication
      remoteKey = "AmazonMSK_${var.name}_keda"
    }
  })]
  depends_on = [helm_release.addon]
}
