# dev: account, domain and repository are examples; put your own here.
account_id        = "111122223333"
region            = "eu-central-1"
zone              = "example.com"
domain            = "dev.example.com"
github_repository = "example/dapp"

cidr             = "10.10.0.0/16"
gateway_per_zone = false

database = { instance_class = "db.t4g.medium", storage_gib = 50, storage_limit = 200 }
cache    = { node_type = "cache.t4g.small", replicas = 1 }
kafka    = { instance_type = "kafka.t3.small", storage_gib = 50 }
nodes    = { instance_types = ["m7i.large"], minimum = 3, maximum = 5 }
