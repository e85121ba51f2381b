"""What a person would do first, on the deployed site: open it, sign in, analyze. Only the standard library is used."""

import http.cookiejar
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from alex.aws.deployment.errors import DeploymentFailed

ANALYSIS_SECONDS = 300  # more than an analysis may take, with a cold start before it
POLL_SECONDS = 3
REQUEST_SECONDS = 60
CSRF_COOKIES = ("__Host-csrf", "csrftoken")
ENDED = {"completed", "failed", "cancelled"}


@dataclass
class Visitor:
    """A browser without scripts. address: of the site, without a slash at the end."""

    address: str
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def open(self, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Return (final address, text) of a page. form: is posted. Raises DeploymentFailed for an error status."""
        content = urllib.parse.urlencode(form).encode() if form is not None else None
        headers = {"Referer": f"{self.address}/", "Origin": self.address, "X-CSRFToken": self.csrf_token()}
        request = urllib.request.Request(f"{self.address}{path}", content, headers)  # noqa: S310 our own address
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=REQUEST_SECONDS) as answer:
                return answer.geturl(), answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                raise DeploymentFailed(f"{path} answered {error.code}.") from error
        except urllib.error.URLError as error:
            raise DeploymentFailed(f"{self.address} cannot be reached: {error.reason}.") from error

    def csrf_token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name in CSRF_COOKIES), "")

    def call(self, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        """Return what an address of the API answers."""
        answer: dict[str, Any] = json.loads(self.open(path, body)[1])
        return answer


def sign_in(visitor: Visitor, email: str, password: str) -> str:
    """Open the landing page and sign in. Raises DeploymentFailed if the site does not let the person in."""
    visitor.open("/")
    visitor.open("/auth/login/")
    form = {"login": email, "password": password, "csrfmiddlewaretoken": visitor.csrf_token()}
    address, _ = visitor.open("/auth/login/", form)
    if "/auth/" in address:
        raise DeploymentFailed(f"{email} could not sign in. Is DEMO_PASSWORD in the app's secret the one of that user?")
    return f"{email} signed in."


def analyze(visitor: Visitor, sleep: Callable[[float], object] = time.sleep) -> str:
    """Start an analysis and wait for its end. It goes through the queue. Raises DeploymentFailed if it fails."""
    job = visitor.call("/api/analyze", {})["job_id"]
    for _ in range(ANALYSIS_SECONDS // POLL_SECONDS):
        found = visitor.call(f"/api/jobs/{job}")
        if found["status"] in ENDED:
            break
        sleep(POLL_SECONDS)
    if found["status"] != "completed":
        raise DeploymentFailed(f"The analysis is {found['status']}. {found['error_message']}".strip())
    return "An analysis went through the queue and was completed."
