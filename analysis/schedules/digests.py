"""Write and send the digest of a scheduled analysis, in a worker: the comparison needs the engine."""

import logging
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from analysis.models import Job
from analysis.schedules.changes import find_changes
from analysis.schedules.finding import Finding
from analysis.schedules.mail import build_mail
from analysis.schedules.models import GIVEN_UP_AFTER, Digest, Schedule
from people import acting_as
from people.models import User

logger = logging.getLogger(__name__)
Status = Digest.Status


def process_digest(job_id: UUID, user_id: UUID) -> str:
    """Find what an analysis changed and mail it; return its status for the queue's log. Safe to repeat."""
    with acting_as(user_id):
        digest = Digest.objects.open().select_related("job").filter(job_id=job_id).first()
    if digest is None:
        return "gone"
    if digest.status == Status.WAITING:
        if digest.job.is_active:
            return Status.WAITING.value
        write_digest(digest)
    return send_digest(digest) if digest.status in (Status.READY, Status.SENDING) else digest.status


def write_digest(digest: Digest) -> None:
    """Store what the analysis changed. Where nothing did, or it has no result, the digest stays quiet."""
    with acting_as(digest.user_id):
        before = find_previous(digest.job)
    has_result = digest.job.status == Job.Status.COMPLETED and digest.job.kind.is_whole
    with acting_as(digest.user_id):
        findings: list[Finding] = find_changes(before, digest.job) if before and has_result else []
        digest.findings, digest.status = findings, Status.READY if findings else Status.QUIET
        Digest.objects.filter(pk=digest.pk, status=Status.WAITING).update(
            findings=findings, status=digest.status, updated_at=timezone.now()
        )


def find_previous(job: Job) -> Job | None:
    """Return the whole analysis before this one that keeps its input."""
    earlier = Job.objects.owned_by(job.user_id).whole().completed().filter(created_at__lt=job.created_at)
    return earlier.exclude(snapshot=None).exclude(facts=None).order_by("-created_at").first()


def send_digest(digest: Digest) -> str:
    """Send the mail. A failure of the mail server leaves it to the rounds of GIVEN_UP_AFTER."""
    with acting_as(digest.user_id):
        schedule = Schedule.objects.filter(user_id=digest.user_id).first()
        user = User.objects.get(pk=digest.user_id)
        own = Digest.objects.filter(pk=digest.pk)
        sendable = own.filter(Digest.objects.all().is_sendable())
        if schedule is None or not schedule.mails or user.is_demo or not (settings.HAS_MAIL or settings.PRINTS_MAIL):
            sendable.update(status=Status.QUIET, updated_at=Now())
            return Status.QUIET.value
        tries = digest.tries + 1
        taken = sendable.filter(tries=digest.tries).update(status=Status.SENDING, tries=tries, updated_at=Now())
    if not taken:
        return Status.SENDING.value
    try:
        build_mail(digest, schedule, user.email).send()
    except OSError as error:  # of any backend; its text may hold the address
        logger.warning("The digest %s could not be sent: %s", digest.pk, type(error).__name__)
        is_old = digest.created_at < timezone.now() - GIVEN_UP_AFTER
        end, sent_at = Status.FAILED if is_old else Status.READY, None
    else:
        end, sent_at = Status.SENT, timezone.now()
    with acting_as(digest.user_id):
        own.filter(status=Status.SENDING, tries=tries).update(status=end, sent_at=sent_at, updated_at=Now())
    return end.value
