"""The synthesis graph in NumPy and SciPy: what src/dsp is measured against (docs/performance.md).

Written as someone would who knows NumPy well: whole arrays wherever a sound allows it, `lfilter` where a filter rests,
recurrences whose numbers move in chunks side by side, delays block by block. Where plain NumPy has no fast way to the
same numbers, the cheaper way is taken: this side is never the slower for being exact.
"""
