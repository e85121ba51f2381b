"""manage.py evaluate: judge a language model on known households."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import override_settings

from advisors.evaluation.households import build_snapshot, read_households
from analysis.usage.model_settings import configured_models

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""The day of the households: prices and ages do not depend on the day of the evaluation."""
STEP_COLUMNS = ("household", "step", "kept", "put right", "left out", "added", "required", "tokens", "seconds")


class Command(BaseCommand):
    help = "Judge a language model, or the built-in writer, on known households. Says the cost first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--model", help="such as openai/gpt-4.1-mini; by default LLM_MODEL, else the built-in writer"
        )
        parser.add_argument("--households", default="all", help="names, separated by commas (default: %(default)s)")
        parser.add_argument("--runs", type=int, default=1, help="runs of each household (default: %(default)s)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument("--against", type=Path, help="compare with a file that --json wrote")
        parser.add_argument("--yes", action="store_true", help="do not ask before spending")

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.on_demand.evaluation import Evaluation, evaluate

        households = read_households()
        names = list(households) if options["households"] == "all" else options["households"].split(",")
        if unknown := [name for name in names if name not in households]:
            raise CommandError(f"There is no household {unknown[0]}. Households: {', '.join(households)}.")
        with override_settings(**({"LLM_MODEL": options["model"]} if options["model"] else {})):
            models = configured_models()
            self._ask_for_cost(models, len(names) * options["runs"], is_agreed=options["yes"])
            snapshots = {name: build_snapshot(households[name], now=NOW) for name in names}
            evaluation = async_to_sync(evaluate)(snapshots, models, options["runs"])
        if options["json"]:
            self.stdout.write(evaluation.model_dump_json(indent=2))
            return
        self._print_table(evaluation)
        if options["against"]:
            earlier = Evaluation.model_validate_json(options["against"].read_text())
            kept = evaluation.share_kept() - earlier.share_kept()
            met = evaluation.share_required_met() - earlier.share_required_met()
            self.stdout.write(
                f"Against {earlier.model} (grade {earlier.grade()}): {kept:+.1%} of lines kept, "
                f"{met:+.1%} of required statements"
            )

    def _ask_for_cost(self, models: Any, count: int, *, is_agreed: bool) -> None:
        """Print what the evaluation will cost, and ask before it spends anything."""
        from advisors.budget.estimate import NO_COST_TEXT, estimate_typical_run
        from advisors.budget.price_table import compute_list_cost

        estimate = estimate_typical_run(models, compute_list_cost)
        if not estimate.models:
            self.stderr.write(NO_COST_TEXT)
            return
        cost = "an unknown price" if estimate.cost_usd is None else f"about ${count * estimate.cost_usd:,.2f}"
        tokens = f"{count * estimate.tokens:,}"
        self.stderr.write(f"{count} analyses with {', '.join(estimate.models)}: about {tokens} tokens, {cost}.")
        if not is_agreed and input("Go on? [y/N] ").strip().lower() not in ("y", "yes"):
            raise CommandError("Nothing was sent.")

    def _print_table(self, evaluation: Any) -> None:
        self.stdout.write(" | ".join(STEP_COLUMNS))
        for one in evaluation.scores:
            required = f"{one.required_met} of {one.must_tell}" if one.must_tell else ""
            cells = (one.household, one.step, one.kept, one.put_right, one.left_out, one.added, required, one.tokens,
                     f"{one.seconds:.1f}")  # fmt: skip
            self.stdout.write(" | ".join(map(str, cells)))
        for household in dict.fromkeys(one.household for one in evaluation.scores):
            kept, met = evaluation.share_kept(household), evaluation.share_required_met(household)
            grade = evaluation.grade(household)
            shares = f"{kept:.0%} of lines kept, {met:.0%} of required statements written"
            self.stdout.write(f"{household}: {shares}, grade {grade}")
        missed = sum(one.missed_deadline for one in evaluation.scores)
        failed = sum(one.failed for one in evaluation.scores)
        self.stdout.write(
            f"{evaluation.model}: grade {evaluation.grade()}, {evaluation.contradictions} contradictions, "
            f"{failed} steps by the built-in writer instead, {missed} deadlines missed"
        )
