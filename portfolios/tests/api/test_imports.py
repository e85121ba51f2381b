"""Import files by the API: a preview first, then all of it or nothing."""

import pytest

from portfolios.models import Account, Position
from portfolios.models.imports import ImportDraft
from portfolios.tests.api.test_views import call, error_of
from portfolios.tests.support.import_files import ACTIVITY, POSITIONS

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
VTI = "Symbol,Quantity,Price ($)\nVTI,5,200\n"


def send(client, **files):
    sent = [
        {"name": f"{name}.csv", **(one if isinstance(one, dict) else {"content": one})} for name, one in files.items()
    ]
    return call(client, "post", "imports", {"files": sent})


def confirmed(content, target, **answers):
    return {"content": content, "accounts": {"": target}, **answers}


def held(user):
    return set(Position.objects.owned_by(user).values_list("account__name", "instrument__symbol", "quantity"))


def test_what_is_unclear_is_asked_before_a_plan(as_alice):
    answer = send(as_alice, positions=VTI)
    assert (answer.status_code, answer.json()["plan"]) == (201, None)
    (file,) = answer.json()["files"]
    assert (file["accounts"], file["columns"], file["rows"]) == ({"": ""}, {"symbol": 0, "quantity": 1, "price": 2}, 1)


def test_an_answered_import_is_applied(as_alice, alice, alices_account, catalogue):
    plan = send(as_alice, positions=confirmed(VTI, str(alices_account.pk))).json()
    change = plan["plan"]["changes"][0]
    assert (change["outcome"], change["what"], change["value"], plan["plan"]["must_accept"]) == (
        "new", "VTI", "1000.00", False
    )  # fmt: skip
    assert not held(alice)
    done = call(as_alice, "post", f"imports/{plan['id']}/apply", {"digest": plan["plan"]["digest"]})
    assert (done.status_code, done.json()) == (200, {"rows": 1, "has_changes": True})
    assert held(alice) == {(alices_account.name, "VTI", 5)}
    assert call(as_alice, "get", f"imports/{plan['id']}").status_code == 404


def test_transactions_are_compared_with_positions(as_alice, alice, catalogue):
    answer = send(as_alice, activity=confirmed(ACTIVITY, "new:taxable"), positions=confirmed(POSITIONS, "file:0:"))
    plan = answer.json()["plan"]
    assert plan["checks"][0]["agreeing"] == 1
    assert plan["checks"][0]["differences"] == [
        {"symbol": "VTI", "computed": "4.00000000", "listed": "5.00000000"}
    ]  # fmt: skip
    call(as_alice, "post", f"imports/{answer.json()['id']}/apply", {"digest": plan["digest"]})
    assert {(symbol, quantity) for _, symbol, quantity in held(alice)} == {("VTI", 5), ("BND", 3)}
    assert Account.objects.owned_by(alice).count() == 1


def test_a_difference_must_be_accepted(as_alice, alices_account, catalogue):
    computed = send(as_alice, activity=confirmed(ACTIVITY, str(alices_account.pk))).json()
    path, digest = f"imports/{computed['id']}/apply", computed["plan"]["digest"]
    refused = call(as_alice, "post", path, {"digest": digest})
    assert (refused.status_code, error_of(refused)["code"]) == (409, "difference_not_accepted")
    assert call(as_alice, "post", path, {"digest": digest, "accept_difference": True}).status_code == 200


def test_an_old_preview_is_not_applied(as_alice, alices_account, catalogue):
    found = send(as_alice, positions=confirmed(VTI, str(alices_account.pk))).json()
    refused = call(as_alice, "post", f"imports/{found['id']}/apply", {"digest": "0" * 24})
    assert (refused.status_code, error_of(refused)["code"]) == (409, "plan_changed")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"accounts": {"Roth": "skip"}}, "has no account called “Roth”"),
        ({"accounts": {"": "new:nothing"}}, "is no account"),
        ({"accounts": {"": "file:0:"}}, "is no account"),
        ({"accounts": {"": "7e57d004-2b97-4e7a-b45f-5387367791cd"}}, "is no account"),
        ({"columns": {"symbol": 9}}, "has 3 columns"),
        ({"columns": {"symbol": 1, "quantity": 1}}, "two fields are in one column"),
        ({"columns": {"nothing": 1}}, "Unknown field: nothing"),
        ({"content": ""}, "may not be blank"),
        ({"content": "no table"}, "no line has two or more cells"),
    ],
)
def test_a_wrong_file_or_answer_is_refused(as_alice, answers, words):
    refused = send(as_alice, positions={"content": VTI, **answers})
    assert refused.status_code == 400
    assert words in str(error_of(refused))
    assert not ImportDraft.objects.exists()


def test_a_deleted_account_has_to_be_chosen_again(as_alice, alices_account):
    found = send(as_alice, positions=confirmed(VTI, str(alices_account.pk))).json()
    alices_account.delete()
    assert call(as_alice, "get", f"imports/{found['id']}").json()["plan"] is None
    refused = call(as_alice, "post", f"imports/{found['id']}/apply", {"digest": found["plan"]["digest"]})
    assert (refused.status_code, error_of(refused)["code"]) == (409, "account_missing")


def test_an_account_of_another_person_is_refused(as_alice, bobs_account):
    body = {"files": [{"name": "a.csv", "content": VTI}], "account_id": str(bobs_account.pk)}
    assert call(as_alice, "post", "imports", body).status_code == 403
    assert send(as_alice, a=confirmed(VTI, str(bobs_account.pk))).status_code == 400


def test_an_import_can_be_discarded(as_alice):
    path = f"imports/{send(as_alice, one=VTI, two=VTI).json()['id']}"
    assert call(as_alice, "delete", path).status_code == 204
    assert not ImportDraft.objects.exists()
