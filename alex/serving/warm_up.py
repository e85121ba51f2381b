"""Load what the first request would load, before a process serves."""

import logging
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import get_resolver

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Import URLs and views, compile our templates, and connect once. Without a database the process serves anyway."""
    _ = get_resolver().url_patterns
    folder = Path(settings.BASE_DIR) / "templates"
    for path in folder.rglob("*.html"):
        try:
            get_template(path.relative_to(folder).as_posix())
        except (TemplateDoesNotExist, TemplateSyntaxError):  # a fragment that stands only inside another
            continue
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        logger.warning("The database does not answer yet: %s", error)
    finally:
        connection.close()  # each thread has its own
