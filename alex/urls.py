"""URLs of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from alex.views import raise_not_found

admin.autodiscover()
admin.site.site_header = admin.site.site_title = "Alex administration"

urlpatterns = [
    path("", include("alex.public_urls")),
    path("", include("portfolios.urls")),
    path("", include("analysis.urls")),
    path("api/", include("alex.api.urls")),
    path("", include("people.urls")),
    path("auth/", include("allauth.urls")),
    path("_allauth/app/v1/account/phone", raise_not_found),  # allauth's own views fail without a phone field
    path("_allauth/app/v1/auth/phone/<path:rest>", raise_not_found),
    path("_allauth/app/v1/", include("people.api.sign_in")),
    path("_allauth/", include("allauth.headless.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
]

handler400 = "alex.requests.error_views.bad_request"
handler403 = "alex.requests.error_views.permission_denied"
handler404 = "alex.requests.error_views.page_not_found"
handler500 = "alex.requests.error_views.server_error"
