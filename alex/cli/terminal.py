import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def print_status(words: str) -> None:
    print(f"» {words}", file=sys.stderr, flush=True)
