"""What a build is asked to do, and what it did."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The words after `book`."""

    only: tuple[str, ...] = ()
    """Ids of chapters or profiles; empty means all."""
    areas: tuple[str, ...] = ()
    """Area codes or slugs; empty means all."""
    pdf: bool = True
    force: bool = False
    dry_run: bool = False
    jobs: int = 0
    """Notebooks run at the same time; 0 means one for each processor."""
    engine: str = "fork"
    """`fork`, or `kernel` for an ordinary kernel for each notebook."""
    scheduler: str = ""
    """Address of a dask scheduler whose workers run the notebooks; empty: this machine does."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made, for the sentence it ends with."""

    built: int
    up_to_date: int
    pages: int
    """Pages that notebooks made and that stand in the site now; after a part build, not all."""
    pdfs: int
    seconds: float
    index: Path
    plan: list[str] = field(default_factory=list)
    """One line for each page of the plan and why it is built; `--dry-run` prints it."""
