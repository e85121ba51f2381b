"""The bill of a month: lines with dollars, from usage and prices."""

from dataclasses import dataclass
from decimal import Decimal

from alex.aws.costs.prices import PriceList
from alex.aws.costs.usage import HOURS, PACKAGE_GB, WEB_GB, WORKER_GB, Usage

SECRETS, ALARMS, CUSTOM_METRICS, FIREWALL_RULES, ENDPOINTS = 4, 10, 42, 4, 4
POLLS_OF_QUEUES = 2 * 5 * HOURS * 3600 / 20  # Lambda asks each queue with 5 pollers, 20 seconds at a time
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Switches:
    """The switches of infra/ that cost something. nat: none, instance or gateway. zones: of each interface endpoint."""

    waf: bool = True
    nat: str = "instance"
    zones: int = 1
    sagemaker: bool = False
    guardduty: bool = False
    model: bool = True


@dataclass(frozen=True)
class Line:
    name: str
    dollars: Decimal


def compute_bill(usage: Usage, switches: Switches, prices: PriceList) -> list[Line]:
    """Return the lines of a month in the order of the table."""
    return [
        *function_lines(usage, prices),
        *edge_lines(usage, switches, prices),
        *database_lines(usage, prices),
        *operation_lines(usage, switches, prices),
        *model_lines(usage, switches, prices),
    ]


def function_lines(usage: Usage, prices: PriceList) -> list[Line]:
    gigabyte_seconds = (
        usage.requests * usage.habits.request_seconds * WEB_GB
        + usage.analyses * usage.habits.analysis_seconds * WORKER_GB
    )
    running = prices.find("lambda_gb_second").cost(gigabyte_seconds)
    starting = prices.find("lambda_request").cost(usage.requests + usage.analyses)
    kept = prices.find("snapstart_cache_gb_second").cost(PACKAGE_GB * HOURS * 3600)
    restored = prices.find("snapstart_restored_gb").cost(usage.cold_starts * PACKAGE_GB)
    messages = prices.find("sqs_request").cost(POLLS_OF_QUEUES + usage.analyses * 6)
    return [Line("Functions", running + starting), Line("SnapStart", kept + restored), Line("Queue", messages)]


def edge_lines(usage: Usage, switches: Switches, prices: PriceList) -> list[Line]:
    requests = usage.requests + usage.visits * usage.habits.static_files_per_visit
    gigabytes = usage.visits * usage.habits.megabytes_per_visit / 1024
    cloudfront = (
        prices.find("cloudfront_request").cost(requests)
        + prices.find("cloudfront_gb").cost(gigabytes)
        + prices.find("cloudfront_function_call").cost(usage.requests)
    )
    firewall = (
        prices.find("waf_acl_month").cost(1)
        + prices.find("waf_rule_month").cost(FIREWALL_RULES)
        + prices.find("waf_request").cost(requests)
    )
    return [
        Line("HTTP API", prices.find("http_api_request").cost(usage.requests)),
        Line("CloudFront", cloudfront),
        Line("Firewall", firewall if switches.waf else NOTHING),
        Line("Way out", compute_way_out(prices, switches, usage)),
    ]


def database_lines(usage: Usage, prices: PriceList) -> list[Line]:
    gigabytes = 1 + usage.users * usage.habits.megabytes_stored / 1024
    stored = prices.find("aurora_gb_month").cost(gigabytes)
    asked = prices.find("aurora_io").cost(usage.requests * usage.habits.reads_per_request)
    return [
        Line("Database, awake", prices.find("aurora_acu_hour").cost(usage.acu_hours)),
        Line("Database, stored and read", stored + asked),
    ]


def operation_lines(usage: Usage, switches: Switches, prices: PriceList) -> list[Line]:
    secrets = prices.find("secret_month").cost(SECRETS) + prices.find("secret_call").cost(usage.cold_starts * 2)
    watching = (
        prices.find("alarm_month").cost(ALARMS)
        + prices.find("custom_metric_month").cost(CUSTOM_METRICS if usage.users else 0)
        + prices.find("log_gb").cost(usage.requests * usage.habits.kilobytes_logged / 1024**2)
        + prices.find("trace").cost(usage.requests * usage.habits.share_traced)
    )
    files = prices.find("s3_gb_month").cost(2) + prices.find("vector_gb_month").cost(0.1)
    return [
        Line("Secrets", secrets),
        Line("Logs, alarms, metrics", watching),
        Line("Files and vectors", files),
        Line("Mail", prices.find("mail").cost(usage.users * usage.habits.mails)),
        Line("GuardDuty", prices.find("guardduty_month").cost(1) if switches.guardduty else NOTHING),
    ]


def model_lines(usage: Usage, switches: Switches, prices: PriceList) -> list[Line]:
    """Return the lines of embeddings (a search in each analysis) and of the language model."""
    if switches.sagemaker:
        embeddings = prices.find("sagemaker_second").cost(usage.analyses)
    else:
        embeddings = prices.find("embedding_token").cost(usage.analyses * usage.habits.tokens_searched)
    tokens_in, tokens_out = usage.tokens
    writing = prices.find("nova_pro_input_token").cost(tokens_in) + prices.find("nova_pro_output_token").cost(
        tokens_out
    )
    return [Line("Embeddings", embeddings), Line("Language model", writing if switches.model else NOTHING)]


def compute_way_out(prices: PriceList, switches: Switches, usage: Usage) -> Decimal:
    """Return the dollars for the way of the functions to AWS services and the internet."""
    if switches.nat == "none":
        return prices.find("endpoint_hour").cost(HOURS * ENDPOINTS * switches.zones)
    address = prices.find("public_ipv4_hour").cost(HOURS)
    if switches.nat == "gateway":
        gigabytes = usage.analyses * 0.001
        return address + prices.find("nat_gateway_hour").cost(HOURS) + prices.find("nat_gateway_gb").cost(gigabytes)
    return address + prices.find("t4g_nano_hour").cost(HOURS) + prices.find("gp3_gb_month").cost(8)


def total(lines: list[Line]) -> Decimal:
    return sum((line.dollars for line in lines), Decimal(0))
