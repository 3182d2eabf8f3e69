"""What papermill loads as the engine `jsna-fork`.

papermill imports every registered engine whenever it is itself imported, and while it is only half
ready. This module therefore imports nothing heavy, and nothing of papermill, until it is used.
"""

from typing import Any


class ForkEngine:
    """Runs notebooks in forks of a warm process; has the three methods papermill asks for."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run every cell of a parameterised notebook and return the notebook with its outputs.

        A notebook that needs an ordinary kernel gets one, and papermill's log says why.
        """
        from jsna.build.engine.managed import execute

        return execute(nb, kernel_name, options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the kernel that the notebook names, as papermill's own engine does."""
        from papermill.utils import nb_kernel_name

        found: str = nb_kernel_name(nb, name)
        return found

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language that the notebook names, as papermill's own engine does."""
        from papermill.utils import nb_language

        found: str = nb_language(nb, language)
        return found
