"""The settings page of notifications, and the link in a mail that ends these mails."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from analysis.schedules.mail import read_token
from analysis.schedules.models import Schedule
from analysis.schedules.planning import DemoHasNoSchedule, find_schedule, set_schedule, stop_mails
from people import acting_as
from people.http import SignedInRequest
from people.models import User

NEVER = ("", "Never")
NOT_SAVED = "Nothing was saved. Choose one of the options."


class ScheduleForm(forms.Form):
    every = forms.ChoiceField(choices=[NEVER, *Schedule.Every.choices], required=False, widget=forms.RadioSelect,
                              label="Run my analysis")  # fmt: skip
    mails = forms.BooleanField(required=False, label="Email me what changed")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def notifications(request: SignedInRequest) -> HttpResponse:
    schedule = find_schedule(request.user)
    if request.method == "POST":
        form = ScheduleForm(request.POST)
        if form.is_valid():
            _save(request, form)
        else:
            messages.error(request, NOT_SAVED)
        return redirect("notifications")
    form = ScheduleForm(initial={"every": schedule.every if schedule else "", "mails": not schedule or schedule.mails})
    return render(request, "analysis/notifications.html", {"form": form, "schedule": schedule})


def _save(request: SignedInRequest, form: ScheduleForm) -> None:
    try:
        schedule = set_schedule(user=request.user, **form.cleaned_data, today=timezone.now().date())
    except DemoHasNoSchedule:
        messages.error(request, "A demo is deleted after a day, so nothing runs by itself in it.")
        return
    if schedule and schedule.is_paused:
        messages.success(request, "Saved. It is paused by the operators of this site.")
        return
    when = f"Saved. The next analysis runs on {schedule.next_on:%B} {schedule.next_on.day}." if schedule else ""
    messages.success(request, when or "Saved. No analysis runs by itself.")


@csrf_exempt  # a mail program posts here without a cookie; the signed token is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_mails_by_link(request: HttpRequest) -> HttpResponse:
    """End the mails of the person whom the signed token names. GET asks first: programs open the links of mails."""
    token = request.GET.get("token", "")
    user_id = read_token(token)
    is_done = request.method == "POST" and user_id is not None
    if user_id is not None and request.method == "POST":
        with acting_as(user_id):
            if user := User.objects.filter(pk=user_id).first():
                stop_mails(user)
    context = {"token": token, "is_known": user_id is not None, "is_done": is_done}
    return render(request, "analysis/stop_mails.html", context, status=200 if user_id else 400)
