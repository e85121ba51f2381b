"""The function that AWS Lambda calls: Zappa's, with an error where Zappa would do nothing and report success.

handler.py of both packages imports it. This module can only be imported in a package, beside zappa_settings.py.
"""

import os
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connections
from zappa.handler import LambdaHandler

from alex.aws.metrics import measured_queries
from alex.aws.secrets import apply_app_secret
from people.log_context import log_context

DIRECT_CALLS = {"command", "raw_command", "manage"}
"""Events of `zappa invoke` and `zappa manage`. Only these may end without an answer."""

ZAPPA = LambdaHandler()  # loads Django in Lambda's init phase, and so before SnapStart's snapshot
if os.environ.get("STAGE") == "web":
    import_module(settings.ROOT_URLCONF)  # the first page would import it otherwise


class UnmappedEvent(Exception):
    """No function belongs to the event. Lambda counts an error, and a queue delivers its message again."""


def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """Answer one event. Close the connections: one that a frozen environment holds keeps Aurora from pausing."""
    apply_app_secret()
    try:
        with log_context(request_id=getattr(context, "aws_request_id", "")), measured_queries():
            answer = ZAPPA.lambda_handler(event, context)
    finally:
        connections.close_all()
    if answer is None and not event.keys() & DIRECT_CALLS:
        # name the source only: the content of an event may be personal
        resources = ", ".join(map(str, event.get("resources") or []))
        queue = (event.get("Records") or [{}])[0].get("eventSourceARN")
        source = queue or resources or event.get("source") or "?"
        raise UnmappedEvent(f"No function of this package handles events from {source}.")
    return answer
