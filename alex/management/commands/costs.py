"""manage.py costs: what a month on AWS costs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alex.aws.costs.bill import Switches
from alex.aws.costs.prices import load_prices
from alex.aws.costs.table import USUAL_USERS, format_switches, format_table


class Command(BaseCommand):
    help = "Prints what Alex costs on AWS in a month, from the list of prices in the code. Asks nobody."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--users", type=int, help="Default: idle, 100, 1,000 and 10,000 users.")
        parser.add_argument("--analyses", type=float, default=4, help="Of each user in a month. Default: %(default)s")
        parser.add_argument("--nat", choices=["none", "instance", "gateway"], default="instance")
        parser.add_argument("--no-waf", action="store_true")
        parser.add_argument("--no-model", action="store_true", help="With the built-in writer.")
        parser.add_argument("--sagemaker", action="store_true")
        parser.add_argument("--guardduty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["users"] or 0) < 0 or options["analyses"] < 0:
            raise CommandError("Users and analyses cannot be negative.")
        prices = load_prices()
        switches = Switches(
            waf=not options["no_waf"], nat=options["nat"], sagemaker=options["sagemaker"],
            guardduty=options["guardduty"], model=not options["no_model"],
        )  # fmt: skip
        users = USUAL_USERS if options["users"] is None else (0, options["users"])
        lines = [
            *format_table(users, options["analyses"], switches, prices), "", *format_switches(prices), "",
            f"List prices of {prices.region} as of {prices.oldest:%B %Y}, without tax, less what is always free.",
            f"Estimates: {', '.join(price.name for price in prices.prices if price.is_estimate)}.",
        ]  # fmt: skip
        self.stdout.write("\n".join(lines))
