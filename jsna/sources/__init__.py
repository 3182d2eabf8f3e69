"""From raw files to the long table: one module per kind of file, one step per group of figures.

Only `tabulate` uses this package. A build never does: it reads the committed figures alone.
"""
