"""The WSGI application behind its trusted proxies. On Lambda the gateway stands in their place."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
application: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402 after Django knows its settings

from alex.serving.charsets import ReadableContentType  # noqa: E402
from alex.serving.proxies import TrustedProxies  # noqa: E402

application = ReadableContentType(application)
if not settings.ON_LAMBDA:
    application = TrustedProxies(application, settings.TRUSTED_PROXIES)
