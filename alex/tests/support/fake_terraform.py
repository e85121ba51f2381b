"""A program that answers like Terraform, for machines without it: it records its calls and prints stored outputs.

TERRAFORM_CALLS names a file for the calls, TERRAFORM_OUTPUTS one with the outputs, TERRAFORM_FAILS a command to fail.
"""

import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    arguments = sys.argv[1:]
    command = next(argument for argument in arguments if not argument.startswith("-"))
    with Path(os.environ["TERRAFORM_CALLS"]).open("a") as calls:
        calls.write(json.dumps(arguments) + "\n")
    if command == os.environ.get("TERRAFORM_FAILS"):
        sys.exit(f"Error: {command} was told to fail")
    if command == "output":
        print(Path(os.environ["TERRAFORM_OUTPUTS"]).read_text())  # noqa: T201
