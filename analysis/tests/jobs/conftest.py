from analysis.tests.support.model_runs import analyze_with_model, finished  # noqa: F401 fixtures
