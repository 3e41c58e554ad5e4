mock_provider "aws" {}

override_data {
  target = data.aws_route53_zone.main
  values = { zone_id = "Z1", arn = "arn:aws:route53:::hostedzone/Z1" }
}

override_data {
  target = data.aws_acm_certificate.api
  values = { arn = "arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000001" }
}

override_data {
  target = data.aws_acm_certificate.web
  values = { arn = "arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000002" }
}

run "prod" {
  command = plan

  assert {
    condition     = output.environment.database.identifier == "dapp-prod" && output.environment.cluster.name == "dapp-prod"
    error_message = "everything is called after the environment"
  }
  assert {
    condition     = output.environment.database.multi_az && output.environment.database.recoverable_days == 35
    error_message = "the database is in two zones and can be recovered as of any moment of 35 days"
  }
  assert {
    condition     = output.environment.snapshots == { schedule = "cron(0 3 * * ? *)", kept_days = 7 }
    error_message = "snapshots are taken at 3 AM UTC and kept for 7 days"
  }
  assert {
    condition     = output.environment.cache.tls && output.environment.cache.replicas == 2 && output.environment.kafka.brokers == 3
    error_message = "Redis has its replicas, Kafka its brokers"
  }
  assert {
    condition     = output.environment.database.instance_class == "db.r7g.xlarge" && output.environment.kafka.instance_type == "kafka.m7g.large"
    error_message = "sizes are those of prod"
  }
  assert {
    condition     = !output.environment.cluster.public_api
    error_message = "the Kubernetes API is not on the internet"
  }
  assert {
    condition     = output.environment.signing_keys["treasury"].spec == "ECC_SECG_P256K1"
    error_message = "the treasury's key is secp256k1"
  }
}

run "what_the_chart_is_told" {
  command = plan

  assert {
    condition     = output.helm_values.ingress.host == "api.example.com" && output.helm_values.issuer == "https://api.example.com"
    error_message = "the API is where tokens say it is"
  }
  assert {
    condition     = [for peer in output.helm_values.networkPolicy.ingress.api : peer.ipBlock.cidr] == ["10.30.0.0/24", "10.30.1.0/24", "10.30.2.0/24"]
    error_message = "the load balancer's subnets"
  }
  assert {
    condition     = [for peer in output.helm_values.networkPolicy.egress.kms.to : peer.ipBlock.cidr] == ["10.30.64.0/20", "10.30.80.0/20", "10.30.96.0/20"]
    error_message = "the subnets of stores and of KMS' endpoint"
  }
  assert {
    condition     = output.helm_values.secrets.external == { store = { name = "aws-secrets-manager" }, keyPrefix = "dapp/prod" }
    error_message = "secrets are this environment's"
  }
  assert {
    condition     = output.helm_values.ingress.alb.certificateArn == data.aws_acm_certificate.api.arn
    error_message = "the load balancer has its certificate"
  }
}
