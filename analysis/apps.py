"""The Django app of analyses."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "analysis"

    def ready(self) -> None:
        from analysis.jobs import enqueue
        from portfolios.catalogue.classification_requests import classification_requested

        classification_requested.connect(enqueue.enqueue_classification, dispatch_uid="to the tagger")
