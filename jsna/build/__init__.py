"""From notebooks and areas to a finished book."""
