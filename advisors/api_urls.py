from django.urls import path

from advisors import api_views as views

urlpatterns = [
    path("research", views.ResearchView.as_view(), name="api_research"),
]
