"""Admin pages of research notes."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from advisors.library.acceptance import decide_notes
from advisors.models import ResearchNote
from advisors.safety.prompt_data import has_injection
from people.models import User
from people.staff.admin_base import ValuesFilter


@admin.register(ResearchNote)
class ResearchNoteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Staff may read and delete notes, but not edit them: a note must say what its source says.

    They accept or reject notes of programs. Reports use accepted ones only.
    """

    list_display = ("topic", "state", "key_name", "subject", "source", "published_at", "symbols", "is_embedded")
    list_filter = ("state", ("key_name", ValuesFilter), ("subject", ValuesFilter))
    list_select_related = ("decided_by",)
    search_fields = ("topic", "source", "=key_prefix")
    actions = ("accept_selected", "reject_selected")
    fields = (
        "topic",
        "subject",
        "text",
        "publisher",
        "source_title",
        "source",
        "published_at",
        "symbols",
        "key_name",
        "key_prefix",
        "state",
        "decider",
        "decided_at",
        "gives_orders",
        "embedding_model",
        "created_at",
    )
    readonly_fields = fields
    date_hierarchy = "published_at"
    show_full_result_count = False

    def has_add_permission(self, *_: object) -> bool:
        return False

    def has_change_permission(self, *_: object) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("advisors.change_researchnote")

    @admin.action(description="Accept the selected notes for reports", permissions=["decide"])
    def accept_selected(self, request: HttpRequest, rows: QuerySet[ResearchNote]) -> None:
        self._decide(request, rows, ResearchNote.State.ACCEPTED)

    @admin.action(description="Reject the selected notes", permissions=["decide"])
    def reject_selected(self, request: HttpRequest, rows: QuerySet[ResearchNote]) -> None:
        self._decide(request, rows, ResearchNote.State.REJECTED)

    def _decide(self, request: HttpRequest, rows: QuerySet[ResearchNote], state: ResearchNote.State) -> None:
        assert isinstance(request.user, User)
        changed = decide_notes(rows, state, by=request.user, now=timezone.now())
        others = rows.count() - changed
        note = f" {others} stay as they are: decided already, or not added by a program." if others else ""
        self.message_user(request, f"{changed} {state.label}.{note}", messages.SUCCESS)

    @admin.display(boolean=True, description="addresses a language model")
    def gives_orders(self, note: ResearchNote) -> bool:
        """Say whether the text reads like orders to a model. Searches of an agent leave such a note out."""
        return has_injection(f"{note.topic}\n{note.text}")

    @admin.display(boolean=True, description="embedded")
    def is_embedded(self, note: ResearchNote) -> bool:
        return bool(note.embedding_model)
