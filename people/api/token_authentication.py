"""Authentication by the access tokens of allauth."""

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication

from people.sign_in.tokens import renew


class TokenAuthentication(JWTTokenAuthentication):
    """Accept allauth's access tokens, also those of a former SECRET_KEY."""

    def authenticate_credentials(self, key: str) -> Any:
        return super().authenticate_credentials(renew(key))
