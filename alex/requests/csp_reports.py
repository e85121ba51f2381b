"""Take reports of browsers about what the content security policy has blocked, and log them without personal data."""

import logging
import unicodedata
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from people.api.errors import TooLarge
from people.api.parsers import JsonRefused, read_json
from people.shared_cache.rates import CountedThrottle

logger = logging.getLogger(__name__)

MAX_BYTES = 10_000
MAX_REPORTS = 5
MAX_LENGTH = 60
NO_REPORT = "This is not a report of a content security policy."


class Violation(BaseModel):
    """What was blocked, in the names of both formats of reports."""

    model_config = ConfigDict(extra="ignore")

    page: str = Field("", alias="document-uri")
    documentURL: str = ""  # noqa: N815 - the name in the standard
    directive: str = Field("", alias="effective-directive")
    effectiveDirective: str = ""  # noqa: N815
    blocked: str = Field("", alias="blocked-uri")
    blockedURL: str = ""  # noqa: N815

    def describe(self) -> tuple[str, str, str]:
        """Return the directive, the blocked origin and the route of the page: no id, no query, no text."""
        directive = _clean(self.directive or self.effectiveDirective)
        return directive, find_origin(self.blocked or self.blockedURL), find_route(self.page or self.documentURL)


class OldReport(BaseModel):
    violation: Violation = Field(alias="csp-report")


class NewReport(BaseModel):
    body: Violation


REPORTS: TypeAdapter[OldReport | list[NewReport]] = TypeAdapter(OldReport | list[NewReport])


class ReportParser(JSONParser):
    """Parse reports, at most MAX_BYTES of them."""

    media_type = "application/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise TooLarge("A report has at most 10 kB.")
        try:
            return REPORTS.validate_python(read_json(body))
        except (JsonRefused, ValidationError) as error:
            raise ParseError(NO_REPORT) from error


class ReportThrottle(CountedThrottle):
    """Limit the reports of everybody together: their only use is a line in the log."""

    scope = "csp_report"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return "csp_report_rate"


@extend_schema(exclude=True)
class ReportView(APIView):
    """Log what a browser has blocked. Needs no account."""

    authentication_classes: Any = ()
    permission_classes: Any = ()
    parser_classes: Any = (ReportParser,)
    throttle_classes: Any = (ReportThrottle,)

    def post(self, request: Request) -> Response:
        found = request.data
        if not isinstance(found, OldReport | list):  # an empty body is not parsed
            raise ParseError(NO_REPORT)
        violations = [found.violation] if isinstance(found, OldReport) else [report.body for report in found]
        for violation in violations[:MAX_REPORTS]:
            logger.warning("A browser blocked %s from %s on the page %s.", *violation.describe())
        return Response(status=HTTPStatus.NO_CONTENT)


def _clean(text: str) -> str:
    return "".join(c for c in text[:MAX_LENGTH] if unicodedata.category(c)[0] in "LNP") or "unknown"


def find_origin(url: str) -> str:
    """Return scheme and host, or a keyword such as `inline`."""
    try:
        parts = urlsplit(url)
        return _clean(f"{parts.scheme}://{parts.hostname}" if parts.hostname else url.partition(":")[0])
    except ValueError:
        return "unknown"


def find_route(url: str) -> str:
    """Return the pattern of a page's address, without its ids."""
    try:
        return resolve(urlsplit(url).path).route or "/"
    except (Resolver404, ValueError):
        return "unknown"
