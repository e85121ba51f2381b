"""The settings for people and their sign-in, mail and tokens. alex/settings.py imports all of them."""

from pathlib import Path
from typing import Any

from alex import environment as env

env.read_dotenv(Path(__file__).resolve().parent.parent)

HTTPS = env.boolean("HTTPS", default=not env.runs_on_laptop())

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.sign_in.backends.PersonBackend"]
SESSION_ENGINE = "people.sign_in.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "people.sign_in.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "people.sign_in.passwords.GuessValidator"},
]
DEMO_PASSWORD = env.text("DEMO_PASSWORD")  # of demo@example.com; on a laptop seed_demo has a default
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "landing"
ADMIN_PATH = env.text("ADMIN_PATH", "admin/").strip("/") + "/"

# Mail. Without a server a laptop prints its mails, and a server sends none.

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Alex <alex@localhost>")
SITE_URL = env.text("SITE_URL").rstrip("/")  # where links in mails lead; empty: the first of ALLOWED_HOSTS
MAIL = env.choice("MAIL", ("", "smtp", "ses", "none"))
HAS_MAIL = MAIL == "ses" or (bool(EMAIL_HOST) and MAIL != "none")
PRINTS_MAIL = env.runs_on_laptop() and not HAS_MAIL
_MAIL_BACKENDS = {
    "ses": "alex.aws.mail.SesEmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "print": "django.core.mail.backends.console.EmailBackend",
    "none": "django.core.mail.backends.dummy.EmailBackend",  # a log is no place for links that reset a password
}
EMAIL_BACKEND = _MAIL_BACKENDS[
    "ses" if MAIL == "ses" else "smtp" if HAS_MAIL else "print" if PRINTS_MAIL else "none"
]  # fmt: skip

# Sign-up and sign-in by allauth. Answers never tell who is registered.

SIGN_UP_IS_OPEN = HAS_MAIL or PRINTS_MAIL  # without mail an answer would have to tell whether an address is taken
ACCOUNT_ADAPTER = "people.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {  # they read addresses in their normal form
    "login": "people.sign_in.forms.LoginForm",
    "signup": "people.sign_in.forms.SignupForm",
    "add_email": "people.sign_in.forms.AddEmailForm",
    "change_email": "people.sign_in.forms.ChangeEmailForm",
    "reset_password": "people.sign_in.forms.ResetPasswordForm",
    "request_login_code": "people.sign_in.forms.RequestLoginCodeForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_MAIL else "none"  # without a mail server no code arrives
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = HAS_MAIL
ACCOUNT_EMAIL_NOTIFICATIONS = HAS_MAIL
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Alex: "
ACCOUNT_LOGIN_BY_CODE_ENABLED = HAS_MAIL or PRINTS_MAIL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a stolen session changes no address
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True

# Second factors

MFA_ADAPTER = "people.sign_in.adapters.MfaAdapter"
MFA_FORMS = {"add_webauthn": "people.sign_in.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Alex"
MFA_ALLOW_UNVERIFIED_EMAIL = not HAS_MAIL
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# Sessions end after this time without a request (people/sign_in/activity.py).

SESSION_DAYS = env.integer("SESSION_DAYS", default=14)
STAFF_SESSION_MINUTES = env.integer("STAFF_SESSION_MINUTES", default=30)
SESSION_COOKIE_AGE = SESSION_DAYS * 86400

# Sign-in with Google and GitHub, each only with its credentials

_SOCIAL = {
    "google": (env.text("GOOGLE_CLIENT_ID"), env.text("GOOGLE_CLIENT_SECRET"), "https://accounts.google.com"),
    "github": (env.text("GITHUB_CLIENT_ID"), env.text("GITHUB_CLIENT_SECRET"), "https://github.com"),
}
_SOCIAL = {name: keys for name, keys in _SOCIAL.items() if all(keys)}
SOCIAL_APPS = [f"allauth.socialaccount.providers.{name}" for name in _SOCIAL]
SOCIAL_ORIGINS = [origin for _, _, origin in _SOCIAL.values()]
SOCIALACCOUNT_ADAPTER = "people.sign_in.adapters.SocialAdapter"
SOCIALACCOUNT_FORMS = {"signup": "people.sign_in.forms.SocialSignupForm"}
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    name: {"APPS": [{"client_id": client, "secret": secret}]} for name, (client, secret, _) in _SOCIAL.items()
}
for _options in SOCIALACCOUNT_PROVIDERS.values():
    _options["OAUTH_PKCE_ENABLED"] = True
if "github" in SOCIALACCOUNT_PROVIDERS:
    SOCIALACCOUNT_PROVIDERS["github"]["SCOPE"] = ["user:email"]

# Tokens of the API, checked against their session, so that a sign-out ends them

HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "people.sign_in.tokens.TokenStrategy"  # noqa: S105 a class
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = env.integer("API_TOKEN_SECONDS", default=60)
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = 86400
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
