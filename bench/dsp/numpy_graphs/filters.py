"""Filters."""

import numpy as np

from .recurrences import (
    RATE,
    Filter,
    dc_block,
    fed_back,
    ladder,
    late3,
    one_pole,
    peaked,
    shelf_high,
    shelf_low,
    svf_band,
    svf_high,
    svf_low,
)
from .signals import bound, fixed, mixed, spread, unit
from .sources import ringing


def narrow(resonance):
    return 2 * np.exp2(-6.3 * resonance)


def tame(resonance):
    return 1 / (1 + 1.5 * resonance * resonance)


def comb(hand):
    x, f, back, damping = (hand[name] for name in ("in", "frequency", "feedback", "damping"))
    a = float(np.mean(0.5 * damping))
    level = np.sqrt((1 - np.abs(back)) * np.sqrt(1 - np.abs(back)))
    darker = Filter([1 - a], [1, -a])
    back = spread(back, hand.n)
    delay = np.maximum(2.0, RATE / f - a / (1 - a))
    y = fed_back(hand.n, delay, lambda s, e, heard: x[s:e] + back[s:e] * darker(heard))
    return hand.with_dry(level * y)


def all_pass(hand):
    x, delay, g = hand["in"], hand["time"] * RATE, hand["gain"]
    moving = spread(g, hand.n)
    w = fed_back(hand.n, np.maximum(2.0, delay), lambda s, e, heard: x[s:e] + moving[s:e] * heard)
    return late3(w, delay) - g * w


def formant(hand):
    x, v = hand["in"], hand["vowel"]
    scale = hand.tables["voices"][hand.choice("voice")]
    vowels = hand.tables["vowels"]
    k = 0.35 * np.exp2(-3.5 * hand["sharpness"])
    weights = [unit(1 - np.abs(v - index)) for index in range(len(vowels))]
    y = 0.0
    for band in range(5):
        hertz = sum(w * vowel["hz"][band] * scale for w, vowel in zip(weights, vowels))
        level = sum(w * 10 ** (vowel["level"][band] / 20) for w, vowel in zip(weights, vowels))
        y = y + level * svf_band(x, hand["shift"] * hertz, k)
    return hand.with_dry(2.5 * y)


def resonators(hand):
    x, f, decay = hand["in"], hand["frequency"], hand["decay"]
    ratios = hand.tables["structures"][hand.choice("structure")]
    tilt = 1.5 * hand["brightness"] - 1.5
    y = np.zeros(hand.n)
    for ratio, share in zip(ratios, hand.counted("count")):
        octave = np.log2(ratio)
        if np.min(f) * ratio >= 19000:
            continue
        colour = np.exp2(octave * tilt)
        level = share * (f * ratio < 19000) * colour
        y += ringing(x, np.minimum(20000.0, f * ratio), decay * colour, level, False)
    return hand.with_dry(bound(0.6 * y))


def simple(filtered, *names):
    return lambda hand: filtered(hand["in"], *[hand[name] for name in names])


def one(hand):
    low = one_pole(hand["in"], hand["cutoff"])
    return low if hand.choice("mode") == "lowpass" else hand["in"] - low


def resonant(filtered):
    def run(hand):
        r = hand["resonance"]
        return filtered(hand["in"] * tame(r), hand["cutoff"], narrow(r))

    return run


TYPES = {
    "one_pole": one,
    "lowpass": resonant(svf_low),
    "highpass": resonant(svf_high),
    "bandpass": lambda hand: svf_band(hand["in"], hand["frequency"], 1 / hand["q"]),
    "notch": lambda hand: hand["in"] - svf_band(hand["in"], hand["frequency"], 1 / hand["q"]),
    "peak": simple(peaked, "frequency", "q", "gain"),
    "ladder": simple(ladder, "cutoff", "resonance", "drive"),
    "comb": comb,
    "all_pass": all_pass,
    "formant": formant,
    "low_shelf": simple(shelf_low, "frequency", "gain"),
    "high_shelf": simple(shelf_high, "frequency", "gain"),
    "resonators": resonators,
    "dc_block": lambda hand: dc_block(hand["in"]),
}
