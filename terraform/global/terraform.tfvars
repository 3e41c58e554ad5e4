# Account, domain and repository are examples; put your own here.
account_id        = "111122223333"
region            = "eu-central-1"
domain            = "example.com"
github_repository = "example/dapp"

environments = {
  dev     = "dev.example.com"
  staging = "staging.example.com"
  prod    = "example.com"
}
