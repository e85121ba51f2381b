"""Run on AWS Lambda: events, queue messages and the SQS broker."""
