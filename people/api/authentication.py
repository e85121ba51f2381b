"""Programs that come with an API key instead of a person's token."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from people import api_keys
from people.models import ApiKey, User

SCHEME = "bearer"


class ApiKeyAuthentication(BaseAuthentication):
    """Authorization: Bearer alex_... The request is the key's person's; the key is request.auth."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME or not key.startswith(api_keys.KEY_PREFIX):
            return None
        found = api_keys.verify_api_key(key.strip())
        if found is None:
            raise AuthenticationFailed("This key is not known, or not valid any more.")
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class HasScope(BasePermission):
    """The key may do what the view's `scope` names."""

    message = "This key is for something else."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and getattr(view, "scope", None) in request.auth.scopes


class ApiKeyThrottle(SimpleRateThrottle):
    """Each key has a limit of its own."""

    scope = "api_key"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return f"api_key_rate:{request.auth.pk}" if isinstance(request.auth, ApiKey) else None
