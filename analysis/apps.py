"""The Django app of analyses."""

from importlib import import_module

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "analysis"

    def import_models(self) -> None:
        """Import the tables that stand beside what they are for."""
        super().import_models()
        import_module("analysis.decisions.models")
        import_module("analysis.questions.models")
        import_module("analysis.comparison.models")
        import_module("analysis.what_if.models")
        import_module("analysis.schedules.models")

    def ready(self) -> None:
        from analysis.jobs import enqueue
        from analysis.on_demand import statement_requests
        from portfolios.catalogue.classification_requests import classification_requested
        from portfolios.importing.statements import reader_wanted, statement_waiting

        reader_wanted.connect(statement_requests.find_obstacle, dispatch_uid="whether a model may read")
        statement_waiting.connect(statement_requests.enqueue_statement, dispatch_uid="to the reader")
        classification_requested.connect(enqueue.enqueue_classification, dispatch_uid="to the tagger")
