"""Accessible PDFs: a page becomes JSON, a Typst template draws it, PDF/UA-1 comes out."""
