"""The whole-system model: one definition in YAML, run in Python and in the browser.

Read and check   marked (YAML with lines), fields, tables, decisions, load; expressions, units,
                 structure (what a model is made of), system (a module with its levers), infer
                 (units and dimensions), order (circles), levers, residence, check
Compile          simplify, schedule, program (the statements every target writes), compile
Write out        emit_numpy, emit_javascript with javascript and runtime.js, xmile
Run              run (one module), whole (all modules), inputs (one area), chance and draws,
                 variants (other steps and ages), evaluate (expressions one by one)

The format is in docs/model.md, the reasons in docs/adr/.
"""
