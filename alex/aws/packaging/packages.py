"""The two packages for AWS Lambda: what goes in, and what is left out because nothing here uses it.

A pattern is matched with the path of a file below the package's root, and `*` stands for any characters, `/` too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate

PYTHON_VERSION = "3.13"
PLATFORM = "x86_64-manylinux_2_28"  # Lambda's Amazon Linux 2023 has glibc 2.34
LAMBDA_LIMIT_MIB = 250
AWS_SERVICES = (
    "bedrock-runtime", "cloudwatch", "events", "lambda", "logs", "rds", "s3", "s3vectors", "sagemaker-runtime",
    "secretsmanager", "sesv2", "sns", "sqs", "ssm", "sts",
)  # fmt: skip
PRICE_TABLE = "litellm/model_prices_and_context_window_backup.json"

LEFT_OUT_OF_BOTH = (
    "bin/*",  # commands
    "*/tests/*", "tests/*",
    "*.pyi", "*.pxd", "*.po", "*/py.typed",
    "*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/licenses/*",
    "*.dist-info/sboms/*", "*.dist-info/uv_cache.json",
    "*/LC_MESSAGES/*.mo",  # translations; English is kept
    "django/contrib/gis/*",
    "botocore/data/*/*",  # descriptions of AWS services; those in use are kept
    "boto3/examples/*", "boto3/data/*",  # only clients are used
    "*/static/*",  # collected into build/static and served from S3
    "zappa/cli.py", "zappa/core.py", "zappa/letsencrypt.py",
    # of Powertools only the metrics are used
    "aws_lambda_powertools/event_handler/*", "aws_lambda_powertools/utilities/*",
    # of allauth: providers that Alex does not offer, and being a provider, which alone uses oauthlib
    "allauth/socialaccount/providers/*/*", "allauth/idp/*", "oauthlib/*",
    "yaml/_yaml.*.so",  # YAML is read in Python then: only the API's document is written so
    "cffi/*", "pycparser/*",  # they compile bindings; cryptography's are compiled
)  # fmt: skip
KEPT_IN_BOTH = (
    "*/locale/en/LC_MESSAGES/*.mo",
    *(f"botocore/data/{service}/*" for service in AWS_SERVICES),
    *(f"aws_lambda_powertools/utilities/{name}/*" for name in ("jmespath_utils", "typing")),
    "aws_lambda_powertools/utilities/__init__.py",
    *(f"allauth/socialaccount/providers/{name}/*" for name in ("base", "github", "google", "oauth2")),
)

LEFT_OUT_OF_WORKER = (
    # LiteLLM: of its proxy server, what requests to models cannot reach (they reach some of it, also when a provider
    # refuses), and a native library whose work its Python code does
    "litellm/proxy/_experimental/out/*", "litellm/proxy/swagger/*", "litellm/proxy/_lazy_openapi_snapshot.json",
    "litellm/proxy/guardrails/guardrail_hooks/*", "litellm/proxy/management_endpoints/*", "litellm/proxy/client/*",
    "litellm/proxy/proxy_server.py", "litellm/proxy/proxy_cli.py", "litellm/proxy/example_config_yaml/*",
    "litellm/proxy/public_endpoints/*", "litellm/proxy/ui_crud_endpoints/*", "litellm/proxy/roi_calculator/*",
    "litellm/proxy/health_endpoints/*", "litellm/proxy/credential_endpoints/*", "litellm/proxy/schema.prisma",
    "litellm/proxy/common_utils/codex_bundled_models_*.json", "litellm/proxy/guardrails/content_filter_data/*/*",
    "litellm/rust_bridge/_native.abi3.so", "litellm/llms/huggingface/huggingface_llms_metadata/*",
    # downloads from the model hub, which only some tokenizers would make
    "hf_xet/*", "hf_xet-*", "huggingface_hub/*", "huggingface_hub-*", "fsspec/*", "fsspec-*",
    "openai/resources/admin/*", "openai/types/admin/*", "openai/cli/*",
    "agents/voice/*", "agents/realtime/*", "agents/extensions/sandbox/*",
    "numpy/f2py/*", "numpy/_core/include/*", "numpy/_core/lib/*", "numpy/random/lib/*", "*.lib", "*.pxi", "*.h",
    "highspy/libhighs.so.1.*",  # the same library once more: the module loads libhighs.so.1
    "lxml/objectify*", "lxml/isoschematron/*", "lxml/includes/*",
    "babel/locale-data/*",  # dates of other languages
)  # fmt: skip
KEPT_IN_WORKER = ("babel/locale-data/root.dat", "babel/locale-data/en*.dat")


@dataclass(frozen=True)
class LambdaPackage:
    """name: also the stage of zappa_settings.json. max_mib: the limit for its unzipped files, in MiB.

    has_sources: False if the modules of other packages go in as .pyc files alone. Tracebacks then show their line
    numbers without the lines.
    """

    name: str
    requirements: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: tuple[str, ...]
    max_mib: int
    has_sources: bool

    def find_left_out(self, paths: Iterable[str]) -> list[str]:
        """Return the paths that match a pattern of `left_out` and none of `kept`."""
        left_out, kept = _compile(self.left_out), _compile(self.kept)
        return [path for path in paths if left_out.match(path) and not kept.match(path)]


def _compile(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)))


WEB = LambdaPackage(
    name="web",
    requirements=("requirements-web.txt", "requirements-lambda.txt"),
    left_out=(*LEFT_OUT_OF_BOTH, "litellm/*", "litellm-*.dist-info/*"),
    kept=(*KEPT_IN_BOTH, PRICE_TABLE),
    max_mib=100,
    has_sources=True,
)
WORKER = LambdaPackage(
    name="worker",
    requirements=("requirements-worker.txt", "requirements-lambda.txt"),
    left_out=(*LEFT_OUT_OF_BOTH, *LEFT_OUT_OF_WORKER),
    kept=(*KEPT_IN_BOTH, *KEPT_IN_WORKER),
    max_mib=240,
    has_sources=False,
)
PACKAGES = {package.name: package for package in (WEB, WORKER)}
