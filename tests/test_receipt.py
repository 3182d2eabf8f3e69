"""The receipt keeps its schema: what each page was made from, and never when or where."""

import copy

import pytest

from jsna.build.receipt import Kept, page_text, whole_text
from jsna.errors import DataError
from jsna.files import check_schema, strict_json

SHA = "0" * 64
READ = {
    "indicator_id": "residents",
    "area_codes": None,
    "sex": "Persons",
    "age": "All ages",
    "category_type": "All",
    "category": "*",
    "digest": "0123456789abcdef",
}
INPUT = {"kind": "indicator", "name": "residents", "digest": "0123456789abcdef"}
PAGE = {
    "url": "areas/easton/index.html",
    "notebook": "notebooks/profiles/ward.ipynb",
    "notebook_sha256": SHA,
    "executed_sha256": SHA,
    "parameters": {"area_code": "X05000001"},
    "reads": [READ],
    "inputs": [INPUT],
    "figures": [{"id": "ward-children-ranked", "keys": ["children@X05000001@2022"]}],
    "outputs": [{"path": "areas/easton/index.html", "sha256": SHA}],
}
GOOD = {
    "schema": 1,
    "edition": "2026.11 draft",
    "as_at": "2026-11-21",
    "lock_sha256": None,
    "package_sha256": SHA,
    "pages": [PAGE],
}


def check(receipt):
    check_schema(receipt, "receipt", shown="_build/receipt.json")


def test_a_good_receipt_passes():
    check(GOOD)
    check({**GOOD, "lock_sha256": SHA, "pages": []})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("schema", 2),
        ("as_at", "21 November 2026"),
        ("package_sha256", "short"),
        ("built_at", "2026-11-21T10:00:00"),
    ],
)
def test_another_version_another_form_or_a_clock_time_is_refused(name, value):
    with pytest.raises(DataError, match=name):
        check({**GOOD, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "areas/easton/index"),
        ("notebook", "/home/somebody/ward.ipynb"),
        ("parameters", {"area": "X05000001"}),
        ("parameters", {"area_code": "X05000001", "year": "2021"}),
        ("reads", [{"indicator_id": "residents"}]),
        ("inputs", [{**INPUT, "kind": "clock"}]),
        ("outputs", [{"path": "x"}]),
        ("seconds", 1.5),
    ],
)
def test_a_spoiled_page_is_refused_with_its_place(name, value):
    receipt = copy.deepcopy(GOOD)
    receipt["pages"][0][name] = value

    with pytest.raises(DataError, match=r"^_build/receipt\.json, pages > 0"):
        check(receipt)


def test_nothing_may_be_left_out():
    for name in GOOD:
        with pytest.raises(DataError, match=f"'{name}' is a required property"):
            check({key: value for key, value in GOOD.items() if key != name})
    for name in PAGE:
        short = {key: value for key, value in PAGE.items() if key != name}
        with pytest.raises(DataError, match=f"'{name}' is a required property"):
            check({**GOOD, "pages": [short]})


def test_pages_that_are_kept_as_text_make_the_same_receipt():
    head = {name: value for name, value in GOOD.items() if name != "pages"}
    pages = [page_text(page) for page in GOOD["pages"]]

    assert whole_text(head, pages) == strict_json(GOOD, indent=1)
    assert whole_text(head, pages * 2) == strict_json(
        {**head, "pages": GOOD["pages"] * 2}, indent=1
    )
    assert whole_text(head, []) == strict_json({**head, "pages": []}, indent=1)


def test_parts_that_a_receipt_does_not_use_are_forgotten(tmp_path):
    old = Kept(tmp_path)
    old.put("a", "1")
    old.put("b", "2")
    new = Kept(tmp_path)

    assert (new.get("a"), new.get("c")) == ("1", None)
    new.forget_others()
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
