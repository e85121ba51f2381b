"""The alex app: system checks and garbage collection."""

import gc

from django.apps import AppConfig

GC_THRESHOLD = 20_000
"""Python's default of 700 new objects doubles the time to read a large portfolio."""


class AlexConfig(AppConfig):
    name = "alex"

    def ready(self) -> None:
        from alex import system_checks  # noqa: F401 registers them
        from alex.aws.metrics import emit_analysis
        from analysis.worker.tasks import run_ended

        run_ended.connect(emit_analysis)

        gc.set_threshold(GC_THRESHOLD, *gc.get_threshold()[1:])
