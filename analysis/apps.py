from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "analysis"

    def ready(self) -> None:
        from analysis import tagging
        from portfolios.catalogue.classification import classification_wanted

        classification_wanted.connect(tagging.send, dispatch_uid="to the tagger")
