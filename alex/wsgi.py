"""The WSGI application, with the limits that hold on any server. On Lambda the gateway has its own."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
application: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402 after Django knows its settings

from alex.serving.bodies import LimitedBodies  # noqa: E402
from alex.serving.proxies import TrustedProxies  # noqa: E402

if not settings.ON_LAMBDA:
    application = TrustedProxies(LimitedBodies(application), settings.TRUSTED_PROXIES)
