"""The stage: the folder that Jupyter Book reads (its contract stands in `jsna.theme`)."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from jsna.files import write_bytes, write_if_changed
from jsna.theme.slots import slot_comment, slot_name


@dataclass
class Stage:
    """A folder under construction: what is not written again is removed at the end."""

    folder: Path
    written: set[Path] = field(default_factory=set)
    changed: int = 0

    def put(self, relative: str, text: str) -> None:
        """Write one file if its content differs."""
        path = self.folder / relative
        self.written.add(path)
        self.changed += write_if_changed(path, text)

    def put_bytes(self, relative: str, content: bytes) -> None:
        """Write one binary file if its content differs."""
        path = self.folder / relative
        self.written.add(path)
        if not path.exists() or path.read_bytes() != content:
            write_bytes(path, content)
            self.changed += 1

    def slot(self, html: str) -> str:
        """Write one slot and return the Markdown line that stands for it."""
        self.put(f"_figs/{slot_name(html)}.html", html)
        return slot_comment(html)

    def files(self) -> set[str]:
        """Return the addresses of all files that are in the stage now, from its root."""
        root = len(str(self.folder)) + 1
        return {
            f"{where}/{name}"[root:].replace(os.sep, "/")
            for where, _, names in os.walk(self.folder)
            for name in names
        }

    def close(self) -> None:
        """Remove files of pages and figures that are no more, and folders left empty."""
        kept = {path.relative_to(self.folder).as_posix() for path in self.written}
        for name in self.files() - kept:
            (self.folder / name).unlink()
            self.changed += 1
        for where, _, _ in os.walk(self.folder, topdown=False):
            if not any(Path(where).iterdir()):
                Path(where).rmdir()
