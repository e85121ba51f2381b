"""Management commands, run by the worker function: it alone reaches the database."""

import base64
import json

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.errors import DeploymentFailed

WAIT_SECONDS = 910  # longer than the function may run


def run_command(configuration: Configuration, function: str, command: str) -> str:
    """Run a command, such as `migrate --noinput`, and return the end of its log. Raises DeploymentFailed.

    A word of the command holds no space: the handler splits it at spaces.
    """
    from botocore.config import Config

    client = configuration.client("lambda", config=Config(read_timeout=WAIT_SECONDS, retries={"total_max_attempts": 1}))
    answer = client.invoke(FunctionName=function, LogType="Tail", Payload=json.dumps({"manage": command}))
    log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
    if "FunctionError" in answer:
        error = answer["Payload"].read().decode(errors="replace")
        raise DeploymentFailed(f"`{command}` failed in {function}: {error}\n{log}")
    return log


def function_exists(configuration: Configuration, function: str) -> bool:
    client = configuration.client("lambda")
    try:
        client.get_function(FunctionName=function)
    except client.exceptions.ResourceNotFoundException:
        return False
    return True
