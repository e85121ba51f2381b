"""Authentication, scope and rate limit of API keys."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from people import api_keys
from people.models import ApiKey, User
from people.shared_cache.rates import CountedThrottle

SCHEME = "bearer"


class ApiKeyAuthentication(BaseAuthentication):
    """Accept `Authorization: Bearer alex_...`. request.user is the key's owner, request.auth the key."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME or not key.startswith(api_keys.KEY_PREFIX):
            return None
        found = api_keys.verify_api_key(key.strip())
        if found is None:
            raise AuthenticationFailed("This API key is unknown or no longer valid.")
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class HasScope(BasePermission):
    """Allow keys that have the view's `scope`."""

    message = "This API key does not have the required scope."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and getattr(view, "scope", None) in request.auth.scopes


class ApiKeyThrottle(CountedThrottle):
    """Limit the rate of each key separately."""

    scope = "api_key"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return f"api_key_rate:{request.auth.pk}" if isinstance(request.auth, ApiKey) else None
