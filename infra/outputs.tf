# What `manage.py deploy` and people need afterwards.

output "address" {
  description = "Where people find Alex."
  value       = "https://${local.public_host}"
}

output "domain_target" {
  description = "What the DNS record of domain_name must point at."
  value       = aws_cloudfront_distribution.main.domain_name
}

output "distribution_id" {
  description = "For invalidations."
  value       = aws_cloudfront_distribution.main.id
}

output "static_bucket" {
  description = "Static files."
  value       = aws_s3_bucket.private["static"].bucket
}

output "worker_function" {
  description = "Runs migrations and commands."
  value       = aws_lambda_function.worker.function_name
}

output "queue_arn" {
  description = "The queue of jobs."
  value       = aws_sqs_queue.tasks.arn
}

output "dead_letter_arn" {
  description = "Its dead letters."
  value       = aws_sqs_queue.dead_letters.arn
}

output "app_secret_arn" {
  description = "Add keys of providers here."
  value       = aws_secretsmanager_secret.app.arn
}

output "database_secret_arn" {
  description = "The login of the app."
  value       = aws_secretsmanager_secret.database.arn
}

output "has_model" {
  description = "Whether a language model writes."
  value       = var.bedrock_model_id != ""
}

output "deployer_policies" {
  description = "Attach both to whoever deploys."
  value       = [for policy in aws_iam_policy.deployer : policy.arn]
}
