"""Bundles to the HTML of a page: figures, tables, cards and registers, every word escaped.

Pure: nothing here reads a file, and links start at the marker `ROOT`, so that the same figure has
the same text, and so the same slot name, on every page it stands on.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jsna.bundles import Bundle, is_long
from jsna.theme.markup import LEVEL, LICENCE_WORDS, ROOT, kilobytes, site_address, text
from jsna.theme.registers import register_slot
from jsna.theme.tables import cards, data_table, kind_words

__all__ = [
    "LEVEL",
    "ROOT",
    "Download",
    "Image",
    "Layout",
    "figure_slot",
    "register_slot",
    "slot_comment",
    "slot_name",
    "table_slot",
]

Layout = Literal["wide", "phone"]

PHONE_WIDTH = 600
"""Up to this window width in pixels the phone layout of a chart is shown."""

NOTES_SHOWN = 2
"""More notes than this are folded away; estimates stay marked beside the headline."""

STATUS_WORDS = {
    "apportioned": "Apportioned estimate",
    "approximate": "Approximate",
    "modelled": "Modelled estimate",
    "suppressed": "Some figures suppressed at source",
    "withheld": "Some figures withheld",
    "missing": "Some figures missing",
}
"""What is said wherever a value is not simply official or computed from official figures."""


@dataclass(frozen=True, slots=True)
class Image:
    """One layout of a chart as a file; the address starts at the root of the site."""

    href: str
    width: int
    height: int
    script: str = ""
    """Address of the script that holds the chart's specification; "" where it cannot go live."""


@dataclass(frozen=True, slots=True)
class Download:
    """The CSV behind a figure: address from the root of the site, name of the data, size."""

    href: str
    name: str
    bytes: int


def slot_name(html: str) -> str:
    """Return the name of a slot's file without ending: 32 hex digits of its content's hash."""
    return hashlib.sha256(html.encode("utf-8")).hexdigest()[:32]


def slot_comment(html: str) -> str:
    """Return the line of Markdown that stands for a slot; put blank lines around it."""
    return f"<!-- fig {slot_name(html)} -->"


def figure_slot(
    bundle: Bundle,
    images: Mapping[Layout, Image],
    csv: Download,
) -> str:
    """Return one chart with everything a reader needs around it.

    Args:
        bundle: as in jsna/schemas/bundle-figure.json.
        images: the drawn chart per layout, both `wide` and `phone`.
        csv: the figure's data.
    """
    name = text(bundle["id"])
    can_go_live = all(image.script for image in images.values())
    host = (
        f'<div class="chart" data-alt="{text(bundle["alt"])}"{_live_data(images)}>\n'
        f"{_picture(bundle, images)}</div>\n"
    )
    twin = (
        f"<details><summary>Show the figures as a table"
        f'<span class="vh"> of this {kind_words(bundle)}: {text(bundle["headline"])}</span>'
        "</summary>\n"
        f"{data_table(bundle)}</details>\n"
    )
    return (
        f'<figure class="fig" id="{name}" aria-labelledby="{name}-h">\n'
        f"{_caption(bundle)}{host}{_tools(bundle, csv, explore=can_go_live)}"
        f"{_notes(bundle)}{twin}{_source_line(bundle)}</figure>\n"
    )


def table_slot(bundle: Bundle, csv: Download) -> str:
    """Return a table with headline, notes, source and CSV.

    Tagged `page-one` it becomes cards. A long one (`jsna.bundles.is_long`) is folded away with all
    that belongs to it, behind words that say how many figures it holds.
    """
    name = text(bundle["id"])
    as_cards = "page-one" in bundle.get("tags", [])
    body = cards(bundle) if as_cards else data_table(bundle)
    body += f"{_tools(bundle, csv, explore=False)}{_notes(bundle)}{_source_line(bundle)}"
    kind = "facts" if as_cards else "tab long" if is_long(bundle) else "tab"
    if is_long(bundle):
        what = f'<span class="vh"> of the table: {text(bundle["headline"])}</span>'
        words = f"Show all {len(bundle['rows'])} rows{what}"
        body = f'<details class="rows"><summary>{words}</summary>\n{body}</details>\n'
    return (
        f'<figure class="fig {kind}" id="{name}" aria-labelledby="{name}-h">\n'
        f"{_caption(bundle)}{body}</figure>\n"
    )


def _caption(bundle: Bundle) -> str:
    """Headline, statistical subtitle and, where a value is an estimate, that in words."""
    name = text(bundle["id"])
    words = [STATUS_WORDS[status] for status in bundle["statuses"] if status in STATUS_WORDS]
    badges = "".join(f"<li>{text(word)}</li>" for word in words)
    return (
        f'<figcaption>\n<h{LEVEL} class="headline" id="{name}-h">{text(bundle["headline"])}'
        f"</h{LEVEL}>\n"
        f'<p class="subtitle">{text(bundle["subtitle"])}</p>\n'
        + (f'<ul class="badges" aria-label="Kind of figure">{badges}</ul>\n' if badges else "")
        + "</figcaption>\n"
    )


def _picture(bundle: Bundle, images: Mapping[Layout, Image]) -> str:
    wide, phone = images["wide"], images["phone"]
    return (
        f'<picture><source media="(max-width: {PHONE_WIDTH}px)" '
        f'srcset="{site_address(phone.href)}" '
        f'width="{phone.width}" height="{phone.height}">'
        f'<img src="{site_address(wide.href)}" width="{wide.width}" height="{wide.height}" '
        f'alt="{text(bundle["alt"])}" loading="lazy" decoding="async"></picture>\n'
    )


def _tools(bundle: Bundle, csv: Download, *, explore: bool) -> str:
    """Link to the data, link to this place, and the button that needs the script."""
    name = text(bundle["id"])
    button = (
        f'<button type="button" class="explore" aria-describedby="{name}-h">'
        "Explore this chart</button>"
        if explore
        else ""
    )
    kind = kind_words(bundle)
    return (
        f'<p class="tools"><a href="{site_address(csv.href)}" download>'
        f'Download the data<span class="vh"> of this {kind}: {text(csv.name)}</span> '
        f"(CSV, {kilobytes(csv.bytes)})</a> "
        f'<a class="anchor" href="#{name}">Link to this'
        f'<span class="vh"> {kind}: {text(bundle["headline"])}</span></a> {button}</p>\n'
    )


def _notes(bundle: Bundle) -> str:
    """Notes as a list; more than `NOTES_SHOWN` wait behind a summary that counts them."""
    notes = bundle["notes"]
    if not notes:
        return ""
    items = "".join(f"<li>{text(note)}</li>" for note in notes)
    listed = f'<ul class="notes" aria-label="Notes">{items}</ul>\n'
    if len(notes) <= NOTES_SHOWN:
        return listed
    about = f"{kind_words(bundle)}: {text(bundle['headline'])}"
    return (
        f'<details class="about"><summary>How far these figures can be trusted: {len(notes)} notes'
        f'<span class="vh"> on this {about}</span></summary>\n{listed}</details>\n'
    )


def _source_line(bundle: Bundle) -> str:
    return f'<p class="source">Source: {"; ".join(map(_source, bundle["sources"]))}.</p>\n'


def _source(source: Mapping[str, Any]) -> str:
    """One source: label, period, when it was released if that is known, licence."""
    parts = [source["label"], source["period"]]
    if source["released_on"]:
        parts.append(f"released {source['released_on']}")
    parts.append(LICENCE_WORDS.get(source["licence"], source["licence"]))
    return ", ".join(text(part) for part in parts if part)


def _live_data(images: Mapping[Layout, Image]) -> str:
    """Where the script lies that brings each layout to life."""
    return "".join(
        f' data-{layout}="{site_address(image.script)}"'
        for layout, image in sorted(images.items())
        if image.script
    )
