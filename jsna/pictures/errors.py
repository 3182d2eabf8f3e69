"""What our own drawing does not know."""


class NotDrawn(Exception):  # noqa: N818 - not a failure: vl-convert draws such a chart
    """A specification uses a part of Vega-Lite that is not drawn here."""
