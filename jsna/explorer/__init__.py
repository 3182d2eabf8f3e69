"""The explorer: a page where anyone moves the whole-system model's decisions and sees results.

Python writes the page from what the model declares; the scripts under `static/` run it. No output,
lever or place is named in code: the model's files decide what the page shows.
"""
