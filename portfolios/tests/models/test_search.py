"""Search for an instrument by typed text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.models import Instrument
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.large_catalogue import analyse, lay_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def found(words, user):
    return list(Instrument.objects.matching(words, user=user).values_list("symbol", flat=True))


@pytest.fixture
def shelf(db):
    """Create instruments with similar symbols and names."""
    names = {
        "BO": "Boron Mining", "BOND": "Income Trust", "BONDX": "Core Plus Trust", "AAA": "Bond Index Fund",
        "AAAX": "Total Bond Market", "CCC": "U.S. Treasury 7-10 Year", "DDD": "Amazon.com, Inc.",
        "EEE": "S&P 500 Core",
    }  # fmt: skip
    return {symbol: make_instrument(symbol, name=name) for symbol, name in names.items()}


def test_exact_symbols_rank_above_names(alice, shelf):
    assert found("bond", alice) == ["BOND", "BONDX", "AAA", "AAAX"]
    assert found("bo", alice) == ["BO", "BOND", "BONDX", "AAA", "AAAX"]


def test_an_exact_phrase_ranks_above_single_words(alice):
    make_instrument("WW", name="Total World Stock")
    make_instrument("SSSS", name="Vanguard Total Stock Market")
    make_instrument("BBBBB", name="Total Stock Fund")
    assert found("total stock", alice) == ["BBBBB", "SSSS", "WW"]


def test_held_and_owned_instruments_rank_first(alice, bob, shelf):
    make_position(make_account(alice), shelf["AAAX"])
    make_position(make_account(bob), shelf["AAA"])
    assert found("aa", alice) == ["AAAX", "AAA"]
    make_instrument("AAAXYZ", owner=alice)
    assert found("aa", alice) == ["AAAX", "AAAXYZ", "AAA"]
    assert found("bond", alice)[0] == "BOND"


@pytest.mark.parametrize(
    ("words", "symbols"),
    [
        ("tot mar", ["AAAX"]), ("market total", ["AAAX"]), ("MARKET", ["AAAX"]), ("arket", []), ("total zebra", []),
        ("amazon.com", ["DDD"]), ("amazon com", ["DDD"]), ("com", ["DDD"]), ("u.s.", ["CCC"]), ("7-10", ["CCC"]),
        ("s&p", ["EEE"]), ("s&p 50", ["EEE"]), ("&", []), ("%", []), ("_", []), ("'", []),
    ],
)  # fmt: skip
def test_words_match_by_prefix_in_any_order(alice, shelf, words, symbols):
    assert found(words, alice) == symbols


@pytest.mark.parametrize("words", ["BRK.B", "brk-b", "BRK/B", "brk b", "brk."])
def test_a_share_class_is_found_in_any_spelling(alice, words):
    make_instrument("BRK.B", name="Berkshire Hathaway")
    assert found(words, alice) == ["BRK.B"]


def test_only_owners_find_private_instruments(as_alice, as_bob, alice, bob, shelf):
    make_instrument("BONDPRIV", name="Bond of Alice", owner=alice)
    assert "BONDPRIV" in found("bond", alice)
    assert "BONDPRIV" not in found("bond", bob)
    assert "BONDPRIV" in as_alice.get("/api/instruments?search=bond").content.decode()
    assert "BONDPRIV" not in as_bob.get("/api/instruments?search=bond").content.decode()
    address = f"/accounts/{make_account(bob).pk}/search/"
    assert "BONDPRIV" not in as_bob.get(address, {"symbol": "bond"}, headers=HTMX).content.decode()


def test_page_and_api_return_the_same_results(as_alice, alice, shelf):
    address = f"/accounts/{make_account(alice).pk}/search/"
    page = as_alice.get(address, {"symbol": "bond"}, headers=HTMX).content.decode()
    by_api = [row["symbol"] for row in as_alice.get("/api/instruments?search=bond").json()["results"]]
    assert by_api == found("bond", alice)
    places = [page.index(f"<strong>{symbol}</strong>") for symbol in by_api]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "words", ["a' | 'b", "!a", "a:* & !b", "(", "\\", "''", "a <-> b", ":*", "🙂", "²", "\U0010fffe"]
)
def test_search_operators_are_plain_text(as_alice, alice, words):
    address = f"/accounts/{make_account(alice).pk}/search/"
    assert as_alice.get(address, {"symbol": words}, headers=HTMX).status_code == 200
    assert as_alice.get("/api/instruments", {"search": words}).status_code == 200


@given(st.text(max_size=90))
def test_any_text_gets_a_search_answer(as_alice, words):
    assert as_alice.get("/api/instruments", {"search": words}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_search_uses_both_indexes_at_scale(alice):
    lay_in(20_000)
    analyse()
    for words in ("v", "vang tot", "fund", "abcd", "nothing like it"):
        plan = Instrument.objects.matching(words, user=alice)[:8].explain()
        assert "Bitmap Index Scan on instrument_symbol_begins" in plan
        assert "Bitmap Index Scan on instrument_name_words" in plan
        assert "Seq Scan on portfolios_instrument" not in plan
