# staging: account and domain are examples; put your own here.
account_id = "111122223333"
region     = "eu-central-1"
zone       = "example.com"

metrics = { kept = "7d", storage = "50Gi" }
