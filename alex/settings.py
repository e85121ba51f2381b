"""The settings for laptop, tests and AWS. docs/operations.md lists every environment variable.

Without DATABASE_URL this is a laptop: embedded database, plain http, generated secret key, nothing to configure. AWS
Lambda is never a laptop: there DATABASE_URL and SECRET_KEY must be set.
"""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from advisors import team
from alex import environment as env
from alex.aws.region import share_region
from alex.serving.proxies import parse_networks
from alex.sign_in_settings import *  # noqa: F403 what people and their sign-in need
from alex.sign_in_settings import HTTPS, SOCIAL_APPS, SOCIAL_ORIGINS

BASE_DIR = Path(__file__).resolve().parent.parent
share_region()

DATABASE_URL = env.text("DATABASE_URL")
ON_LAMBDA = env.runs_on_lambda()
LAPTOP = env.runs_on_laptop()
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data")))
DEBUG = env.boolean("DEBUG", default=False)
env.refuse_debug(DEBUG, DATABASE_URL)

APP_SECRET_ARN = env.text("APP_SECRET_ARN") if ON_LAMBDA else ""  # read by the first event, never while starting
if ON_LAMBDA:
    env.require_on_lambda(DATABASE_URL=DATABASE_URL, SECRET_KEY=env.text("SECRET_KEY") or APP_SECRET_ARN)
SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY and not APP_SECRET_ARN:
    SECRET_KEY = env.generated_secret_key(DATA_DIR / "secret_key", allowed=LAPTOP)
SECRET_KEY_FALLBACKS = env.word_list("SECRET_KEY_FALLBACKS", default=[])  # earlier keys, while their signatures last
ALLOWED_HOSTS = env.word_list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.word_list("CSRF_TRUSTED_ORIGINS", default=[])
USE_X_FORWARDED_HOST = env.boolean("USE_X_FORWARDED_HOST", default=False)  # only behind a proxy that replaces it
TRUSTED_PROXIES = parse_networks(env.word_list("TRUSTED_PROXIES", default=[]))  # whose X-Forwarded-* headers count
ORIGIN_SECRET = env.text("ORIGIN_SECRET")  # what the proxy in front sends as X-Origin-Secret; others get no answer

OWN_APPS = ["alex", "analysis", "advisors", "portfolios", "people"]
INSTALLED_APPS = [
    *OWN_APPS,
    "people.staff.admin_config.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *SOCIAL_APPS,
    "allauth.headless",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_q",
    "csp",
]

MIDDLEWARE = [
    # first: a request past the proxy has a client address of its own choice
    "alex.requests.middleware.OriginSecretMiddleware",
    "alex.requests.middleware.ResponseHeadersMiddleware",
    "alex.requests.downloads.LargeDownloadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "alex.requests.plain_input.PlainInputMiddleware",
    "alex.requests.middleware.BodyLimitMiddleware",
    "alex.requests.middleware.FormAddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "people.sign_in.sessions.SessionUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.sign_in.activity.ActivityMiddleware",  # ends idle sessions
    "django_htmx.middleware.HtmxMiddleware",
    "alex.requests.hidden_amounts.HiddenAmountsMiddleware",
    "alex.requests.middleware.HtmxSignInMiddleware",
    "people.middleware.ActingAsMiddleware",  # last: it runs the view in one transaction of the signed-in user
]
if not ON_LAMBDA:  # there CloudFront compresses. Django masks tokens anew and pads at random, against BREACH
    MIDDLEWARE.insert(1, "django.middleware.gzip.GZipMiddleware")

ROOT_URLCONF = "alex.urls"
WSGI_APPLICATION = "alex.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

FORM_RENDERER = "portfolios.fields.renderer.WidgetRenderer"  # our templates, and input and select in Python

# The database: one alias, two roles. Migrations run as the owner of the tables, everything else as APP_ROLE.

APP_ROLE = "alex_app"


_database: dict[str, Any] = (
    {"NAME": "alex", "OPTIONS": {"embedded_home": str(DATA_DIR)}} if LAPTOP else {**dj_database_url.parse(DATABASE_URL)}
)
_database_options = {**_database.get("OPTIONS", {}), "assume_role": APP_ROLE}
if ON_LAMBDA:
    _database_options["connect_timeout"] = 20  # Aurora wakes in about 15 seconds, a page has 29
    _database_options |= {
        "login_secret": env.text("DATABASE_SECRET_ARN"), "owner_secret": env.text("DATABASE_OWNER_SECRET_ARN"),
    }  # fmt: skip
if _certificates := env.text("DB_SSLROOTCERT"):
    _database_options |= {"sslmode": "verify-full", "sslrootcert": str(BASE_DIR / _certificates)}
if _owner_url := env.text("DATABASE_OWNER_URL"):
    _owner = dj_database_url.parse(_owner_url)
    _database_options["owner"] = {"user": _owner["USER"], "password": _owner["PASSWORD"]}
if env.boolean("DATABASE_IAM", default=False):
    _database_options["iam_token"] = True
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "alex.postgres",
        "OPTIONS": _database_options,
        "CONN_MAX_AGE": env.integer("CONN_MAX_AGE", default=0 if ON_LAMBDA else 60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # people.acting_as opens the transaction
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "people.shared_cache.backend.JsonDatabaseCache", "LOCATION": "django_cache"}}

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None if LAPTOP else BASE_DIR / "staticfiles"  # a laptop serves them from their source folders
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "alex.joined_styles.JoinedStyles",
]
WHITENOISE_USE_FINDERS = LAPTOP
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage" if LAPTOP else "alex.static_integrity.IntegrityStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# The queue carries ids; the job row is the truth (docs/architecture.md).

TASK_QUEUE = env.text("TASK_QUEUE", "alex-tasks")
TASK_QUEUE_URL_PREFIX = env.text("TASK_QUEUE_URL_PREFIX")
ANALYSIS_DEADLINE_SECONDS = 180
TASK_TIMEOUT_SECONDS = 240
TASK_RETRY_SECONDS = 300
LEASE_SECONDS = env.integer("LEASE_SECONDS", default=30)
LEASE_BEAT_SECONDS = env.integer("LEASE_BEAT_SECONDS", default=5)
WORKERS = env.integer("WORKERS", default=2)
HOLDINGS_PER_PERSON = env.integer("HOLDINGS_PER_PERSON", default=20_000)
ANALYSES_PER_DAY = env.integer("ANALYSES_PER_DAY", default=50)  # starts of one person within 24 hours

Q_CLUSTER: dict[str, Any] = {
    "name": "alex",  # the salt of signed messages, the same in every process
    "cluster_name": TASK_QUEUE,
    "timeout": TASK_TIMEOUT_SECONDS,
    "retry": TASK_RETRY_SECONDS,
    "max_attempts": 0,  # the job row counts attempts, also those of killed workers
    "ack_failures": True,
    "bulk": 1,
    "queue_limit": 1,
    "save_limit": -1,
    "catch_up": False,
    "compress": True,
    "poll": 0.2,
}
if env.text("QUEUE", "database") == "sqs":
    Q_CLUSTER["broker_class"] = "alex.aws.sqs.CachedSqsBroker"
else:
    Q_CLUSTER |= {"orm": "default", "broker_class": "analysis.jobs.database_queue.DatabaseQueue"}

# Market data

POLYGON_API_KEY = env.text("POLYGON_API_KEY")  # of Massive, formerly Polygon; without it no prices are fetched
PRICE_PROVIDER = env.choice("PRICE_PROVIDER", ("massive", "yahoo"))  # Yahoo needs no key, but is unofficial
POLYGON_PLAN = env.choice("POLYGON_PLAN", ("free", "paid"))
EXCHANGE_RATES = env.choice("EXCHANGE_RATES", ("ecb", "off"))  # asked for only where somebody has another currency

# Language models, by LiteLLM's names. Without one the built-in writer writes, and no data leaves this server.

LLM_MODEL = env.text("LLM_MODEL")
LLM_MODEL_BY_ROLE = {role: env.text(f"LLM_MODEL_{role.upper()}") for role in team.roles()}
LLM_BASE_URL = env.text("LLM_BASE_URL")
LLM_API_KEY = env.text("LLM_API_KEY")
BEDROCK_MODEL_ID = env.text("BEDROCK_MODEL_ID")  # an alias of LLM_MODEL
BEDROCK_REGION = env.text("BEDROCK_REGION") or env.text("DEFAULT_AWS_REGION")
LLM_CALL_SECONDS = env.integer("LLM_CALL_SECONDS", default=60)
LLM_MAX_OUTPUT_TOKENS = env.integer("LLM_MAX_OUTPUT_TOKENS", default=8000)
LLM_TEMPERATURE = env.decimal("LLM_TEMPERATURE", default="0.2")
ALEX_COMMENTARY = env.choice("ALEX_COMMENTARY", ("cited", "free", "off"))  # general background by a model
OLLAMA_NUM_CTX = env.integer("OLLAMA_NUM_CTX", default=32_768)  # tokens of prompt and answer; Ollama's default is small
LLM_MAX_TURNS = env.integer("LLM_MAX_TURNS", default=12)
LLM_MAX_TOOL_CALLS = env.integer("LLM_MAX_TOOL_CALLS", default=40)
LLM_MAX_INPUT_CHARACTERS = env.integer("LLM_MAX_INPUT_CHARACTERS", default=500_000)
LLM_MAX_TOKENS_PER_JOB = env.integer("LLM_MAX_TOKENS_PER_JOB", default=200_000)
LLM_MAX_USD_PER_JOB = env.decimal("LLM_MAX_USD_PER_JOB", default="1")
LLM_MAX_USD_PER_USER_DAY = env.decimal("LLM_MAX_USD_PER_USER_DAY", default="5")
LLM_MAX_USD_PER_DAY = env.decimal("LLM_MAX_USD_PER_DAY", default="50")
TRACE_PROMPT_DAYS = env.integer("TRACE_PROMPT_DAYS", default=90)  # how long prompts and answers are stored; 0: never

# Langfuse, for watching runs. Without keys nothing is sent and its client is not imported.

LANGFUSE_PUBLIC_KEY = env.text("LANGFUSE_PUBLIC_KEY")
LANGFUSE_SECRET_KEY = env.text("LANGFUSE_SECRET_KEY")
LANGFUSE_KEYS_BY_ROLE = env.langfuse_keys(team.roles())  # of agents with a project of their own
LANGFUSE_BASE_URL = env.text("LANGFUSE_BASE_URL") or env.text("LANGFUSE_HOST", "https://cloud.langfuse.com")
LANGFUSE_MASK = env.word_list("LANGFUSE_MASK", default=[])  # prompts, people
LANGFUSE_SECONDS = env.integer("LANGFUSE_SECONDS", default=3)

# The library of research notes and the researcher

EMBEDDING_MODEL = env.text("EMBEDDING_MODEL")  # a LiteLLM name or sagemaker/ENDPOINT; unset: search by words
EMBEDDING_DIMENSIONS = env.integer("EMBEDDING_DIMENSIONS", default=256)
EMBEDDING_BASE_URL = env.text("EMBEDDING_BASE_URL")
EMBEDDING_API_KEY = env.text("EMBEDDING_API_KEY")
AWS_CLIENT_MAKER = "alex.aws.clients.build_client"  # for apps that alex imports
VECTOR_BUCKET = env.text("VECTOR_BUCKET")  # of S3 Vectors; unset: embeddings are in PostgreSQL
VECTOR_INDEX = env.text("VECTOR_INDEX", "research-notes")
RESEARCH_FEEDS = env.word_list("RESEARCH_FEEDS", default=[])  # unset: the researcher reads nothing
RESEARCH_HOSTS = env.word_list("RESEARCH_HOSTS", default=[])
RESEARCH_ACCEPTED_KEYS = env.word_list("RESEARCH_ACCEPTED_KEYS", default=[])  # unset: staff accept each one
RESEARCH_ACCEPTED_HOSTS = env.word_list("RESEARCH_ACCEPTED_HOSTS", default=[])
RESEARCH_CONTACT = env.text("RESEARCH_CONTACT")

# Headers

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *SOCIAL_ORIGINS],  # the sign-in form of a provider leads there
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
        "report-uri": ["/csp-report/"],
    }
}
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
        "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would show them to its holder
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would show them to its finder
CSRF_FAILURE_VIEW = "alex.requests.error_views.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # probes come without the proxy
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_BYTES", default=4_500_000 if ON_LAMBDA else 10_000_000)  # as sent
EXPORT_BUCKET = env.text("EXPORT_BUCKET")  # of S3, for downloads that a Lambda function cannot answer

FAIR_USE_RATES = {  # of pages: per address for the demo, else per person
    "demo": env.text("DEMO_RATE", "30/hour"),
    "import": env.text("IMPORT_RATE", "60/hour"),
    "search": env.text("SEARCH_RATE", "240/min"),
    "assistant": env.text("ASSISTANT_RATE", "60/min"),
    "assistant_work": env.text("ASSISTANT_WORK_RATE", "60/hour"),
}

# The API. alex/sign_in_settings.py has its tokens.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "people.api.token_authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["people.api.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["people.shared_cache.rates.UserThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.text("API_RATE", "100/min"),
        "api_key": env.text("API_KEY_RATE", "60/min"),
        "refused": env.text("API_REFUSED_RATE", "60/min"),
        "csp_report": "60/min",
    },
    "DEFAULT_METADATA_CLASS": None,  # the OpenAPI document has what OPTIONS would return
    "DEFAULT_SCHEMA_CLASS": "people.api.schema.ErrorAutoSchema",
    "EXCEPTION_HANDLER": "people.api.errors.handle_exception",
    "COERCE_DECIMAL_TO_STRING": True,
}
API_DOCS = env.choice("API_DOCS", ("open", "signed_in") if LAPTOP else ("signed_in", "open"))  # who may read them
SPECTACULAR_SETTINGS = {
    "TITLE": "Alex",
    "DESCRIPTION": "Accounts, positions and analyses. Amounts of money are strings, percentages are numbers.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [f"rest_framework.permissions.{'AllowAny' if API_DOCS == 'open' else 'IsAuthenticated'}"],
    "SERVE_AUTHENTICATION": None,  # as for the rest of the API
    "SCHEMA_PATH_PREFIX": "/api/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": False},  # its links within buttons are out of reach by keyboard
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CurrencyEnum": "portfolios.currencies.CURRENCY_CHOICES",
        "JobStatusEnum": "analysis.models.Job.Status",
        "StepStatusEnum": "analysis.models.Step.Status",
    },
}

_LOG_FORMATS = ("json", "line") if ON_LAMBDA else ("line", "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "alex.json_logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env.choice("LOG_FORMAT", _LOG_FORMATS)}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
