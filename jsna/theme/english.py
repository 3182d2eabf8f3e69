"""English in the search index: a word is brought to its stem once, and not once for each page."""

from functools import cache

from sphinx.search.en import SearchEnglish


class RememberedEnglish(SearchEnglish):
    """Sphinx's English with a memory; the index that it makes is the same."""

    lang = "en-GB"
    """The language of the book in `_config.yml`."""

    def init(self, options: dict[str, str]) -> None:
        """Begin with no word known."""
        super().init(options)
        self.stem = cache(super().stem)  # type: ignore[method-assign]
