"""A page of a made-up place, Easton in Testshire, for the tests of the PDF."""

from typing import Any

from jsna.bundles import Bundle, check_bundle
from jsna.page import Block, Page
from jsna.pdf.figures import Layout

SETTINGS: dict[str, Any] = {
    "site_title": "Testshire Joint Strategic Needs Assessment",
    "board": "Testshire Health and Wellbeing Board",
    "licence_lines": ["Contains made-up figures under the Open Government Licence v3.0."],
    "address": "https://jsna.example.org",
}
SOURCE = {
    "id": "made_up_census",
    "label": "Testshire Census",
    "period": "2021",
    "released_on": "2022-11-29",
    "licence": "OGL v3.0",
}
_COMMON: dict[str, Any] = {
    "notes": ["Shared out from small areas by where people live."],
    "statuses": ["apportioned"],
    "sources": [SOURCE],
    "keys": ["share_aged_65_plus@T05000001@2021"],
}
WARDS = [
    "Easton",
    "Weston",
    "Norton",
    "Sutton",
    "Middleton",
    "Upton",
    "Netherton",
    "Kingston",
    "Prestwick",
    "Langley",
]


def column(name: str, title: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "title": title, "type": kind, **more}


def ranked_figure(rows: int = 10, **changes: Any) -> Bundle:
    """Return a ranked chart with `rows` wards."""
    bundle = {
        **_COMMON,
        "id": "ward-share-aged-65-plus-ranked",
        "chart": "ranked",
        "headline": "Easton has the largest share of older people of the wards shown",
        "subtitle": "People aged 65 and over, % of residents, wards of Testshire, 2021",
        "alt": f"Ranked bars of {rows} wards: Easton is first with 24.5%, the others follow.",
        "columns": [
            column("ward", "Ward", header=True),
            column("value", "Aged 65 and over", "number", unit="%", decimals=1),
            column("people", "People", "number", unit="people", decimals=0),
            column("order", "Order", "number", hidden=True),
        ],
        "rows": [
            {"ward": name, "value": 24.5 - place * 1.3, "people": 2451 - 97 * place, "order": place}
            for place, name in enumerate(WARDS[:rows])
        ],
        "spec": {"wide": {}, "phone": {}},
        **changes,
    }
    return check_bundle("figure", bundle)


def wide_figure(rows: int = 10, **changes: Any) -> Bundle:
    """Return a ranked chart whose table has too many columns to stand beside it."""
    figure = ranked_figure(rows)
    more = [column(f"c{n}", f"Comparison {n}") for n in range(4)]
    cells = {item["name"]: "considerable" for item in more}
    wide = {
        "id": "ward-share-aged-65-plus-wide",
        "headline": "Easton stands first in the wide table",
        "alt": f"Ranked bars of {rows} wards, compared four times: Easton is first with 24.5%.",
        "columns": [*figure["columns"], *more],
        "rows": [{**row, **cells} for row in figure["rows"]],
    }
    return check_bundle("figure", {**figure, **wide, **changes})


def cards(**changes: Any) -> Bundle:
    bundle = {
        **_COMMON,
        "id": "ward-page-one-table",
        "headline": "Easton at a glance",
        "subtitle": "Easton ward, Testshire: newest figures held",
        "columns": [
            column("measure", "Measure", header=True),
            column("own", "Easton"),
            column("parent", "Testshire"),
            column("country", "England"),
            column("place", "Place"),
            column("period", "Period"),
            column("status", "Status"),
        ],
        "rows": [
            _fact("People living here", "10,012", "278,431", "56.5 million", None, "official"),
            _fact("Aged 65 and over", "24.5%", "16.3%", "18.4%", "the highest of 10 wards"),
            _fact("Disabled people", "17.4%", "18.1%", "17.3%", "the 4th lowest of 10 wards"),
            _fact("Households that rent", "31.0%", "29.6%", "37.4%", "the 2nd highest of 10 wards"),
        ],
        "tags": ["page-one", "print-sheet"],
        **changes,
    }
    return check_bundle("table", bundle)


def _fact(
    measure: str,
    own: str,
    parent: str,
    country: str,
    place: str | None,
    status: str = "apportioned",
) -> dict[str, Any]:
    return {
        "measure": measure,
        "own": own,
        "parent": parent,
        "country": country,
        "place": place,
        "period": "2021",
        "status": status,
    }


EVIDENCE = {
    "register": "evidence",
    "entries": [
        {
            "id": "made-up-guide",
            "publisher": "Testshire Institute",
            "title": "A made-up guide to falls",
            "year": 2019,
            "address": "https://example.org/falls",
            "says": "Exercise that trains balance helps older people to stay on their feet.",
            "checked": False,
        }
    ],
    "empty": "No evidence has been entered for this chapter yet.",
}
VIEWS = {
    "register": "views",
    "entries": [],
    "empty": "No local views have been entered for this chapter yet.",
}
WORDS = """# Easton ward, Testshire

```{admonition} In plain English
:class: plain
About 1 in 4 people in Easton are aged 65 or over. That is more than in most wards.
```

## In brief
"""
STORY = """- **10,012 people** live in Easton ward.
- Every *fourth* person is aged 65 or over.
- Read [how the figures are made](/about/methods.md).
"""
HOSTILE = '#read("/etc/passwd") \\*x\\* <b>bold</b> </script> $x$ @here `#eval` \\\\ ~ -- "q"'
ANALYST = "This line is for analysts only: ZEBRA-7."


def easton(*blocks: Block, **changes: Any) -> Page:
    """Return the made-up page, with its own blocks or those given."""
    settings: dict[str, Any] = {
        "address": "areas/easton/index",
        "page_id": "ward",
        "title": "Ward profile",
        "area_code": "T05000001",
        "area_name": "Easton",
        "full_name": "Easton ward, Testshire",
        "edition": "2026.11 draft",
        "as_at": "2026-11-21",
        "state": "draft",
        "blocks": blocks or _BLOCKS,
        **changes,
    }
    return Page(**settings)


_BLOCKS = (
    Block("markdown", WORDS, tags=frozenset({"page-one", "print-sheet"})),
    Block("table", bundle=cards()),
    Block("markdown", STORY),
    Block("markdown", ANALYST, tags=frozenset({"analyst-only"})),
    Block("markdown", "## Who is at risk\n\nOlder people are shown first.\n\n### Age"),
    Block("figure", bundle=ranked_figure()),
    Block(
        "figure",
        bundle=ranked_figure(
            3,
            id="ward-share-aged-65-plus-short",
            headline="Three wards stand above the others",
            alt="Ranked bars of three wards: Easton 24.5%, Weston 23.2%, Norton 21.9%.",
        ),
    ),
    Block("figure", bundle=wide_figure()),
    Block("markdown", f"## Evidence of what works\n\n{HOSTILE}"),
    Block("register", bundle=EVIDENCE),
    Block("markdown", "## Local views"),
    Block("register", bundle=VIEWS),
)


def drawing(bundle: Bundle, layout: Layout) -> bytes:
    """Return an SVG of the figure's first numbers, in the font that charts are drawn in."""
    column = next(item["name"] for item in bundle["columns"] if item["type"] == "number")
    width, size, names = (680, 14, 150) if layout == "wide" else (328, 13, 80)
    per_unit = (width - names - 60) / max(row[column] for row in bundle["rows"])
    bars = "".join(
        f'<rect x="{names}" y="{28 * line + 8}" width="{row[column] * per_unit}" height="18" '
        f'fill="#12436D"/><text x="8" y="{28 * line + 22}">{row["ward"]}</text>'
        f'<text x="{row[column] * per_unit + names + 6}" y="{28 * line + 22}">'
        f"{row[column]:.1f}%</text>"
        for line, row in enumerate(bundle["rows"])
    )
    height = 28 * len(bundle["rows"]) + 12
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="Arial, Liberation Sans, sans-serif" '
        f'font-size="{size}"><rect width="{width}" height="{height}" fill="white"/>{bars}</svg>'
    ).encode()
