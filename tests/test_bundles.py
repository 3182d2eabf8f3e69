"""Each kind of bundle has a schema that takes a good example and refuses each spoiled one."""

import math

import pytest
from charts_place import request, requests, shares
from pdf_page import easton

from jsna.bundles import KINDS, bundles_in, check_bundle, mime_type
from jsna.charts import figure
from jsna.errors import DataError

SOURCE = {
    "id": "made_up",
    "label": "Made up",
    "period": "2021",
    "released_on": None,
    "licence": "OGL-3.0",
}
GOOD = {
    "figure": figure("ranked", request(shares())),
    "table": {
        "id": "ward-facts-table",
        "headline": "Key facts",
        "subtitle": "Easton ward",
        "columns": [
            {"name": "measure", "title": "Measure", "type": "text", "header": True},
            {"name": "own", "title": "Easton", "type": "number", "unit": "%", "decimals": 1},
        ],
        "rows": [{"measure": "Disabled", "own": 17.4}, {"measure": "Visits", "own": None}],
        "notes": [],
        "statuses": ["official"],
        "sources": [SOURCE],
        "keys": ["disabled@X05000001@2021"],
    },
    "value": {
        "name": "people",
        "text": "8,000",
        "value": 8000,
        "unit": "people",
        "key": "people@X05000001@2021",
        "status": "official",
        "note": "",
        "period": "2021",
        "source": SOURCE,
    },
    "sentence": {
        "name": "beside",
        "text": "better than Town",
        "direction": "better",
        "basis": "95% limits",
        "keys": ["people@X05000001@2021"],
    },
    "register": {"register": "views", "entries": [{"id": "x"}], "empty": "No views are held."},
}
SPOILED = [
    ("figure", "alt", "too short"),
    ("figure", "chart", "pie"),
    ("figure", "id", "Ward Facts"),
    ("figure", "spec", {"wide": {}}),
    ("figure", "sources", []),
    ("table", "rows", []),
    ("table", "rows", [{"measure": ["a", "list"]}]),
    ("table", "statuses", ["guessed"]),
    ("table", "tags", ["page one"]),
    ("value", "name", "All People"),
    ("value", "value", "8,000"),
    ("value", "status", "guessed"),
    ("value", "text", ""),
    ("sentence", "direction", "nicer"),
    ("sentence", "keys", "people"),
    ("register", "register", "gossip"),
    ("register", "empty", ""),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_bundle_passes_unchanged(kind):
    assert check_bundle(kind, GOOD[kind]) == GOOD[kind]


@pytest.mark.parametrize(("kind", "name", "value"), SPOILED)
def test_a_spoiled_bundle_is_refused(kind, name, value):
    with pytest.raises(DataError, match=f"^The {kind} .*{name}"):
        check_bundle(kind, {**GOOD[kind], name: value})


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_is_missing_or_not_known_is_refused(kind):
    for name in GOOD[kind]:
        if name != "tags":
            short = {key: value for key, value in GOOD[kind].items() if key != name}
            with pytest.raises(DataError, match=f"'{name}' is a required property"):
                check_bundle(kind, short)
    with pytest.raises(DataError, match="colour"):
        check_bundle(kind, {**GOOD[kind], "colour": "blue"})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused_and_never_printed(number):
    with pytest.raises(DataError, match="must be null, not NaN"):
        check_bundle("value", {**GOOD["value"], "value": number})
    with pytest.raises(DataError, match="must be null, not NaN"):
        check_bundle("table", {**GOOD["table"], "rows": [{"measure": "x", "own": number}]})


def test_every_kind_of_chart_and_block_passes():
    for kind, asked in requests().items():
        check_bundle("figure", figure(kind, asked))
    for block in easton().blocks:
        if block.bundle is not None:
            check_bundle(block.kind, block.bundle)


def test_bundles_are_found_by_their_type_and_nothing_else_is():
    data = {mime_type("table"): GOOD["table"], "text/plain": "x", "application/json": {}}

    assert bundles_in(data) == [("table", GOOD["table"])]
    assert mime_type("table") == "application/vnd.jsna.table.v1+json"
