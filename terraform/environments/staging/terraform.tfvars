# staging: account, domain and repository are examples; put your own here.
account_id        = "111122223333"
region            = "eu-central-1"
zone              = "example.com"
domain            = "staging.example.com"
github_repository = "example/dapp"

cidr             = "10.20.0.0/16"
gateway_per_zone = false

database = { instance_class = "db.m7g.large", storage_gib = 100, storage_limit = 500 }
cache    = { node_type = "cache.m7g.large", replicas = 1 }
kafka    = { instance_type = "kafka.m7g.large", storage_gib = 200 }
nodes    = { instance_types = ["m7i.large"], minimum = 3, maximum = 8 }
