"""Pictures: a figure's Vega-Lite and rows become SVG, and the script that brings it to life.

Our charts use a small part of Vega-Lite. `drawing` draws that part itself, in milliseconds, as
Vega would; whatever it does not know it refuses, and `render` then asks vl-convert.
Parts: `fonts` (how wide a text is), `expressions` and `numbers` (Vega's small languages),
`scales`, `shapes` (what stands in an SVG), `layers` and `axes` (from a specification to shapes).
"""
