"""manage.py question: ask about an analysis, and print the answer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from advisors.questions.answer import Answer
from analysis.models import Job
from analysis.questions import asking
from analysis.questions.models import Question
from people import acting_as
from people.models import User


class Command(BaseCommand):
    help = "Ask about a person's last analysis, or about another one. Only the cost of a model is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("question")
        parser.add_argument("--email", default="demo@example.com", help="of the user (default: %(default)s)")
        parser.add_argument("--job", help="id of an analysis (default: the last completed one)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.find_by_address(options["email"])
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        with acting_as(user.pk):
            jobs = Job.objects.owned_by(user).completed().filter(job_type=Job.Type.PORTFOLIO_ANALYSIS)
            job = (jobs.filter(pk=options["job"]) if options["job"] else jobs).first()
            if job is None:
                raise CommandError("There is no such completed analysis. Start one with manage.py analyze.")
            try:
                text = asking.clean_text(options["question"])
            except asking.QuestionRefused as refused:
                raise CommandError(str(refused)) from None
        answer = answer_about(job, text, user)
        self.stdout.write(answer.text)
        for chip in answer.chips:
            self.stdout.write(f"- {chip}")
        if work := answer.work:
            cost = "an unknown cost" if work.cost_usd is None else f"${work.cost_usd:f}"
            calls = f"{work.calls} call{'s' if work.calls != 1 else ''}"
            self.stderr.write(f"{work.model}, {calls}, {work.seconds} seconds, {cost}")


def answer_about(job: Job, text: str, user: User) -> Answer:
    """Return the answer of the router, of a projection, or of a language model. The engine is loaded if need be."""
    with acting_as(user.pk):
        routed = asking.route_about(job, text, None)
        asks_model = routed.answer is not None and asking.may_ask_model(job, text, routed.answer, user)
    if routed.answer is not None and not asks_model:
        return routed.answer
    from analysis.questions import projecting

    if routed.change is not None:
        return projecting.project_change(job, routed.change)
    return projecting.ask_model(Question(job=job, user=user, text=text, created_at=timezone.now())).answer
