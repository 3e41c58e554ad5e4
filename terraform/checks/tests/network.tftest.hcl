mock_provider "aws" {}
mock_provider "helm" {}
mock_provider "kubernetes" {}

variables {
  name             = "dapp-test"
  region           = "eu-central-1"
  cidr             = "10.30.0.0/16"
  gateway_per_zone = true
}

run "subnets" {
  command = plan
  module {
    source = "../modules/network"
  }

  assert {
    condition     = [for subnet in aws_subnet.public : subnet.cidr_block] == ["10.30.0.0/24", "10.30.1.0/24", "10.30.2.0/24"]
    error_message = "the load balancer's subnets are those that the chart's network policies name"
  }
  assert {
    condition     = [for subnet in aws_subnet.data : subnet.cidr_block] == ["10.30.64.0/20", "10.30.80.0/20", "10.30.96.0/20"]
    error_message = "the data subnets are those that the chart's network policies name"
  }
  assert {
    condition     = alltrue([for group in [aws_subnet.public, aws_subnet.data, aws_subnet.private] : length(distinct([for subnet in group : subnet.availability_zone])) == 3])
    error_message = "each kind of subnet is in three availability zones"
  }
  assert {
    condition     = alltrue([for subnet in concat(values(aws_subnet.data), values(aws_subnet.private)) : !coalesce(subnet.map_public_ip_on_launch, false)])
    error_message = "nothing in the inner subnets gets a public address"
  }
  assert {
    condition     = length(aws_nat_gateway.main) == 3
    error_message = "each zone has its own way out"
  }
}

run "one_gateway_where_a_zone_may_fail" {
  command = plan
  module {
    source = "../modules/network"
  }
  variables {
    gateway_per_zone = false
  }

  assert {
    condition     = length(aws_nat_gateway.main) == 1 && length(aws_route.private) == 3
    error_message = "all zones go out by the one gateway"
  }
}

run "wiring" {
  command = apply
  module {
    source = "../modules/network"
  }

  assert {
    condition     = alltrue([for zone, route in aws_route.private : route.nat_gateway_id == aws_nat_gateway.main[zone].id])
    error_message = "a zone's pods go out by their own zone's gateway"
  }
  assert {
    condition     = toset([for association in aws_route_table_association.data : association.route_table_id]) == toset([aws_route_table.data.id])
    error_message = "data subnets have their own routes"
  }
  assert {
    condition     = length([for route in concat(values(aws_route.private), [aws_route.public]) : route if route.route_table_id == aws_route_table.data.id]) == 0
    error_message = "no route leads from the data subnets to the internet"
  }
  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.subnet_ids == toset([for subnet in aws_subnet.data : subnet.id])])
    error_message = "endpoints are in the data subnets, where the chart lets services reach KMS"
  }
  assert {
    condition     = contains(keys(aws_vpc_endpoint.interface), "kms")
    error_message = "KMS is reached without the internet"
  }
}

run "two_zones_are_refused" {
  command = plan
  module {
    source = "../modules/network"
  }
  variables {
    zones = ["a", "b"]
  }
  expect_failures = [var.zones]
}
