"""Large downloads on AWS Lambda, whose answers have 6 MB at most: they wait in a bucket for a few minutes."""

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from alex.aws.clients import build_client

LARGEST_ANSWER_BYTES = 4_500_000
"""A Lambda function answers 6 MB, and binary answers grow by a third on their way."""

LINK_SECONDS = 300
TIMEOUT_SECONDS = 10


class LargeDownloadMiddleware:
    """Put a download that is too large for an answer into EXPORT_BUCKET, and lead to it by a link that soon expires."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_download = response.get("Content-Disposition", "").startswith("attachment") and not response.streaming
        if not settings.EXPORT_BUCKET or not is_download or len(response.content) <= LARGEST_ANSWER_BYTES:
            return response
        client = build_client("s3", seconds=TIMEOUT_SECONDS, attempts=2, signature_version="s3v4")
        place = {"Bucket": settings.EXPORT_BUCKET, "Key": f"downloads/{uuid4()}"}  # a name that nobody can guess
        client.put_object(
            **place, Body=response.content, ContentType=response["Content-Type"],
            ContentDisposition=response["Content-Disposition"],
        )  # fmt: skip
        address = client.generate_presigned_url("get_object", Params=place, ExpiresIn=LINK_SECONDS)
        link = HttpResponseRedirect(str(address))
        link.cookies = response.cookies
        link["Cache-Control"] = "no-store"
        return link
