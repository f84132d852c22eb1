"""The synthesis graph in NumPy and SciPy: what src/dsp is measured against (docs/performance.md).

Written as someone would who knows NumPy well: whole arrays wherever a sound allows it, `lfilter` where a filter rests,
linear filters that move in chunks side by side, delays block by block. What bends or branches inside its own loop
(ladder, phaser, FM that feeds back, followers) goes a sample at a time over plain Python numbers: NumPy has no other way
to the same sound. Nothing is compiled; the same chance is drawn as in Faust, so that both sides can be compared.
"""
