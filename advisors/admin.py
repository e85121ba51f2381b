"""Admin pages of research notes."""

from django.contrib import admin

from advisors.models import ResearchNote


@admin.register(ResearchNote)
class ResearchNoteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Staff may read and delete notes, but not edit them: a note must say what its source says."""

    list_display = ("topic", "subject", "source", "published_at", "symbols", "is_embedded")
    list_filter = ("subject",)
    search_fields = ("topic", "source")
    fields = (
        "topic",
        "subject",
        "text",
        "publisher",
        "source_title",
        "source",
        "published_at",
        "symbols",
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

    @admin.display(boolean=True, description="embedded")
    def is_embedded(self, note: ResearchNote) -> bool:
        return bool(note.embedding_model)
