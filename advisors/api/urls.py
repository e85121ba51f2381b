"""URLs of the research API."""

from django.urls import path

from advisors.api import views

urlpatterns = [
    path("research", views.ResearchView.as_view(), name="api_research"),
]
