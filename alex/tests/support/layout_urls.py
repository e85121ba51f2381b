"""All addresses, and one page that is the layout alone: the least that a page of a signed-in person can cost."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import path

from alex import urls

LAYOUT_PATH = "/layout-only/"

urlpatterns = [
    path(LAYOUT_PATH.strip("/") + "/", login_required(lambda request: render(request, "base.html"))),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
