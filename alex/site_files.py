"""The small files that browsers and search engines ask a site for."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

ROBOTS = """User-agent: *
Allow: /$
Allow: /auth/login/$
Allow: /auth/signup/$
Allow: /static/
Disallow: /
"""
"""Only these pages are for everybody. All others need an account."""
ICON_SIZES = (192, 512)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain")


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """Return what a phone needs to put Alex on its home screen."""
    icons = [
        {"src": static(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in ICON_SIZES
    ]
    return JsonResponse(
        {
            "name": "Alex, AI Financial Advisor", "short_name": "Alex", "start_url": reverse("dashboard"),
            "scope": "/", "display": "standalone", "background_color": "#f9fafb", "theme_color": "#062147",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )  # fmt: skip
