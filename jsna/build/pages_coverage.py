"""The page of coverage: every indicator, the kinds of area that hold it, its years, its source."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jsna.build.book import Book
from jsna.build.downloads import safe
from jsna.build.naming import counted_word
from jsna.files import csv_text
from jsna.observations import protected_file
from jsna.records import (
    FIGURE_COLUMNS,
    PLACE_AMONG_WARDS,
    PRACTICES_SITED,
    AreaType,
    Indicator,
)
from jsna.theme.markup import kilobytes, site_address, text
from jsna.theme.tables import data_table
from jsna.words import listed

CSV = "data/coverage.csv"
"""Address of the same content as one file, from the root of the site."""
FILTER = "Type a word: the name of an indicator, a kind of area or a year"
_AT = {name: number for number, name in enumerate(FIGURE_COLUMNS)}
_COLUMNS = (
    ("indicator", "Indicator"),
    ("held_for", "Held for"),
    ("first", "First"),
    ("last", "Last"),
    ("periods", "Periods"),
    ("status", "Status"),
    ("source", "Source"),
)
_NO_FIGURES = "no area yet"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is held of one indicator. Rows without a value and places in a ranking do not count."""

    indicator: Indicator
    kinds: tuple[str, ...]
    """Kinds of area in words, small ones first: "wards", "wards until 2023", "country"."""
    practices_in: tuple[str, ...]
    """Likewise, where the figures are of patients of the practices sited there."""
    periods: tuple[str, ...]
    """Oldest first, as they are printed."""
    statuses: tuple[str, ...]


def coverage(book: Book) -> list[Coverage]:
    """Return what is held of each indicator, by theme and title."""
    order = sorted(
        book.catalogue.indicators.values(), key=lambda item: (item.theme, item.title.lower())
    )
    words = {area.area_code: _word(book, area.area_code) for area in book.areas}
    return [_of(book, indicator, words) for indicator in order]


def _word(book: Book, code: str) -> tuple[int, int, str]:
    """Return a kind of area as words, with its place in the order of kinds."""
    area = book.areas[code]
    place = list(AreaType).index(area.area_type)
    alike = [
        other
        for other in book.areas
        if other.area_type is area.area_type and other.area_set == area.area_set
    ]
    word = area.name if len(alike) == 1 else counted_word(area.area_type, len(alike))
    if area.is_current:
        return place, 0, word
    return place, 1, f"{word} until {area.valid_to[:4]}"


def _of(book: Book, indicator: Indicator, words: dict[str, tuple[int, int, str]]) -> Coverage:
    rows = [
        row
        for row in book.observations.rows_of.get(indicator.indicator_id, [])
        if row[_AT["value"]] and row[_AT["category_type"]] != PLACE_AMONG_WARDS
    ]
    sited = [row for row in rows if row[_AT["category_type"]] == PRACTICES_SITED]
    own = [row for row in rows if row[_AT["category_type"]] != PRACTICES_SITED]
    spans = {(row[_AT["period_end"]], row[_AT["period_start"]], row[_AT["period"]]) for row in rows}
    return Coverage(
        indicator=indicator,
        kinds=_kinds(own, words),
        practices_in=_kinds(sited, words),
        periods=tuple(dict.fromkeys(period for _, _, period in sorted(spans))),
        statuses=tuple(sorted({row[_AT["status"]] for row in rows})),
    )


def _kinds(
    rows: Iterable[Sequence[str]], words: dict[str, tuple[int, int, str]]
) -> tuple[str, ...]:
    codes = {row[_AT["area_code"]] for row in rows} & set(words)
    return tuple(word for _, _, word in sorted({words[code] for code in codes}))


def coverage_page(book: Book, slot: Callable[[str], str]) -> str:
    """Return the page: one table for each theme, with its download."""
    items = coverage(book)
    size = len(coverage_csv(book).encode("utf-8"))
    empty = sum(not item.kinds and not item.practices_in for item in items)
    sited = sum(bool(item.practices_in) for item in items)
    practices = (
        f" {sited} of them tell of the patients of GP practices by where the practice is, wherever "
        "the patients live: they are no figures of an area's residents."
        if sited
        else ""
    )
    without = f" {empty} of them have no figures yet." if empty else ""
    parts = [
        "# What figures we hold",
        "```{admonition} In plain English\n:class: plain\n"
        "Each table lists what we can show, for which kinds of area and for which years.\n"
        "Where a kind of area is not named, we have no figure for it.\n```",
        f"The catalogue has {len(items)} indicators.{without}{practices} What is missing, and how "
        "each gap will be filled when the figures are brought in again, stands in "
        "[What is not known](/about/not-known.md). What the words for status mean stands in "
        "[How to read this book](/about/how-to-read.md).",
        slot(_download(CSV, "All tables as one file", size)),
    ]
    if (protected := protected_file(book.project)).exists():
        address, length = f"data/figures/{protected.name}", protected.stat().st_size
        parts.append(slot(_download(address, "All figures that we protected ourselves", length)))
    for theme in dict.fromkeys(item.indicator.theme for item in items):
        alike = [item for item in items if item.indicator.theme == theme]
        path = book.project.data / "figures" / f"{theme}.csv"
        parts.append(f"(coverage-{theme})=\n## {theme_title(theme)}")
        html = data_table(_table(book, theme, alike))
        if path.exists():
            title = f"All figures on {theme_title(theme).lower()}"
            html += _download(f"data/figures/{path.name}", title, path.stat().st_size)
        parts.append(slot(html))
    return "\n\n".join(parts) + "\n"


def theme_title(theme: str) -> str:
    """Return a theme's file name as a heading."""
    return theme.replace("_", " ").capitalize()


def _download(address: str, title: str, size: int) -> str:
    return (
        f'<p class="tools"><a href="{site_address(address)}" download>{text(title)} '
        f"(CSV, {kilobytes(size)})</a></p>\n"
    )


def _table(book: Book, theme: str, items: Iterable[Coverage]) -> dict[str, object]:
    """Return one theme as a table that `data_table` can draw."""
    rows = [_unbroken(_row(book, item)) for item in items]
    columns = [
        {"name": name, "title": title, "type": "text", "header": name == "indicator"}
        for name, title in _COLUMNS
    ]
    title = theme_title(theme)
    return {
        "headline": title,
        "subtitle": f"{title}: {len(rows)} indicators, the kinds of area that hold them, "
        "their periods, status and source",
        "columns": columns,
        "rows": rows,
    }


def _unbroken(row: dict[str, str]) -> dict[str, str]:
    """Return a row whose periods stay on one line: "2015-19" with a hyphen that does not break."""
    return row | {name: row[name].replace("-", "\u2011") for name in ("first", "last")}


def _row(book: Book, item: Coverage) -> dict[str, str]:
    return {
        "indicator": item.indicator.title,
        "held_for": _held_for(item),
        "first": item.periods[0] if item.periods else "",
        "last": item.periods[-1] if item.periods else "",
        "periods": str(len(item.periods)),
        "status": ", ".join(item.statuses),
        "source": book.catalogue.sources[item.indicator.source_id].label,
    }


def _held_for(item: Coverage) -> str:
    parts = [listed(list(item.kinds))] if item.kinds else []
    if item.practices_in:
        parts.append(f"patients of the practices in {listed(list(item.practices_in))}")
    return "; ".join(parts) or _NO_FIGURES


def coverage_csv(book: Book) -> str:
    """Return the same content as one CSV, with the indicator's id and its theme."""
    rows = [
        {"indicator_id": item.indicator.indicator_id, "theme": item.indicator.theme}
        | safe(_row(book, item))
        for item in coverage(book)
    ]
    return csv_text(["indicator_id", "theme", *(name for name, _ in _COLUMNS)], rows)
