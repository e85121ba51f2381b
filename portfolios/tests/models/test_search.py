"""Search for an instrument by typed text."""

import re

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from people import acting_as
from portfolios.models import Instrument
from portfolios.models.search import find_matches
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.large_catalogue import analyse, lay_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def search(text, user):
    with acting_as(user.pk):
        return list(Instrument.objects.matching(text, user=user).values_list("symbol", flat=True))


def explain(text, user):
    """Return the plans of the search and, as the owner who runs it, of the function below it."""
    begins, beyond, words = find_matches(text).params
    with acting_as(user.pk), connection.cursor() as cursor:
        outer = Instrument.objects.matching(text, user=user)[:8].explain()
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'matching_instruments'")
        body = re.sub(r"\b(begins|beyond|words)\b", lambda name: f"%({name[0]})s", cursor.fetchone()[0])
        cursor.execute("RESET ROLE")
        cursor.execute(f"EXPLAIN {body}", {"begins": begins, "beyond": beyond, "words": words})
        return outer, "\n".join(line for (line,) in cursor.fetchall())


@pytest.fixture
def instruments(db):
    """Create instruments with similar symbols and names."""
    names = {
        "BO": "Boron Mining", "BOND": "Income Trust", "BONDX": "Core Plus Trust", "AAA": "Bond Index Fund",
        "AAAX": "Total Bond Market", "CCC": "U.S. Treasury 7-10 Year", "DDD": "Amazon.com, Inc.",
        "EEE": "S&P 500 Core",
    }  # fmt: skip
    return {symbol: make_instrument(symbol, name=name) for symbol, name in names.items()}


def test_exact_symbols_rank_above_names(alice, instruments):
    assert search("bond", alice) == ["BOND", "BONDX", "AAA", "AAAX"]
    assert search("bo", alice) == ["BO", "BOND", "BONDX", "AAA", "AAAX"]


def test_an_exact_phrase_ranks_above_single_words(alice):
    make_instrument("WW", name="Total World Stock")
    make_instrument("SSSS", name="Vanguard Total Stock Market")
    make_instrument("BBBBB", name="Total Stock Fund")
    assert search("total stock", alice) == ["BBBBB", "SSSS", "WW"]


def test_held_and_owned_instruments_rank_first(alice, bob, instruments):
    make_position(make_account(alice), instruments["AAAX"])
    make_position(make_account(bob), instruments["AAA"])
    assert search("aa", alice) == ["AAAX", "AAA"]
    make_instrument("AAAXYZ", owner=alice)
    assert search("aa", alice) == ["AAAX", "AAAXYZ", "AAA"]
    assert search("bond", alice)[0] == "BOND"


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("tot mar", ["AAAX"]), ("market total", ["AAAX"]), ("MARKET", ["AAAX"]), ("arket", []), ("total zebra", []),
        ("amazon.com", ["DDD"]), ("amazon com", ["DDD"]), ("com", ["DDD"]), ("u.s.", ["CCC"]), ("7-10", ["CCC"]),
        ("s&p", ["EEE"]), ("s&p 50", ["EEE"]), ("&", []), ("%", []), ("_", []), ("'", []),
    ],
)  # fmt: skip
def test_words_match_by_prefix_in_any_order(alice, instruments, text, symbols):
    assert search(text, alice) == symbols


@pytest.mark.parametrize("text", ["BRK.B", "brk-b", "BRK/B", "brk b", "brk."])
def test_a_share_class_is_found_in_any_spelling(alice, text):
    make_instrument("BRK.B", name="Berkshire Hathaway")
    assert search(text, alice) == ["BRK.B"]


def test_only_owners_find_private_instruments(as_alice, as_bob, alice, bob, instruments):
    make_instrument("BONDPRIV", name="Bond of Alice", owner=alice)
    assert "BONDPRIV" in search("bond", alice)
    assert "BONDPRIV" not in search("bond", bob)
    assert "BONDPRIV" in as_alice.get("/api/instruments?search=bond").content.decode()
    assert "BONDPRIV" not in as_bob.get("/api/instruments?search=bond").content.decode()
    address = f"/accounts/{make_account(bob).pk}/search/"
    assert "BONDPRIV" not in as_bob.get(address, {"symbol": "bond"}, headers=HTMX).content.decode()


def test_page_and_api_return_the_same_results(as_alice, alice, instruments):
    address = f"/accounts/{make_account(alice).pk}/search/"
    page = as_alice.get(address, {"symbol": "bond"}, headers=HTMX).content.decode()
    by_api = [row["symbol"] for row in as_alice.get("/api/instruments?search=bond").json()["results"]]
    assert by_api == search("bond", alice)
    places = [page.index(f"<strong>{symbol}</strong>") for symbol in by_api]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "text", ["a' | 'b", "!a", "a:* & !b", "(", "\\", "''", "a <-> b", ":*", "🙂", "²", "\U0010fffe"]
)
def test_search_operators_are_plain_text(as_alice, alice, text):
    address = f"/accounts/{make_account(alice).pk}/search/"
    assert as_alice.get(address, {"symbol": text}, headers=HTMX).status_code == 200
    assert as_alice.get("/api/instruments", {"search": text}).status_code == 200


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=90))
def test_any_text_gets_a_search_answer(as_alice, text):
    assert as_alice.get("/api/instruments", {"search": text}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_search_uses_both_indexes_at_scale(alice):
    lay_in(20_000)
    analyse()
    for text in ("v", "vang tot", "fund", "abcd", "nothing like it"):
        outer, plan = explain(text, alice)
        assert "Bitmap Index Scan on instrument_symbol_begins" in plan
        assert "Bitmap Index Scan on instrument_name_words" in plan
        assert "Seq Scan on portfolios_instrument" not in outer + plan
