from django.urls import path

from portfolios import views

urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/profile/", views.profile, name="profile"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/add/", views.account_add, name="account_add"),
    path("accounts/populate/", views.populate, name="populate"),
    path("accounts/reset/", views.reset_accounts, name="reset_accounts"),
    path("accounts/<uuid:pk>/", views.account, name="account"),
    path("accounts/<uuid:pk>/edit/", views.account_edit, name="account_edit"),
    path("accounts/<uuid:pk>/delete/", views.account_delete, name="account_delete"),
    path("accounts/<uuid:pk>/positions/", views.position_add, name="position_add"),
    path("accounts/<uuid:pk>/search/", views.instrument_search, name="instrument_search"),
    path("positions/<uuid:pk>/", views.position, name="position"),
    path("positions/<uuid:pk>/edit/", views.position_edit, name="position_edit"),
    path("positions/<uuid:pk>/delete/", views.position_delete, name="position_delete"),
    path("instruments/<uuid:pk>/", views.instrument, name="instrument"),
]
