"""URLs of the portfolio API."""

from django.urls import path

from portfolios.api import imports, views

urlpatterns = [
    path("user", views.UserView.as_view(), name="api_user"),
    path("accounts", views.AccountsView.as_view(), name="api_accounts"),
    path("accounts/<uuid:pk>", views.AccountView.as_view(), name="api_account"),
    path("accounts/<uuid:pk>/positions", views.AccountPositionsView.as_view(), name="api_account_positions"),
    path("positions", views.PositionsView.as_view(), name="api_positions"),
    path("positions/<uuid:pk>", views.PositionView.as_view(), name="api_position"),
    path("instruments", views.InstrumentsView.as_view(), name="api_instruments"),
    path("imports", imports.ImportsView.as_view(), name="api_imports"),
    path("imports/<uuid:pk>", imports.ImportView.as_view(), name="api_import"),
    path("imports/<uuid:pk>/apply", imports.ApplyImportView.as_view(), name="api_apply_import"),
    path("populate-test-data", views.SampleView.as_view(), name="api_populate"),
    path("reset-accounts", views.ResetView.as_view(), name="api_reset"),
]
