# The parts that cost something and can be left out. docs/costs.md says what each costs.

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
