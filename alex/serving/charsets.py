"""Replace a Content-Type header that Django may fail on while it builds the request.

Django decodes the query in the charset of the body before it can answer an error. With the header replaced it builds
the request, and PlainInputMiddleware refuses the charset in plain words, as any other.
"""

import codecs
from collections.abc import Iterable

from django.utils.http import parse_header_parameters

from alex.serving.bodies import Application, Environ, StartResponse

NOT_UTF8 = "application/octet-stream; charset=unknown"


def is_utf8(content_type: str) -> bool:
    """Return whether a Content-Type header can be read and names UTF-8 or no charset."""
    try:
        _, parameters = parse_header_parameters(content_type)
        return codecs.lookup(parameters.get("charset", "utf-8")).name == "utf-8"
    except (LookupError, ValueError):  # a charset that does not exist
        return False


def make_readable(content_type: str) -> str:
    """Return the header, or one without its charset that is refused as well."""
    return content_type if is_utf8(content_type) else NOT_UTF8


class ReadableContentType:
    """Pass each request to `application` with a Content-Type header that Django can read."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if "CONTENT_TYPE" in environ:
            environ["CONTENT_TYPE"] = make_readable(environ["CONTENT_TYPE"])
        return self.application(environ, start_response)
