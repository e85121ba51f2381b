# What a person decides. example.tfvars shows the common choices; docs/costs.md says what each switch costs.

variable "region" {
  description = "The AWS Region. DEFAULT_AWS_REGION, AWS_REGION or AWS_DEFAULT_REGION set it for `manage.py deploy`."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-gov)?-[a-z]+-[0-9]$", var.region))
    error_message = "Give a Region such as us-east-1."
  }
}

variable "environment" {
  description = "The tag Environment."
  type        = string
  default     = "production"

  validation {
    condition     = contains(["production", "staging", "test"], var.environment)
    error_message = "The environment is production, staging or test."
  }
}

variable "owner" {
  description = "The tag Owner: who answers for this deployment."
  type        = string

  validation {
    condition     = length(trimspace(var.owner)) > 0
    error_message = "Name an owner."
  }
}

variable "alert_email" {
  description = "Where alarms and mails about the budget go."
  type        = string

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alert_email))
    error_message = "Give an email address."
  }
}

# --- packages, set by `manage.py deploy`

variable "package_bucket" {
  description = "The bucket with both packages."
  type        = string
}

variable "web_package" {
  description = "The key of the web package in package_bucket."
  type        = string
}

variable "worker_package" {
  description = "The key of the worker package in package_bucket."
  type        = string
}

# --- switches

variable "waf" {
  description = "A firewall in front of CloudFront: about 9 USD a month."
  type        = bool
  default     = true
}

variable "nat" {
  description = "How functions reach the internet: none (then interface_endpoints), instance (about 7 USD) or gateway (about 33 USD)."
  type        = string
  default     = "instance"

  validation {
    condition     = contains(["none", "instance", "gateway"], var.nat)
    error_message = "nat is none, instance or gateway."
  }
}

variable "interface_endpoints" {
  description = "With nat = none: the AWS services to reach, by endpoint name. Each costs about 7 USD a month and zone."
  type        = set(string)
  default     = ["secretsmanager", "sqs", "bedrock-runtime", "s3vectors"]

  validation {
    condition     = length(setsubtract(["secretsmanager", "sqs"], var.interface_endpoints)) == 0
    error_message = "The functions need secretsmanager and sqs."
  }
}

variable "endpoint_zones" {
  description = "In how many zones each interface endpoint is. Two survive the loss of a zone."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2], var.endpoint_zones)
    error_message = "endpoint_zones is 1 or 2."
  }
}

variable "research" {
  description = "Run a round of research every two hours. It reads feeds, so it needs the internet, and it wakes the database."
  type        = bool
  default     = false

  validation {
    condition     = !var.research || var.nat != "none"
    error_message = "Research reads feeds on the internet: set nat to instance or gateway."
  }
}

variable "research_feeds" {
  description = "Feeds for the researcher, comma-separated (RESEARCH_FEEDS)."
  type        = string
  default     = "federal-reserve,bls"
}

variable "sagemaker" {
  description = "Embed research notes on a serverless SageMaker endpoint instead of Bedrock."
  type        = bool
  default     = false
}

variable "guardduty" {
  description = "Let GuardDuty watch the account. Leave it off if the account has a detector already."
  type        = bool
  default     = false
}

variable "cloudtrail" {
  description = "Record who called which AWS API. Leave it off if the account has a trail already."
  type        = bool
  default     = true
}

variable "domain_name" {
  description = "A domain of your own, such as alex.example.com. Empty: the name that CloudFront gives."
  type        = string
  default     = ""
}

variable "certificate_arn" {
  description = "The certificate of domain_name in ACM, in us-east-1."
  type        = string
  default     = ""

  validation {
    condition     = (var.certificate_arn != "") == (var.domain_name != "")
    error_message = "Set domain_name and certificate_arn together."
  }
}

# --- database

variable "database_max_capacity" {
  description = "The most Aurora may grow to, in ACU (2 GiB each, 0.12 USD an hour)."
  type        = number
  default     = 4

  validation {
    condition     = var.database_max_capacity >= 1 && var.database_max_capacity <= 256
    error_message = "Give 1 to 256 ACU."
  }
}

variable "database_iam" {
  description = "Let the functions sign in to Aurora with a token of IAM instead of a password."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Refuse to delete the database. `manage.py destroy` switches it off."
  type        = bool
  default     = true
}

variable "final_snapshot" {
  description = "The name of the snapshot that is made before the database is deleted. `manage.py destroy` sets it."
  type        = string
  default     = "alex-final"
}

variable "restore_snapshot" {
  description = "Make the database from this snapshot. `manage.py aws recreate` sets it."
  type        = string
  default     = null
}

# --- models, mail, limits

variable "bedrock_model_id" {
  description = "The model that writes, by its Bedrock id. Empty: the built-in writer, without a model."
  type        = string
  default     = "amazon.nova-pro-v1:0"
}

variable "bedrock_region" {
  description = "Where Bedrock is asked. Empty: the Region of the deployment."
  type        = string
  default     = ""
}

variable "llm_usd_per_day" {
  description = "What language models may cost in a day, for everybody together (LLM_MAX_USD_PER_DAY)."
  type        = number
  default     = 5

  validation {
    condition     = var.llm_usd_per_day > 0
    error_message = "Give more than 0 dollars."
  }
}

variable "sender_email" {
  description = "The sender of mails. SES must verify it. Empty: no mail, and addresses of new users are not verified."
  type        = string
  default     = ""

  validation {
    condition     = var.sender_email == "" || var.nat != "none" || contains(var.interface_endpoints, "email")
    error_message = "SES needs the internet, or the interface endpoint email where your Region offers it."
  }
}

variable "web_concurrency" {
  description = "Requests a second that the API accepts, with bursts of twice as many."
  type        = number
  default     = 50
}

variable "worker_concurrency" {
  description = "How many messages of the queue are worked on at once: 2 to 1000."
  type        = number
  default     = 5

  validation {
    condition     = var.worker_concurrency >= 2 && var.worker_concurrency <= 1000
    error_message = "Lambda takes 2 to 1000."
  }
}

variable "budget_usd" {
  description = "The budget of a month. Mails go out at 50, 80 and 100%."
  type        = number
  default     = 50

  validation {
    condition     = var.budget_usd >= 1
    error_message = "Give at least 1 USD."
  }
}

variable "database_ca_bundle" {
  description = "The certificates of RDS inside both packages (DB_SSLROOTCERT)."
  type        = string
  default     = "/var/task/rds-global-bundle.pem"
}
