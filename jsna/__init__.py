"""A living Joint Strategic Needs Assessment: notebooks in, an accessible book and PDFs out."""

__version__ = "0.1.0"
