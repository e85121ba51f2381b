"""Notes are stored once and found, also by other words, with and without an embedding model."""

import pytest
from django_q.models import OrmQ

from advisors.library import notes
from advisors.library.embedding import EmbeddingError, EmbeddingModel
from advisors.models import ResearchNote
from advisors.tests.support.library_notes import WRITTEN, lay_in, make_note, recall, vector_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_model(settings):
    settings.EMBEDDING_MODEL = settings.VECTOR_BUCKET = ""


@pytest.fixture
def embedding(settings, monkeypatch):
    """Embed without a network; `broken` makes it fail."""
    settings.EMBEDDING_MODEL, settings.EMBEDDING_DIMENSIONS = "stub/words", 256

    def embed(model, texts):
        if broken:
            raise EmbeddingError("out of order")
        return [vector_of(text) for text in texts]

    broken = []
    monkeypatch.setattr(EmbeddingModel, "embed", embed)
    return broken


def topics(query, **options):
    return [note.topic for note in notes.search_notes(query, **options)]


@pytest.mark.parametrize("questions", ["queries", "held_out", "fresh"])
def test_four_of_five_paraphrases_find_their_note(questions):
    hit_share, missed = recall(WRITTEN[questions], lay_in())
    assert hit_share >= 0.8, missed


def test_a_source_and_topic_are_stored_once():
    row, is_new = notes.store_note(make_note(symbols=["BND"]))
    again, is_new_again = notes.store_note(make_note(text="- Something else."))
    assert (is_new, is_new_again, again.pk) == (True, False, row.pk)
    assert again.text == "- The central bank lowered its rate."
    assert notes.store_note(make_note(topic="Another topic"))[1]


def test_a_search_returns_the_whole_note():
    note = make_note(symbols=["BND"])
    notes.store_note(note)
    assert notes.search_notes("interest rates lowered") == [note]


def test_notes_on_a_wanted_symbol_come_first():
    notes.store_note(make_note("Fees are cut", "- Fees of index funds fall.", "https://example.org/1"))
    notes.store_note(make_note("Fees are cut", "- Fees of index funds fall.", "https://example.org/2", symbols=["VTI"]))
    assert [note.symbols for note in notes.search_notes("fees", ["VTI"])] == [("VTI",), ()]
    assert [note.symbols for note in notes.search_notes("VTI")] == [("VTI",)]


@pytest.mark.parametrize("query", ["", "   ", "the of and", "zzzzqqq", "' & | ! :*", "x" * 5000, "\x00"[:0] + "100%"])
def test_a_meaningless_query_finds_nothing(query):
    notes.store_note(make_note())
    assert notes.search_notes(query) == []


def test_no_more_than_asked_for_are_found():
    lay_in()
    assert len(notes.search_notes("bonds and stocks", k=2)) == 2
    assert notes.search_notes("bonds", k=0) == []


def test_embeddings_find_the_nearest_notes(embedding):
    lay_in()
    assert notes.embed_pending_notes() == 40
    assert topics("Oil slips as producers lift output")[0] == "Oil slips as producers lift output"
    assert ResearchNote.objects.filter(embedding=None).count() == 0
    assert notes.embed_pending_notes() == 0


def test_distance_counts_and_a_symbol_a_little(embedding):
    for n, symbols in enumerate(([], ["VTI"])):
        notes.store_note(make_note(source=f"https://example.org/{n}", symbols=symbols))
    notes.embed_pending_notes()
    assert [note.symbols for note in notes.search_notes("rates cut", ["VTI"])] == [("VTI",), ()]


def test_an_unembedded_note_is_found_by_its_words(embedding):
    notes.store_note(make_note())
    assert topics("central bank") == ["Rates are cut"]


def test_a_failed_model_falls_back_to_full_text(embedding, caplog):
    notes.store_note(make_note())
    embedding.append("broken")
    assert notes.embed_pending_notes() == 0
    assert topics("central bank") == ["Rates are cut"]
    assert "searched by full text" in caplog.text
    embedding.clear()
    assert notes.embed_pending_notes() == 1


def test_another_models_vectors_are_not_compared(embedding, settings):
    row, _ = notes.store_note(make_note())
    row.save_embedding([1.0, 2.0, 3.0], "stub/words:256")
    assert topics("nothing like it") == []
    settings.EMBEDDING_MODEL = "stub/other"
    assert notes.embed_pending_notes() == 1


def test_a_worker_embeds_a_stored_note(embedding, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notes.enqueue_embedding()
    assert OrmQ.objects.count() == 1
    settings.EMBEDDING_MODEL = ""
    with django_capture_on_commit_callbacks(execute=True):
        notes.enqueue_embedding()
    assert OrmQ.objects.count() == 1


def test_a_full_text_search_makes_two_queries(django_assert_num_queries):
    lay_in()
    with django_assert_num_queries(2):
        notes.search_notes("bonds")
