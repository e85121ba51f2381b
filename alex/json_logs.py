"""Log lines as JSON, one object a line: for AWS Lambda, and for a server whose logs a program reads."""

import json
import logging
from datetime import UTC, datetime

from people.log_context import current_log_context


class JsonFormatter(logging.Formatter):
    """Write time, level, logger and message, what the line is about, and the traceback of an error."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "message": record.getMessage(), **current_log_context(),
        }  # fmt: skip
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
