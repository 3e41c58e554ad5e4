output "releases" {
  value = { for name, release in helm_release.addon : name => release.version }
}

output "namespace" {
  value = kubernetes_namespace_v1.platform.metadata[0].name
}
