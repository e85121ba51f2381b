"""The API of questions about an analysis: ask, list, read and delete."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from advisors.questions.words import MAX_QUESTION_LENGTH
from analysis.models import Job
from analysis.questions import asking
from analysis.questions.models import Question
from people.api.errors import Conflict
from people.api.views import OwnedView


class AskSerializer(serializers.Serializer):
    question = serializers.CharField(max_length=MAX_QUESTION_LENGTH)


class QuestionSerializer(serializers.ModelSerializer):
    """A question with its answer: kind, text, the claims it is made of, and questions to ask next."""

    job_id = serializers.UUIDField()
    question = serializers.CharField(source="text")
    answer = serializers.SerializerMethodField()

    class Meta:
        model = Question
        fields: ClassVar = ["id", "job_id", "question", "status", "answer", "milliseconds", "created_at"]

    def get_answer(self, question: Question) -> dict[str, Any] | None:
        if question.answer is None:
            return None
        stored = question.answer.model_dump(mode="json")
        claims = [
            {"kind": one.kind, "arguments": one.arguments, "verdict": one.verdict, "text": one.text,
             "facts": [figure.fact for figure in one.figures]}
            for one in question.answer.sentences
        ]  # fmt: skip
        return {"kind": stored["kind"], "form": stored["form"], "text": question.answer.text, "claims": claims,
                "facts": stored["facts"]["facts"], "chips": stored["chips"],
                "sources": stored["sources"], "chosen_by": stored["work"]}  # fmt: skip


class QuestionsView(OwnedView):
    """The questions about one of your analyses, oldest first."""

    serializer_class = QuestionSerializer
    is_idempotent = True

    @extend_schema(responses=QuestionSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        job = self._job(pk)
        asked = Question.objects.owned_by(self.person).filter(job=job)
        return Response(QuestionSerializer(asked, many=True).data)

    @extend_schema(
        request=AskSerializer,
        responses={HTTPStatus.CREATED.value: QuestionSerializer, HTTPStatus.ACCEPTED.value: QuestionSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask a question. 201 with the answer; 202 if a worker answers: by a projection, or by a language model."""
        job = self._job(pk)
        body = AskSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if job.status != Job.Status.COMPLETED:
            raise Conflict("This analysis is not completed.", "not_completed")
        if not job.kind.is_whole:
            raise Conflict("Ask about a whole analysis, not about a part.", "not_whole")
        try:
            question = asking.ask_about(job, body.validated_data["question"], user=self.person)
        except asking.QuestionRefused as refused:
            raise ValidationError({"question": [str(refused)]}) from refused
        status = HTTPStatus.ACCEPTED if question.is_open else HTTPStatus.CREATED
        return Response(QuestionSerializer(question).data, status=status)

    @extend_schema(request=None, responses={HTTPStatus.NO_CONTENT.value: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Delete all questions about this analysis."""
        asking.delete_questions(self._job(pk))
        return Response(status=HTTPStatus.NO_CONTENT)

    def _job(self, pk: UUID) -> Job:
        found: Job = self.get_owned(Job.objects.owned_by(self.person).without_large_columns(), pk)
        return found


class QuestionView(OwnedView):
    """One question with its answer; its status is pending or running until a worker has answered it."""

    serializer_class = QuestionSerializer

    def get(self, request: Request, pk: UUID) -> Response:
        question = self.get_owned(Question.objects.owned_by(self.person), pk)
        if question.is_open:
            asking.send_if_lost(question.pk)
        return Response(QuestionSerializer(question).data)
