# The sender of mails. SES asks the address to confirm, and a new account must ask AWS to leave the sandbox.

resource "aws_sesv2_email_identity" "sender" {
  count          = local.has_mail ? 1 : 0
  email_identity = var.sender_email
}
