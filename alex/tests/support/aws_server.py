"""A server that answers like AWS: moto, and the few CloudFront calls of infra/ that moto does not know.

Run it as `python -m alex.tests.support.aws_server PORT`; `moto_server` without our additions would do for the rest.
"""

import re
import sys
import uuid
from http import HTTPStatus

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

POLICY_PATH = re.compile(r"/2020-05-31/response-headers-policy(?:/([\w-]+))?(?:/config)?")
PUBLISH_PATH = re.compile(r"/2020-05-31/function/([\w-]+)/publish")
DECLARATION = re.compile(r"^<\?xml[^>]*\?>\s*")


class CloudFrontAdditions:
    """Answer calls about response headers policies and the publication of functions; hand on everything else."""

    def __init__(self, moto):
        self.moto = moto
        self.policies = {}

    def __call__(self, environ, start_response):
        request = Request(environ)
        if match := POLICY_PATH.fullmatch(request.path):
            return self.answer_policy(request, match[1])(environ, start_response)
        if match := PUBLISH_PATH.fullmatch(request.path):
            return publish(match[1])(environ, start_response)
        return self.moto(environ, start_response)

    def answer_policy(self, request, policy_id):
        if request.method == "POST":
            policy_id = str(uuid.uuid4())
            self.policies[policy_id] = DECLARATION.sub("", request.get_data(as_text=True))
            return xml(f"<ResponseHeadersPolicy>{self.describe(policy_id)}</ResponseHeadersPolicy>", HTTPStatus.CREATED)
        if policy_id not in self.policies:
            return xml("<ErrorResponse><Error><Code>NoSuchResponseHeadersPolicy</Code></Error></ErrorResponse>", 404)
        if request.method == "DELETE":
            del self.policies[policy_id]
            return Response(status=HTTPStatus.NO_CONTENT)
        return xml(f"<ResponseHeadersPolicy>{self.describe(policy_id)}</ResponseHeadersPolicy>", HTTPStatus.OK)

    def describe(self, policy_id):
        return f"<Id>{policy_id}</Id>{self.policies[policy_id]}"


def publish(name):
    summary = (
        f"<Name>{name}</Name><Status>UNASSOCIATED</Status><FunctionMetadata><Stage>LIVE</Stage></FunctionMetadata>"
    )
    return xml(f"<FunctionSummary>{summary}</FunctionSummary>", HTTPStatus.OK)


def xml(body, status):
    return Response(body, status=status, content_type="text/xml", headers={"ETag": "one"})


if __name__ == "__main__":
    application = CloudFrontAdditions(DomainDispatcherApplication(create_backend_app))
    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True)
