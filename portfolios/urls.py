from django.urls import path

from portfolios.views import accounts, dashboard, income, instruments, positions, samples, searching

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/profile/", dashboard.profile, name="profile"),
    path("dashboard/income/", income.income_add, name="income_add"),
    path("dashboard/income/<uuid:pk>/", income.income, name="income"),
    path("dashboard/income/<uuid:pk>/edit/", income.income_edit, name="income_edit"),
    path("dashboard/income/<uuid:pk>/delete/", income.income_delete, name="income_delete"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/add/", accounts.account_add, name="account_add"),
    path("accounts/populate/", samples.populate, name="populate"),
    path("accounts/reset/", samples.reset_accounts, name="reset_accounts"),
    path("accounts/<uuid:pk>/", accounts.account, name="account"),
    path("accounts/<uuid:pk>/edit/", accounts.account_edit, name="account_edit"),
    path("accounts/<uuid:pk>/delete/", accounts.account_delete, name="account_delete"),
    path("accounts/<uuid:pk>/positions/", positions.position_add, name="position_add"),
    path("accounts/<uuid:pk>/search/", searching.instrument_search, name="instrument_search"),
    path("positions/<uuid:pk>/", positions.position, name="position"),
    path("positions/<uuid:pk>/edit/", positions.position_edit, name="position_edit"),
    path("positions/<uuid:pk>/delete/", positions.position_delete, name="position_delete"),
    path("instruments/<uuid:pk>/", instruments.instrument, name="instrument"),
]
