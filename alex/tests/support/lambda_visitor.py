"""A browser in front of the packaged web function: it keeps cookies and answers forms."""

import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from alex.tests.support.lambda_calls import http_event


class LambdaVisitor:
    def __init__(self, function):
        self._function = function
        self._cookies = {}

    def get(self, path):
        return self._send(http_event(path, cookies=self._sent_cookies()))

    def post_form(self, page, path, **fields):
        """Read the form's token from a page and post the form."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page)["body"]).group(1)
        return self._send(
            http_event(
                path,
                method="POST",
                body=urlencode({"csrfmiddlewaretoken": token, **fields}),
                headers={"content-type": "application/x-www-form-urlencoded", "origin": "https://localhost"},
                cookies=self._sent_cookies(),
            )
        )

    def _sent_cookies(self):
        return [f"{name}={value}" for name, value in self._cookies.items()]

    def _send(self, event):
        answer = self._function.call(event, seconds=29)
        for line in answer["cookies"]:
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return answer
