"""manage.py replay: compute an exported analysis again, and say whether anything differs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisors.document.markdown import document_to_markdown
from analysis.exporting.reading import BundleRefused, read_bundle

DIFFERS, REFUSED = 1, 2
SHOWN = 20
"""Differing facts that are listed; --json lists all."""


class Command(BaseCommand):
    help = (
        "Compute an exported analysis (analysis.json) again, without a database. "
        "Exit status: 0 all the same, 1 something differs, 2 the file cannot be used."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--to", type=Path, help="folder for facts.json, charts.json, document.json and report.md")
        parser.add_argument("--json", action="store_true", help="print all differences as JSON")
        parser.add_argument(
            "--allow-changes", action="store_true", help="also a file that was changed after Alex wrote it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.exporting.differences import ReplayedFiles, compare_replay
        from analysis.exporting.replaying import CannotReplay, replay
        from analysis.pipeline.made_with import describe_software

        try:
            bundle = read_bundle(options["file"], allow_changes=options["allow_changes"])
            replayed = replay(bundle.analysis)
        except (BundleRefused, CannotReplay) as refused:
            raise CommandError(str(refused), returncode=REFUSED) from refused
        if folder := options["to"]:
            files = ReplayedFiles.of(replayed)
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("facts", "charts", "document"):
                (folder / f"{name}.json").write_text(getattr(files, name), encoding="utf-8")
            (folder / "report.md").write_text(document_to_markdown(replayed.document), encoding="utf-8")
        report = compare_replay(bundle.analysis, replayed, describe_software())
        if options["json"]:
            self.stdout.write(report.model_dump_json(indent=2))
        else:
            self._print(report)
        if not report.is_identical:
            raise CommandError("The analysis differs from the file.", returncode=DIFFERS)

    def _print(self, report: Any) -> None:
        for part in ("facts", "charts", "document"):
            self.stdout.write(f"{part:<9} {'identical' if getattr(report, part) else 'different'}")
        for line in report.software:
            self.stdout.write(line)
        for fact in report.changed[:SHOWN]:
            by = "" if fact.by is None else f" ({fact.by:+f})"
            self.stdout.write(f"{fact.fact}  {fact.label}: {fact.before} to {fact.after}{by}")
        if len(report.changed) > SHOWN:
            self.stdout.write(f"and {len(report.changed) - SHOWN} more facts")
        for text in report.lost[:SHOWN]:
            self.stdout.write(f"cannot be said any more: {text}")
