# Copy this file to terraform.tfvars and change what you need. variables.tf and switches.tf explain each name.

region      = "us-east-1"
owner       = "Jane Doe"
alert_email = "jane@example.com"

# Mails to users. SES sends a confirmation to this address first.
sender_email = "alex@example.com"

# The model that writes. Empty: the built-in writer, without cost.
bedrock_model_id = "amazon.nova-pro-v1:0"
llm_usd_per_day  = 5
budget_usd       = 50

# Switches. docs/costs.md says what each costs a month.
waf       = true
nat       = "instance"
research  = false
sagemaker = false
guardduty = false

# A domain of your own needs a certificate in us-east-1.
# domain_name     = "alex.example.com"
# certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/.."
