"""What may stand in a notebook's prose: no typed-in figures, no judgement that data did not make.

Pure functions over text. Each `find_` function returns the first thing that breaks a rule, as it
stands in the text, or None.
"""

import re

_LINKS = re.compile(r"!?\[[^\]]*\]\([^)]*\)|<(?:https?|mailto):[^>]*>|https?://\S+")
_ROLES = re.compile(r"\{[\w:+-]+\}`[^`]*`")
_CODE = re.compile(r"`[^`\n]*`")
_FENCES = re.compile(r"^(```+|~~~+).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_HTML = re.compile(r"<(?!(?:https?|mailto):)[A-Za-z/!?][^\n>]*>?")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t#]*$", re.MULTILINE)

_MONTHS = "January February March April May June July August September October November December"
_NOT_A_SHARE = (
    r"(?!\d|[.,]\d|\s?(?:%|per\s?cent|percentage|points?|in\s\d|times|people|persons|residents|"
    r"adults|children|households|homes|wards|deaths))"
)
_ALLOWED_DIGITS = re.compile(
    "|".join(
        (
            r"\b[Tt]ype [12]\b",
            r"\bCore20PLUS5\b",
            r"\bCOVID-19\b",
            r"\bPM(?:2\.5|10)\b",
            r"\bKey Stage [1-4]\b",
            r"\bYear (?:[1-9]|1[0-3])\b",  # a school year
            r"\b95% (?:confidence|limits?)\b",
            rf"\b\d{{1,2}} (?:{_MONTHS.replace(' ', '|')})\b",  # the year is allowed below
            r"\b(?:mid-)?(?:19|20)\d\d(?:[/\u2013-](?:(?:19|20)\d\d|\d\d))?" + _NOT_A_SHARE,
            r"\b[Aa]ged? \d{1,3}(?: (?:to|and) \d{1,3})?" + _NOT_A_SHARE,
            r"(?<!from )\b\d{1,2} to \d{1,3}" + _NOT_A_SHARE,
            r"\b(?:under|over) \d{1,2}s?\b" + _NOT_A_SHARE,
            r"\b\d{1,3}\+" + _NOT_A_SHARE,
            r"\b\d{1,3} (?:years? old|and over|or over|and under)\b",
            r"^[ \t]*\d+\.(?=[ \t])",  # a numbered list
        )
    ),
    re.MULTILINE,
)
"""Years, ages and names. Every other digit in prose is a typed-in figure."""

_COMPARATIVE_WORDS = (
    r"better|best|worse|worst|improve|improves|improved|improving|worsen|worsens|worsened|"
    r"worsening|higher|highest|lower|lowest|greater|greatest|smaller|smallest|larger|largest|"
    r"bigger|biggest|more|most|fewer|fewest|less|least|majority|rise|rises|rising|rose|risen|"
    r"falling|fell|fallen|grow|grows|growing|grew|grown|increase|increases|increasing|increased|"
    r"decrease|decreases|decreasing|decreased|decline|declines|declining|declined|shrink|"
    r"shrinks|shrinking|shrank|twice|double|doubles|doubled|doubling|treble|trebled|halve|"
    r"halved|halving|faster|slower|outperform|outperforms"
)
_COMPARATIVE_PHRASES = (
    r"(?:above|below)[- ]average",
    r"(?:half|a third|a quarter|a fifth|a tenth|two thirds|three quarters) of",
    r"(?:one|two|three|four|five|six|seven|eight|nine) in (?:two|three|four|five|six|seven|eight|"
    r"nine|ten|twenty|a hundred)",
)
COMPARATIVE = re.compile(
    rf"\b(?:{_COMPARATIVE_WORDS}|{'|'.join(_COMPARATIVE_PHRASES)})\b", re.IGNORECASE
)
"""Words that claim a comparison, a trend or a share: only {say} may print them."""

_FIXED_PHRASES = re.compile(
    r"\b(?:most deprived|least deprived|at most|at least|most recent|more (?:information|detail)|"
    r"more about|(?:read|learn|find out) more|no more|once more|any more|best fit|best start|"
    r"less than full|lower[- ]layer|upper[- ]tier|lower[- ]tier|lower limits?|older people)\b",
    re.IGNORECASE,
)
"""Set phrases that hold such a word and compare nothing with anything."""


def find_typed_figure(text: str) -> str | None:
    """Return the first digit of prose with its surroundings, unless it is a year, age or name.

    Links and their texts are left out, because a cited work keeps its own numbers; so are roles.
    """
    plain = _ALLOWED_DIGITS.sub(" ", _without_marks(text))
    match = re.search(r"\S*\d\S*", plain)
    return match.group().rstrip(".,;:)") if match else None


def find_comparative(text: str) -> str | None:
    """Return the first word that compares, outside roles, links and set phrases."""
    match = COMPARATIVE.search(_FIXED_PHRASES.sub(" ", _without_marks(text)))
    return match.group() if match else None


def find_html(text: str) -> str | None:
    """Return the first piece of raw HTML, outside code."""
    match = _HTML.search(_CODE.sub(" ", _FENCES.sub(" ", text)))
    return match.group() if match else None


def roles_in(text: str) -> list[tuple[str, str]]:
    """Return every role as (role, name), such as ("v", "residents"), in reading order."""
    return re.findall(r"\{([\w:+-]+)\}`([^`]*)`", text)


def headings_in(text: str) -> list[tuple[int, str]]:
    """Return every heading as (level, text), in reading order; fenced blocks hold none."""
    return [(len(marks), title) for marks, title in _HEADING.findall(_FENCES.sub("", text))]


def _without_marks(text: str) -> str:
    for pattern in (_LINKS, _ROLES, _CODE):
        text = pattern.sub(" ", text)
    return text
