"""The page that says how good our own figures are: back tests, and the error of ward figures."""

from collections.abc import Callable, Sequence

from jsna.build.book import Book
from jsna.quality import (
    APPORTIONED_BY,
    BACK_TESTS,
    CHECKS,
    WARD_ERRORS,
    BackTest,
    Check,
    WardError,
    load_back_tests,
    load_ward_errors,
    mean_error,
)
from jsna.theme.markup import kilobytes, site_address, text
from jsna.theme.tables import data_table
from jsna.words import number

Slot = Callable[[str], str]
USED = (APPORTIONED_BY, "postcodes")
"""Methods by which ward figures of this book are made: shares of people, counts of homes."""
TOTALS = "Residents"
_NONE = "No such comparison is held in this edition."


def downloads(book: Book) -> dict[str, str]:
    """Return address -> text of the two tables behind the page, where they have been made."""
    folder = book.project.data / "quality"
    return {
        f"data/quality/{name}": (folder / name).read_text(encoding="utf-8")
        for name in (BACK_TESTS, WARD_ERRORS)
        if (folder / name).exists()
    }


def quality_parts(book: Book, slot: Slot) -> dict[str, str]:
    """Return what stands in place of each marker of book/about/quality.md.

    A part says so where its table has not been made.
    """
    tests, errors = load_back_tests(book.project), load_ward_errors(book.project)
    parts = dict.fromkeys(("back-tests", "error-by-method", "error-by-ward"), _NONE)
    if tests:
        parts["back-tests"] = _back_tests(tests, slot, book)
    if errors:
        parts["error-by-method"] = slot(_by_method(errors))
        parts["error-by-ward"] = slot(
            _by_ward(errors, book) + _download(book, WARD_ERRORS, "All measured errors")
        )
    return parts


def _back_tests(tests: Sequence[BackTest], slot: Slot, book: Book) -> str:
    indicators = len({test.indicator_id for test in tests})
    said = (
        f"{number(len(tests), 0)} figures of {indicators} indicators were compared. "
        f"{number(sum(test.holds for test in tests), 0)} of them agree."
    )
    rows = [_check_row(tests, check) for check in CHECKS]
    columns = [
        ("check", "What was compared"),
        ("how", "How"),
        ("figures", "Figures"),
        ("indicators", "Indicators"),
        ("largest", "Largest difference"),
        ("tolerance", "Tolerance"),
    ]
    table = simple_table("Back tests", "Our figures beside published ones", columns, rows)
    return "\n\n".join([said, slot(table + _download(book, BACK_TESTS, "All back tests"))])


def _check_row(tests: Sequence[BackTest], check: Check) -> dict[str, str]:
    own = [test for test in tests if test.check_id == check.check_id]
    largest = max((abs(test.difference) for test in own), default=0.0)
    return {
        "check": check.title,
        "how": check.how,
        "figures": str(len(own)),
        "indicators": str(len({test.indicator_id for test in own})),
        "largest": shown(largest),
        "tolerance": check.tolerance,
    }


def shown(size: float) -> str:
    """Return a difference with two significant figures: "0", "17", "0.00046"."""
    if size < 1e-9:
        return "0"
    if size >= 10:
        return number(size, 0)
    decimals = 1
    while size * 10**decimals < 10:
        decimals += 1
    return number(size, decimals).rstrip("0").rstrip(".")


def _by_method(errors: Sequence[WardError]) -> str:
    keys = list(dict.fromkeys((item.family, item.method, item.unit) for item in errors))
    rows = []
    for family, method, unit in keys:
        own = [item for item in errors if (item.family, item.method) == (family, method)]
        largest = max(abs(item.error) for item in own)
        rows.append(
            {
                "family": family,
                "method": method,
                "wards": str(len(own)),
                "mean": _size(mean_error(own), unit),
                "largest": _size(largest, unit),
            }
        )
    columns = [
        ("family", "Kind of figure"),
        ("method", "Method"),
        ("wards", "Wards"),
        ("mean", "Mean error"),
        ("largest", "Largest error"),
    ]
    return simple_table("Error by method", "Ward figures made of small areas", columns, rows)


def _size(error: float, unit: str) -> str:
    return f"{number(error, 1)} points" if unit == "points" else f"{number(error, 1)}%"


def _by_ward(errors: Sequence[WardError], book: Book) -> str:
    used = {
        (item.area_code, item.family): item
        for item in errors
        if item.method == (USED[1] if item.family == TOTALS else USED[0])
    }
    families = list(dict.fromkeys(family for _, family in used))
    codes = sorted({code for code, _ in used}, key=lambda code: book.areas[code].name)
    rows = [
        {"ward": book.areas[code].name}
        | {f"f{place}": _signed(used[code, family]) for place, family in enumerate(families)}
        for code in codes
    ]
    columns = [("ward", "Ward")]
    columns += [(f"f{place}", family) for place, family in enumerate(families)]
    return simple_table("Error by ward", "Ours less the published figure", columns, rows)


def _signed(item: WardError) -> str:
    sign = "+" if item.error > 0 else ""
    return f"{sign}{_size(item.error, item.unit)}"


def simple_table(
    headline: str, subtitle: str, columns: Sequence[tuple[str, str]], rows: list[dict[str, str]]
) -> str:
    """Return a table whose first column is its header."""
    return data_table(
        {
            "headline": headline,
            "subtitle": subtitle,
            "columns": [
                {"name": name, "title": title, "type": "text", "header": place == 0}
                for place, (name, title) in enumerate(columns)
            ],
            "rows": rows,
        }
    )


def _download(book: Book, name: str, title: str) -> str:
    address = f"data/quality/{name}"
    size = (book.project.data / "quality" / name).stat().st_size
    return (
        f'<p class="tools"><a href="{site_address(address)}" download>{text(title)} '
        f"(CSV, {kilobytes(size)})</a></p>\n"
    )
