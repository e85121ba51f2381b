# Everything that Alex needs on AWS, in one root. docs/deploy.md leads through it; `manage.py deploy` applies it.

terraform {
  required_version = ">= 1.11" # write-only arguments keep secrets out of the state

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  backend "s3" {} # `manage.py deploy` fills in the bucket, the key and the Region
}

locals {
  tags = {
    Project     = "alex"
    Environment = var.environment
    Owner       = var.owner
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

# CloudFront takes its firewall and its certificate from this Region only.
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  default_tags {
    tags = local.tags
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name      = "alex" # function names, queues and rules are fixed: the packages know them
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  suffix    = "${local.account}-${var.region}" # makes the names of buckets unique

  has_egress = var.nat != "none"
  has_domain = var.domain_name != ""
  has_mail   = var.sender_email != ""
}
