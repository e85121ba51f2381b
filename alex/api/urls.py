"""URLs of the API under /api/. They have no trailing slash."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from alex.api.views import DocsView, HealthView, NotFoundView

urlpatterns = [
    path("", include("portfolios.api.urls")),
    path("", include("analysis.api.urls")),
    path("", include("advisors.api.urls")),
    path("", include("people.api.urls")),
    path("health", HealthView.as_view(), name="api_health"),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", DocsView.as_view(url_name="api_schema"), name="api_docs"),
    re_path("", NotFoundView.as_view()),
]
