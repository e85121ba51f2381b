# What a person decides, besides the switches. example.tfvars shows the common choices.

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
