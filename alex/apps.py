import gc

from django.apps import AppConfig

GC_THRESHOLD = 20_000
"""Python looks for garbage after every 700 new objects, which doubles the time to read a large portfolio."""


class AlexConfig(AppConfig):
    name = "alex"

    def ready(self) -> None:
        from alex import system_checks  # noqa: F401 registers them

        gc.set_threshold(GC_THRESHOLD, *gc.get_threshold()[1:])
