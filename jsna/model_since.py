"""What a page says of the model's last edition: results then and now, and why they differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from jsna.bundles import Bundle
from jsna.edition_changes import NO_DECISION, Moved
from jsna.model_figures import notes_of, sources_of
from jsna.model_numbers import ABOUT_SAME, difference, is_nothing, significant
from jsna.projection import FLOW_SOURCES, LABEL, MODELLED, SAME, Projection, Since
from jsna.records import Area, Source, slug
from jsna.words import NOT_HELD, Phrase

FIRST = "This is the first edition with a model, so there is nothing to set it beside yet"
NONE = "No decision"
_WHY = ("new figures", "new figures and changed rules")


def results_table(
    projection: Projection,
    area: Area,
    outputs: Sequence[str],
    page: str,
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> Bundle:
    """Return this edition's results: start and end without a decision.

    What each scenario changes at the end, against no decision, stands in the download only.
    """
    shown = [output for output in outputs if output in projection.outputs]
    first, last = _ends(projection, shown[0])
    number = {"type": "number", "unit": None, "decimals": None, "hidden": True}
    rows = [
        {
            "measure": found.title,
            "first": significant(found.base[0], found.decimals),
            "last": significant(found.base[-1], found.decimals),
            **{
                f"change_{key}": _number(change[found.id].change, found.decimals)
                for key, (_, _, change) in projection.scenarios.items()
            },
        }
        for found in (projection.outputs[output] for output in shown)
    ]
    return {
        "id": f"{slug(page)}-results-{_part(shown)}-table",
        "headline": f"This edition's results without a decision{_where(shown)}: {area.name}",
        "subtitle": f"{area.full_name}, {first} and {last}; {LABEL}",
        "columns": [
            {"name": "measure", "title": "Measure", "type": "text", "header": True},
            {"name": "first", "title": str(first), "type": "text"},
            {"name": "last", "title": str(last), "type": "text"},
            *(
                {"name": f"change_{key}", "title": f"Change by {title}", **number}
                for key, (title, _, _) in projection.scenarios.items()
            ),
        ],
        "rows": rows,
        "notes": [
            *notes_of(projection),
            f"The download adds what each set of decisions changes in {last}",
        ],
        **_end(projection, shown, sources, tags),
    }


def compared_table(
    projection: Projection,
    area: Area,
    outputs: Sequence[str],
    page: str,
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> Bundle:
    """Return each result in the last edition and in this one, and why they differ."""
    since = _held(projection)
    found = _shown(projection, outputs)
    why = _WHY[not since.same_rules]
    texts = {
        "decisions": "Decisions",
        "measure": "Measure",
        "then": f"Edition {since.edition}",
        "now": "This edition",
        "difference": "Difference",
        "figures": f"Of it from {why}",
        "numbers": "Of it from changed numbers of the model",
    }
    return {
        "id": f"{slug(page)}-compared-{_part(outputs)}-table",
        "headline": f"This edition beside {since.edition}{_where(outputs)}: {area.name}",
        "subtitle": f"At the end of the model, {area.full_name}; {LABEL}",
        "columns": [
            {"name": name, "title": title, "type": "text", "header": name == "decisions"}
            for name, title in texts.items()
        ],
        "rows": [_row(projection, each) for each in found],
        "notes": [
            "No decision: the result itself. Other rows: what the decisions change in it",
            "Numbers are rounded, so they may not add up",
            "A difference is no finer than the numbers that it lies between",
            *_years(projection, since, found),
            *notes_of(projection),
        ],
        **_end(projection, outputs, sources, tags),
    }


def changed_table(
    projection: Projection, page: str, sources: Mapping[str, Source], tags: Sequence[str]
) -> Bundle:
    """Return which numbers and sets of decisions of the model were added, removed or changed.

    Each row names its own source.
    """
    since = _held(projection)
    texts = {
        "title": "What",
        "what": "Added, removed or changed",
        "then": f"Edition {since.edition}",
        "now": "This edition",
        "source": "Source",
    }
    rows = [
        {
            "title": change["title"],
            "what": change["what"],
            "then": _value(change, "then"),
            "now": _value(change, "now"),
            "source": change["source"],
        }
        for change in since.changes
    ]
    same = dict.fromkeys(texts, "") | {"title": "Nothing", "what": "no change"}
    return {
        "id": f"{slug(page)}-changed-table",
        "headline": f"What changed in the model itself since edition {since.edition}",
        "subtitle": "Numbers of the model and sets of decisions, all areas",
        "columns": [
            {"name": name, "title": title, "type": "text", "header": name == "title"}
            for name, title in texts.items()
        ],
        "rows": rows or [same],
        "notes": [
            "Each row names where its number comes from. Below stand the sources of what the model "
            "starts from",
            *([] if since.same_rules else ["The model's rules have changed too"]),
        ],
        **_end(projection, (), sources, tags),
    }


def said_since(projection: Projection, outputs: Sequence[str]) -> Phrase:
    """Return in a few sentences how these results stand beside the last edition's."""
    since = projection.since
    if since is None:
        return _phrase(FIRST)
    text = f"Edition {since.edition} is set beside this one. {_said_changes(since)}. "
    seen = [each for each in _shown(projection, outputs) if _is_seen(projection, each)]
    if not seen:
        return _phrase(f"{text}No result shown here moved by more than its rounding")
    most = max(seen, key=_share)
    row = _row(projection, most)
    what = f"{row['measure']} with no decision"
    if most.scenario != NO_DECISION:
        what = f"{row['measure']}, as changed by the decisions {row['decisions']}"
    why = _because(since, most)
    return _phrase(f"{text}What moved most: {what} ({row['then']} then, {row['now']} now{why})")


def _is_seen(projection: Projection, each: Moved) -> bool:
    """Return whether a result that was held then is another one now, as printed."""
    row = _row(projection, each)
    has_moved = row["then"] != row["now"] and row["difference"] != ABOUT_SAME
    return each.then is not None and has_moved


def _phrase(text: str) -> Phrase:
    return Phrase(text, "not_compared", MODELLED, ())


def _said_changes(since: Since) -> str:
    counts = {
        what: sum(change["what"] == what for change in since.changes)
        for what in ("changed", "added", "removed")
    }
    if not since.changes:
        return "The model's numbers and sets of decisions are the same"
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"Of the model's numbers and sets of decisions: {told}"


def _because(since: Since, most: Moved) -> str:
    """Return which of the two reasons makes more of a difference; "" where it cannot be told."""
    if most.figures is None or most.numbers is None:
        return ""
    why, parts = _WHY[not since.same_rules], (abs(most.figures), abs(most.numbers))
    reasons = (why, "changed numbers of the model")
    mostly = reasons[parts[1] > parts[0]]
    other = min(parts) > SAME * max(parts)
    return f", {'mostly' if other else 'all'} from {mostly}"


def _share(each: Moved) -> float:
    """Return the difference as a share of the larger of then and now."""
    largest = max(abs(each.then or 0.0), abs(each.now))
    return abs(each.difference or 0.0) / largest if largest else 0.0


def _shown(projection: Projection, outputs: Sequence[str]) -> list[Moved]:
    return [each for each in _held(projection).moved if each.output in outputs]


def _row(projection: Projection, each: Moved) -> dict[str, str]:
    about = projection.outputs[each.output]
    decimals = about.decimals

    def apart(value: float | None) -> str:
        if value is None or each.then is None:
            return NOT_HELD
        return difference(value, each.then, each.now, decimals)

    whole = apart(each.difference)
    return {
        "decisions": _decisions(projection, each.scenario),
        "measure": about.title,
        "then": NOT_HELD if each.then is None else significant(each.then, decimals),
        "now": significant(each.now, decimals),
        "difference": ABOUT_SAME if is_nothing(whole) else whole,
        "figures": apart(each.figures),
        "numbers": apart(each.numbers),
    }


def _decisions(projection: Projection, scenario: str) -> str:
    return projection.scenarios[scenario][0] if scenario else NONE


def _years(projection: Projection, since: Since, found: Sequence[Moved]) -> list[str]:
    """Return that the two editions end in different years, where they do."""
    last = _ends(projection, found[0].output)[1] if found else 0
    module = "flow" if _part([each.output for each in found]) == "flow" else "population"
    then = since.years.get(module, (last, last))[1]
    return [f"Edition {since.edition} ended in {then}, this one in {last}"] if then != last else []


def _value(change: Mapping[str, Any], when: str) -> str:
    """Return a number of the model with its unit; a scenario has none."""
    value = change[when]
    if value is None:
        return ""
    unit = "" if change["unit"] == "1" else f" {change['unit']}"
    return f"{value:.6g}{unit}"


def _held(projection: Projection) -> Since:
    assert projection.since is not None, "`tells` asks first"
    return projection.since


def _ends(projection: Projection, output: str) -> tuple[int, int]:
    years = projection.outputs[output].years
    return int(years[0]), int(years[-1])


def _part(outputs: Sequence[str]) -> str:
    return "flow" if "beds_used" in outputs else "need"


def _where(outputs: Sequence[str]) -> str:
    return ", hospital" if _part(outputs) == "flow" else ""


def _number(value: float, decimals: int) -> float:
    return round(value, decimals) if decimals else float(f"{value:.2g}")


def _end(
    projection: Projection,
    outputs: Sequence[str],
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> dict[str, Any]:
    """Return what all these tables end with."""
    ids = FLOW_SOURCES if _part(outputs) == "flow" else projection.sources
    return {
        "statuses": ["modelled"],
        "sources": sources_of(projection, sources, ids),
        "keys": [],
        "tags": [tag for tag in tags if tag != "setup"],
    }
