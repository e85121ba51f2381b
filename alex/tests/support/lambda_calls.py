"""What AWS Lambda gives a function: events, and a context that knows the remaining time."""

import json
from types import SimpleNamespace

from django.conf import settings

ACCOUNT, REGION = "123456789012", "us-east-1"


def context(seconds=900):
    return SimpleNamespace(get_remaining_time_in_millis=lambda: seconds * 1000)


def queue_arn(name=settings.TASK_QUEUE):
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def sqs_event(*messages, arn=None):
    """Return the event for messages of boto3."""
    return {"Records": [record(message, arn or queue_arn()) for message in messages]}


def record(message, arn):
    return {
        "messageId": message.message_id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": message.attributes,
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def visible_messages(queue, arn=None):
    """Return the event that Lambda gets for the messages now visible."""
    return sqs_event(*queue.receive_messages(MaxNumberOfMessages=10, AttributeNames=["All"]), arn=arn)


def scheduled_event(rule):
    return {
        "version": "0",
        "source": "aws.events",
        "detail-type": "Scheduled Event",
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{rule}"],
        "detail": {},
    }


def http_event(path, *, method="GET", host="localhost", body="", headers=None, cookies=()):
    """Return a request as API Gateway passes it on behind CloudFront."""
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": host, "accept": "text/html", "x-forwarded-proto": "https", **(headers or {})},
        "cookies": list(cookies),
        "body": body,
        "requestContext": {
            "domainName": host,
            "stage": "$default",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
        },
        "isBase64Encoded": False,
    }


def stage_variables():
    """Return the environment variables that zappa_settings.json gives both functions."""
    return json.loads((settings.BASE_DIR / "zappa_settings.json").read_text())["base"]["environment_variables"]
