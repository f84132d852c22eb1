"""Effects that have no echo."""

import numpy as np

from .control import lfo_shape
from .recurrences import (
    RATE,
    dc_block,
    fed_back,
    followed,
    late3,
    one_pole,
    rows,
    svf_band,
    svf_low,
    warp,
)
from .signals import before, decibels, fixed, glide, mixed, phasor, since, sine, soft, spread, unit

ROOT2 = np.sqrt(2)


def swing(rate, phase, n):
    return sine(phasor(rate, n) + phase)


def sat(x):
    """x/√(1+x²), the mean of it over each sample."""
    r = np.sqrt(1 + x * x)
    y = x + before(x)
    r[1:] += r[:-1].copy()
    r[0] += 1
    return y / r


def autowah(hand):
    x = hand["in"]
    loud = followed(np.abs(x) * decibels(hand["sensitivity"]), glide(hand["attack"]), glide(hand["release"]))
    f = np.clip(hand["frequency"] * np.exp2(hand["range"] * np.minimum(1.0, loud)), 20, 18000)
    return hand.with_dry(1.6 * svf_band(x, f, 1 / hand["q"]))


def chorus(hand):
    x, rate, n = hand["in"], hand["rate"], hand.n
    shares = hand.counted("voices")
    wet = 0.0
    for index, share in enumerate(shares):
        phase = (index / len(shares) + 0.13 * index) % 1.0
        moved = hand["delay"] + hand["depth"] * swing(rate * (1 + 0.07 * index), phase, n)
        wet = wet + share * late3(x, RATE * np.maximum(0.0005, moved))
    return hand.with_dry(wet / np.sqrt(sum(shares)))


def compressor(hand):
    x = hand["in"]
    side = hand.heard("side")
    heard = x if side is None else spread(side, hand.n)
    level = 20 * np.log10(np.clip(np.abs(heard), 4.66e-10, 32767.0))
    over = level - hand["threshold"]
    knee = np.maximum(0.01, hand["knee"])
    bent = unit((over + 0.5 * knee) / knee)
    cut = np.where(over > 0.5 * knee, over, 0.5 * knee * bent * bent) * (1 - 1 / hand["ratio"])
    return x * decibels(hand["makeup"] - followed(cut, glide(hand["attack"]), glide(hand["release"])))


def averaged(x, whole, itself):
    """The mean of a bend over each sample, by its integral."""
    d = x - before(x)
    small = np.abs(d) <= 1e-5
    w = whole(x)
    return np.where(small, itself(x - 0.5 * d), (w - np.concatenate(([whole(np.zeros(1))[0]], w[:-1]))) / np.where(small, 1.0, d))


def fold(x):
    return 4 * np.abs((0.25 * x + 0.75) % 1.0 - 0.5) - 1


def fold_whole(x):
    p = (0.25 * x + 0.25) % 1.0
    q, r = 2 * p - 0.5, 2 * p - 1.5
    return np.where(p < 0.5, 2 * q * q - 0.5, 0.5 - 2 * r * r)


def hard_whole(x):
    a = np.abs(x)
    return np.where(a < 1, 0.5 * x * x, a - 0.5)


def crush(x, drive):
    n = np.maximum(2.0, 128.0 / drive)
    return np.clip(np.floor(x * n + 0.5) / n, -1, 1)


BENDS = {
    "soft": lambda d, x: sat(d * x),
    "hard": lambda d, x: averaged(d * x, hard_whole, lambda y: np.clip(y, -1, 1)),
    "fold": lambda d, x: averaged(d * x, fold_whole, fold),
    "sine": lambda d, x: averaged(d * x, lambda y: -2 / np.pi * sine(0.25 * y + 0.25), lambda y: sine(0.25 * y)),
    "crush": lambda d, x: crush(x, d),
}


def toned(x, tone):
    return svf_low(x, tone, ROOT2)


def distortion(hand):
    bent = BENDS[hand.choice("shape")](decibels(hand["drive"]), hand["in"])
    return hand.with_dry(toned(dc_block(bent), hand["tone"])) * decibels(hand["level"])


def overdrive(hand):
    x, d = hand["in"], decibels(hand["drive"])
    y = x - 0.55 * one_pole(x, 180.0)
    wet = toned(dc_block(sat(d * y + 0.25) - 0.24253562503633297), hand["tone"]) * (1 + 0.5 / d)
    return hand.with_dry(wet) * decibels(hand["level"])


def fuzz(hand):
    x, d, bias, gate = hand["in"], decibels(hand["drive"]), hand["bias"], hand["gate"]
    loud = followed(np.abs(x), glide(0.001), glide(0.06))
    opened = unit(12 * (loud - 0.5 * gate * gate) + (gate <= 0))
    y = sat(d * (x + 0.5 * bias * loud))
    bent = 1.3 * soft(2.2 * (y + 0.35 * bias * y * y)) * opened
    return hand.with_dry(toned(dc_block(bent), hand["tone"]) * 0.8) * decibels(hand["level"])


def noise_gate(hand):
    x, side = hand["in"], hand.heard("side")
    loud = followed(np.abs(x if side is None else spread(side, hand.n)), glide(0.0005), glide(0.03))
    edge = decibels(hand["threshold"])
    # over since it last rose above the edge, unless it fell below half of it since
    changes = np.where(loud > edge, 1, np.where(loud <= 0.5 * edge, -1, 0))
    at = np.maximum.accumulate(np.where(changes != 0, np.arange(hand.n), 0))
    over = changes[at] > 0
    opened = over | (since(over) <= hand["hold"] * RATE)
    least = decibels(hand["floor"])
    up, down = glide(hand["attack"] * 0.4), glide(hand["release"] * 0.4)
    return x * followed(np.where(opened, 1.0, least), up, down)


def phaser(hand):
    x, n, back = hand["in"], hand.n, hand["feedback"]
    h = hand["frequency"] * np.exp2(hand["depth"] * swing(hand["rate"], 0.0, n))
    g = warp(h)
    a = (g - 1) / (g + 1)
    shares = hand.counted("stages")

    stages = range(len(shares))
    entered, left = [0.0] * len(shares), [0.0] * len(shares)
    whole = all(fixed(share) and share == 1 for share in shares)
    y, out = 0.0, []
    for s, turn, a, *there in rows(n, x, back, a, *([] if whole else shares)):
        s += turn * y
        for stage in stages:
            y = a * (s - left[stage]) + entered[stage]
            entered[stage], left[stage] = s, y
            s = y if whole else s + there[stage] * (y - s)
        y = s
        out.append(y)
    wet = np.array(out)
    return hand.with_dry(wet * np.sqrt(1 - 0.8 * back * back))


def flanger(hand):
    x, back, n = hand["in"], hand["feedback"], hand.n
    moved = hand["delay"] * (1 + 0.97 * hand["depth"] * swing(hand["rate"], 0.75, n))
    delay = np.maximum(2.0, RATE * np.maximum(0.0001, moved))
    moving = spread(back, n)
    wet = fed_back(n, delay, lambda s, e, heard: heard, lambda s, e, y: x[s:e] + moving[s:e] * y)
    return hand.with_dry(wet * np.sqrt(1 - 0.7 * back * back))


def tremolo(hand):
    p = phasor(hand["rate"], hand.n)
    shape = hand.choice("shape")
    if shape == "square":
        swung = np.clip(24 * lfo_shape("triangle", p), -1, 1)
    elif shape == "fall":
        swung = np.where(p < 0.02, 100 * p - 1, 1 - 2 * (p - 0.02) / 0.98)
    else:
        swung = lfo_shape(shape, p)
    return hand["in"] * (1 - hand["depth"] * (0.5 - 0.5 * swung))


def vibrato(hand):
    far = (np.exp2(hand["depth"] / 1200) - 1) * RATE / (2 * np.pi) / hand["rate"]
    return hand.with_dry(late3(hand["in"], far + 4 + far * swing(hand["rate"], 0.5, hand.n)))


TYPES = {
    "autowah": autowah,
    "chorus": chorus,
    "compressor": compressor,
    "distortion": distortion,
    "overdrive": overdrive,
    "fuzz": fuzz,
    "noise_gate": noise_gate,
    "phaser": phaser,
    "flanger": flanger,
    "tremolo": tremolo,
    "vibrato": vibrato,
}
