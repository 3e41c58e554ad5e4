# prod: account, domain and repository are examples; put your own here.
account_id        = "111122223333"
region            = "eu-central-1"
zone              = "example.com"
domain            = "example.com"
github_repository = "example/dapp"

cidr             = "10.30.0.0/16"
gateway_per_zone = true

database = { instance_class = "db.r7g.xlarge", storage_gib = 200, storage_limit = 2000 }
cache    = { node_type = "cache.r7g.large", replicas = 2 }
kafka    = { instance_type = "kafka.m7g.large", storage_gib = 500 }
nodes    = { instance_types = ["m7i.xlarge"], minimum = 3, maximum = 18 }
