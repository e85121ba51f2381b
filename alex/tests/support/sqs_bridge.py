"""Moto's queues in memory, for other processes: a loopback server that passes SQS calls on to boto3."""

import json

import boto3
from botocore import xform_name

from people.tests.support.http_server import Reply, StubServer


class SqsBridge(StubServer):
    """Answers the JSON protocol of SQS. `calls` holds the operations in order. Run it within moto's mock_aws."""

    def __init__(self):
        super().__init__()
        self._sqs = boto3.client("sqs")
        self.calls = []

    def answer(self, request):
        operation = request.headers["X-Amz-Target"].partition(".")[2]
        self.calls.append(operation)
        answer = getattr(self._sqs, xform_name(operation))(**request.json)
        return Reply(
            json.dumps({key: value for key, value in answer.items() if key != "ResponseMetadata"}).encode(),
            headers={"Content-Type": "application/x-amz-json-1.0"},
        )
