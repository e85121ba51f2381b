from django.apps import AppConfig


class AlexConfig(AppConfig):
    name = "alex"

    def ready(self) -> None:
        from alex import checks  # noqa: F401 registers them
