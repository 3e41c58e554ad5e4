mock_provider "aws" {
  mock_resource "aws_acm_certificate" {
    defaults = {
      domain_validation_options = [{
        domain_name           = "host.example.com"
        resource_record_name  = "_1.host.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_2.acm-validations.aws."
      }]
    }
  }
}

run "registry" {
  command = plan

  assert {
    condition     = toset(keys(aws_ecr_repository.service)) == toset(["auth-service", "transaction-service", "resource-service", "notification-gateway", "tx-monitor-worker"])
    error_message = "each service has a repository"
  }
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.service : one(repository.image_scanning_configuration).scan_on_push])
    error_message = "images are scanned when they are pushed"
  }
  assert {
    condition     = one(aws_ecr_registry_scanning_configuration.main.rule).scan_frequency == "SCAN_ON_PUSH" && one(one(aws_ecr_registry_scanning_configuration.main.rule).repository_filter).filter == "dapp/*"
    error_message = "the registry scans what is pushed to the platform's repositories"
  }
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.service : repository.image_tag_mutability == "IMMUTABLE"])
    error_message = "a tag names one image for ever"
  }
}

run "state" {
  command = plan

  assert {
    condition     = can(regex("(?m)^use_lockfile *= *true$", local.state_settings)) && can(regex("(?m)^encrypt *= *true$", local.state_settings))
    error_message = "state is locked by a file and encrypted"
  }
  assert {
    condition     = module.state.name == "dapp-terraform-state-111122223333"
    error_message = "the bucket that is made is the one that is used"
  }
  assert {
    condition     = aws_s3_account_public_access_block.main.block_public_policy && aws_s3_account_public_access_block.main.restrict_public_buckets && aws_ebs_encryption_by_default.main.enabled
    error_message = "no bucket of the account is public, no disk in the clear"
  }
}

run "trail" {
  command = plan

  assert {
    condition     = aws_cloudtrail.main.is_multi_region_trail && aws_cloudtrail.main.include_global_service_events && aws_cloudtrail.main.enable_log_file_validation
    error_message = "each call in each region is recorded, and a changed record is found"
  }
}

run "names" {
  command = apply

  assert {
    condition     = { for name, certificate in aws_acm_certificate.main : certificate.domain_name => certificate.region } == { "api.dev.example.com" = "eu-central-1", "app.dev.example.com" = "us-east-1", "api.staging.example.com" = "eu-central-1", "app.staging.example.com" = "us-east-1", "api.example.com" = "eu-central-1", "app.example.com" = "us-east-1" }
    error_message = "each name has a certificate where it is looked for"
  }
  assert {
    condition     = alltrue([for record in aws_route53_record.validation : record.zone_id == aws_route53_zone.main.zone_id])
    error_message = "certificates are validated, and so renewed, by DNS"
  }
  assert {
    condition     = contains(aws_route53_record.authorities.records, "0 issue \"amazon.com\"")
    error_message = "only Amazon issues certificates for the domain"
  }
}

run "github" {
  command = apply

  assert {
    condition     = alltrue([for role in aws_iam_role.github : jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"])
    error_message = "roles are for tokens that were made for AWS"
  }
  assert {
    condition     = alltrue(flatten([for role in aws_iam_role.github : [for subject in flatten([jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]]) : startswith(subject, "repo:example/dapp:") && !strcontains(subject, "*")]]))
    error_message = "roles are for this repository only"
  }
  assert {
    condition = {
      for scope in ["global", "dev", "staging", "prod"] :
      scope => jsondecode(aws_iam_role.github["terraform-apply-${scope}"].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]
    } == { for scope in ["global", "dev", "staging", "prod"] : scope => ["repo:example/dapp:environment:infrastructure-${scope}"] }
    error_message = "applying is for workflows in the protected environment of that name"
  }
  assert {
    condition     = aws_iam_role_policy_attachment.plan.policy_arn == "arn:aws:iam::aws:policy/ReadOnlyAccess"
    error_message = "a plan reads only"
  }
  assert {
    condition     = contains(one([for s in jsondecode(aws_iam_role_policy.plan.policy).Statement : s if s.Sid == "NoContents"]).Action, "secretsmanager:GetSecretValue")
    error_message = "a plan reads no secret"
  }
  assert {
    condition     = toset([for s in jsondecode(aws_iam_role_policy.plan.policy).Statement : s.Effect if length([for a in s.Action : a if !can(regex(":(Get|List|Describe)", a))]) > 0 && s.Sid != "NoContents"]) == toset(["Allow"]) && one([for s in jsondecode(aws_iam_role_policy.plan.policy).Statement : s.Action if s.Effect == "Allow"]) == ["kms:Decrypt"]
    error_message = "beside reading, a plan decrypts the state"
  }
  assert {
    condition     = alltrue([for scope in ["dev", "staging", "prod"] : one([for s in jsondecode(aws_iam_role_policy.apply[scope].policy).Statement : s if s.Sid == "NotOthers"]).Condition.StringNotEquals["aws:ResourceTag/environment"] == ["global", scope]])
    error_message = "who applies one environment does not touch another"
  }
  assert {
    condition     = alltrue([for scope in ["dev", "staging", "prod"] : anytrue([for s in jsondecode(aws_iam_role_policy.apply[scope].policy).Statement : s.Sid == "TrailStays" && s.Effect == "Deny"])])
    error_message = "who applies an environment does not stop the trail"
  }
}
