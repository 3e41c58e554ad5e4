locals {
  ports = { postgresql = 5432, redis = 6379, kafka = 9096, kafka-metrics = 11001, kafka-nodes = 11002, files = 2049 }
  # Prometheus reads the brokers' metrics on two further ports.
  groups = { postgresql = "postgresql", redis = "redis", kafka = "kafka", kafka-metrics = "kafka", kafka-nodes = "kafka", files = "files" }
  openings = {
    for pair in setproduct(keys(local.ports), range(length(var.client_cidrs))) :
    "${pair[0]}-${pair[1]}" => { port = local.ports[pair[0]], group = local.groups[pair[0]], cidr = var.client_cidrs[pair[1]] }
  }
}

resource "aws_security_group" "store" {
  for_each    = toset(values(local.groups))
  name        = "${var.name}-${each.key}"
  description = "${each.key}, for pods"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "store" {
  for_each          = local.openings
  security_group_id = aws_security_group.store[each.value.group].id
  description       = "Pods"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}
