"""What is said about one run: its limits, why it fell back to a kernel, why it was lost."""

from dataclasses import dataclass

FALL_BACK = "jsna_fall_back"
"""Where a notebook's papermill metadata says why an ordinary kernel ran it."""


@dataclass(frozen=True)
class Limits:
    """Limits of one piece of work; 0 means none."""

    seconds: float = 0
    """Wall time of the whole notebook."""
    megabytes: int = 0
    """Resident memory of the process, the shared part of the warm parent included."""


class Lost(RuntimeError):  # noqa: N818
    """A piece of work that ended without a result: its process died or was stopped."""

    def __init__(self, why: str, cell: int | None = None, source: str = "") -> None:
        super().__init__(why, cell, source)
        self.why, self.cell, self.source = why, cell, source

    def __str__(self) -> str:
        where = "" if self.cell is None else f" in cell {self.cell + 1}"
        return f"{self.why}{where}"
