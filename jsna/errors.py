"""Every error this package raises on purpose.

JsnaError                     exit code 1
├── NotKnownError        10   something named in a notebook or a file does not exist
│   ├── UnknownAreaError
│   ├── UnknownIndicatorError
│   └── UnknownPageError
├── DataError            11   the data break a rule we promised to keep
├── NotebookError        12   a notebook breaks the authoring contract
├── SourceError          13   a raw file or a live source could not be read
├── ExecutionError       14   a notebook failed while it ran
├── PublishError         15   the book could not be built or checked
├── DisclosureError      16   something unprotected tried to reach a page
├── ModelError           17   the whole-system model or a scenario breaks its rules
├── VerifyError          18   a page does not come out as the receipt says
└── BusyError            19   another build is at work in the same folder

`python -m jsna` prints these without a traceback and exits with `exit_code`.
Anything else that escapes is a bug in this package.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class JsnaError(Exception):
    """Base class: says what is wrong, where, and what to do next."""

    exit_code = 1


class NotKnownError(JsnaError):
    """A code or an id that no reference table knows."""

    exit_code = 10

    def __init__(self, kind: str, given: str, known: Iterable[str], look_in: str) -> None:
        close = get_close_matches(given, list(known), n=3)
        hint = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
        super().__init__(f"There is no {kind} {given!r}.{hint} Known ones are in {look_in}.")


class UnknownAreaError(NotKnownError):
    def __init__(self, given: str, known: Iterable[str]) -> None:
        super().__init__("area", given, known, "data/areas/areas.csv")


class UnknownIndicatorError(NotKnownError):
    def __init__(self, given: str, known: Iterable[str]) -> None:
        super().__init__("indicator", given, known, "data/catalogue/")


class UnknownPageError(NotKnownError):
    def __init__(self, given: str, known: Iterable[str]) -> None:
        super().__init__("chapter or profile", given, known, "notebooks/")


class DataError(JsnaError):
    """The data break a rule: a value out of range, a duplicate key, a bad checksum."""

    exit_code = 11


class NotebookError(JsnaError):
    """A notebook breaks the authoring contract."""

    exit_code = 12


class SourceError(JsnaError):
    """A raw file or a live source could not be read."""

    exit_code = 13


class ExecutionError(JsnaError):
    """A notebook failed while it ran."""

    exit_code = 14


class PublishError(JsnaError):
    """The book could not be built, or a check of the built pages failed."""

    exit_code = 15


class DisclosureError(JsnaError):
    """Something unprotected tried to reach a page, or a small number could be worked out."""

    exit_code = 16


class ModelError(JsnaError):
    """The whole-system model, a scenario or a setting breaks a rule."""

    exit_code = 17


class VerifyError(JsnaError):
    """A page does not come out as the receipt says, or there is no receipt."""

    exit_code = 18


class BusyError(JsnaError):
    """Another build is at work in the same folder."""

    exit_code = 19
