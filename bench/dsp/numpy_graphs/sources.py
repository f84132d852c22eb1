"""Oscillators, strings, modes, grains and noises. Each takes a `hand` (see graph.py) and gives an array."""

from math import sin

import numpy as np
from scipy.signal import lfilter, sosfilt

from .recurrences import (
    RATE,
    dc_block,
    fed_back,
    peaked,
    pole,
    rotor,
    rows,
    shelf_high,
    shelf_low,
    svf_band,
)
from .tables import written
from .signals import (
    TAU,
    anew,
    before,
    bound,
    fixed,
    glide,
    hold,
    hold_before,
    mixed,
    phasor,
    since,
    sine,
    spread,
    unit,
)


def near(a):
    m, n = np.maximum(0, 2 - a), np.maximum(0, 1 - a)
    return (m**4 - 4 * n**4) / 24


def flat(a):
    m, n = np.maximum(0, 2 - a), np.maximum(0, 1 - a)
    return (m**5 - 4 * n**5) / 120


def add_at_corners(y, p, d, shape, scale, other):
    """Adds a smoothed corner where a phase begins anew: only the samples around it are worked out."""
    at = np.flatnonzero((p < 2 * d) | (p > 1 - 2 * d))
    q, e = p[at], d if fixed(d) else d[at]
    y[at] += (scale if fixed(scale) else scale[at]) * (shape(q / e) + other * shape((1 - q) / e))


def crisp(x):
    return 1.48 * before(x) - 0.24 * (x + before(x, 2))


def saw_at(p, d):
    y = 2 * p - 1
    add_at_corners(y, p, d, near, 2.0, -1)
    return y


def saw(hand):
    f = hand["frequency"]
    return crisp(saw_at(phasor(f, hand.n), f / RATE))


def pulse_of(f, width, n):
    p, d = phasor(f, n), f / RATE
    w = np.clip(width, d, 1 - d)
    y = 2.0 * (p < w) - 2 * w
    add_at_corners(y, p, d, near, -2.0, -1)
    add_at_corners(y, (p - w) % 1.0, d, near, 2.0, -1)
    return crisp(y * 0.5 / np.maximum(w, 1 - w))


def triangle_of(f, n):
    p, d = phasor(f, n), f / RATE
    y = 1 - 4 * np.abs(p - 0.5)
    add_at_corners(y, p, d, flat, 8 * d, 1)
    add_at_corners(y, (p + 0.5) % 1.0, d, flat, -8 * d, 1)
    return y


def fm(hand):
    f, ratio, index, back = (hand[name] for name in ("frequency", "ratio", "index", "feedback"))
    p = phasor(spread(np.minimum(20000.0, f * ratio), hand.n), hand.n)
    if fixed(back) and back == 0:
        modulator = sine(p)
    else:
        one, two, made = 0.0, 0.0, []
        for angle, share in rows(hand.n, TAU * p, TAU * 0.15 * back):
            one, two = sin(angle + share * (one + two)), one
            made.append(one)
        modulator = np.array(made)
    return sine(phasor(f, hand.n) + index / TAU * modulator)


def audible(h):
    return unit(11 - h * 0.0005)


def additive(hand):
    f, n = hand["frequency"], hand.n
    levels = hand.list("amplitudes")
    if not levels:
        levels = []
        for index, share in enumerate(hand.counted("partials")):
            fall = np.exp2(np.log2(index + 1) * hand["tilt"] * 0.16609640474436813)
            levels.append(share * fall * (hand["even"] if index % 2 else 1.0))
    total = sum(levels)
    power = sum(level * level for level in levels)
    gain = 1 / np.sqrt(np.maximum(1e-4, total * np.sqrt(power)))
    stretch = hand["stretch"]
    y = np.zeros(n)
    p = phasor(f, n)
    harmonic = fixed(stretch) and stretch == 1
    for index, level in enumerate(levels):
        h = f * (index + 1.0) ** stretch
        if np.min(h) >= 22000:
            continue
        if harmonic:
            turn = (index + 1) * p
        else:
            turn = phasor(np.minimum(22000.0, h), n) + (hand.drawn(f"partial {index}") if index else 0)
        y += level * audible(h) * sine(turn)
    return y * gain


def sync(hand):
    f, r = hand["frequency"], np.maximum(1.0, hand["ratio"])
    p, d = phasor(f, hand.n), f / RATE
    s, most = p * r, np.ceil(r) - 1
    k = np.minimum(np.floor(s), most)
    y = 2 * (s - k) - 1
    y += 2 * (k >= 1) * near((p - k / r) / d) - 2 * (k + 1 <= most) * near(((k + 1) / r - p) / d)
    add_at_corners(y, p, d, near, 2 * (r - most), -1)
    return dc_block(crisp(y))


def wavetable(hand):
    tables = written(hand.choice("table"))
    f, n = spread(hand["frequency"], hand.n), hand.n
    size = tables.shape[2]
    p = phasor(f, n) * size
    w = 2.999999 * spread(hand["position"], n)
    depth = sum(unit(f * harmonics / 10500 - 1) for harmonics in (64, 32, 16, 8, 4))
    depth = np.minimum(4.999999, depth)
    i, j, m = p.astype(int), w.astype(int), depth.astype(int)
    x, y, z = p - i, w - j, depth - m
    flat_tables = tables.ravel()
    following = (i + 1) & (size - 1)

    def wave(m, j):
        base = (m * 4 + j) * size
        a = flat_tables[base + i]
        return a + x * (flat_tables[base + following] - a)

    one = mixed(y, wave(m, j), wave(m, j + 1))
    if not np.any(z):
        return one
    return mixed(z, one, mixed(y, wave(m + 1, j), wave(m + 1, j + 1)))


PLACES = (0, 1, -0.94, 0.37, -0.41, 0.71, -0.66, 0.17, -0.21)


def supersaw(hand):
    f, detune, blend = hand["frequency"], hand["detune"], hand["blend"]
    y, power = np.zeros(hand.n), 1.0
    for index, share in enumerate(hand.counted("voices")):
        level = 1.0 if index == 0 else share * blend
        own = f * np.exp2(detune * PLACES[index] / 12)
        p = (phasor(own, hand.n) + hand.drawn(f"voice {index}")) % 1.0
        y += level * saw_at(p, own / RATE)
        power = power if index == 0 else power + share * blend * blend
    return crisp(y * 0.8 / np.sqrt(power))


def pluck(hand):
    f, decay, bright, position = (hand[name] for name in ("frequency", "decay", "brightness", "position"))
    period = RATE / f
    a = 0.04 + 0.9 * bright * bright
    age = since(hand.trigger())
    corner = 1.3 * ((age < position * period) - position)
    e = (age < period) * (corner + 0.3 * hand.noise("burst")) * (2.2 - 1.2 * bright)
    burst = pole_of(pole_of(e, a), a)
    dull = 1 - bright
    s = spread(0.02 + 0.46 * dull * dull, hand.n)
    left = spread(np.exp2(-9.965784284662087 / (decay * f)), hand.n)
    past = 0.0

    def turn(start, end, z):
        nonlocal past
        earlier = np.concatenate(([past], z[:-1]))
        past = z[-1]
        share = s[start:end]
        return burst[start:end] + left[start:end] * ((1 - share) * z + share * earlier)

    delay = period - (s if not fixed(bright) else s[0])
    return dc_block(fed_back(hand.n, np.maximum(2.0, delay), turn))


def pole_of(x, a):
    """A one-pole whose share may move: then by blocks of 64 samples."""
    if fixed(a):
        return pole(x, float(a))
    y, state = np.empty_like(x), np.zeros(1)
    for at in range(0, len(x), 64):
        b = float(a[at])
        y[at : at + 64], state = lfilter([b], [1, b - 1], x[at : at + 64], zi=state)
    return y


def ringing(x, f, t60, level, impulse):
    """One mode: at level 1 after an impulse, from 0; else its level lies between that of noise and that of a tone."""
    e = 2 * np.sin(np.pi / RATE * f)
    across, up = rotor(x, e, 1 - 0.000143911573521 / np.maximum(t60, 0.001))
    return level * up if impulse else level * 0.00221 / t60**0.75 * across


def modal(hand):
    excited = hand.heard("in")
    body = hand.tables["materials"][hand.choice("material")]
    hit = hand.trigger().astype(float) if excited is None else 0.1 * spread(excited, hand.n)
    f, decay, bright = hand["frequency"], hand["decay"], hand["brightness"]
    y = np.zeros(hand.n)
    for index, share in enumerate(hand.counted("modes")):
        ratio = body["ratios"][index]
        octave = np.log2(ratio)
        if np.min(f) * ratio >= 19000:
            continue
        level = share * (f * ratio < 19000) * np.exp2(octave * (2 * bright - 1.7 + body["level"]))
        t60 = decay * np.exp2(-body["fading"] * octave + octave * (bright - 0.5))
        y += ringing(hit, np.minimum(20000.0, f * ratio), t60, level, excited is None)
    return bound(0.5 * y)


def grains(hand):
    f, density, size, spread_, sweep, jitter = (
        spread(hand[name], hand.n) for name in ("frequency", "density", "size", "spread", "sweep", "jitter")
    )
    n, count = hand.n, hand.overlap()
    begins = np.flatnonzero(anew(phasor(density, n)))
    pitch = np.minimum(20000.0, f * np.exp2(spread_ * hand.noise("pitch") / 12))
    delays = RATE / density * jitter * (0.5 + 0.5 * hand.noise("delay"))
    levels = 0.7 + 0.3 * hand.noise("level")
    shape = hand.choice("shape")
    dust = hand.noise("dust") if shape == "noise" else None
    y = np.zeros(n)
    for at in begins:
        length = RATE * min(size[at], count * 0.97 / density[at])
        start = at + int(delays[at])
        end = min(n, start + int(length) + 1)
        if end <= start:
            continue
        w = np.minimum(1.0, np.arange(end - start) / length)
        h = pitch[at] if sweep[at] == 0 else pitch[at] * np.exp2(sweep[at] * w / 12)
        if shape == "sine":
            tone = sine(phasor(h, end - start))
        elif shape == "triangle":
            tone = triangle_of(h, end - start)
        elif shape == "buzz":
            tone = 0.6 * saw_at(phasor(h, end - start), h / RATE)
        else:
            tone = 2 * svf_band(dust[start:end], float(np.mean(h)), 0.25)
        y[start:end] += levels[at] * (1 - (2 * w - 1) ** 2) ** 2 * tone
    return y / np.sqrt(np.maximum(1.0, 0.4 * density * size))


def sloped(x, falls):
    low, high, pairs = 9, 26000, 10
    step = (high / low) ** (1 / pairs)
    sections = []
    for index in range(pairs):
        first = low * step**index
        p, z = (first, first * np.sqrt(step)) if falls else (first * np.sqrt(step), first)
        p, z = (np.tan(np.pi * min(hertz, 23500) / RATE) for hertz in (p, z))
        scale = 1.0 if falls else p / z
        sections.append([(1 + z) / (1 + p) * scale, (z - 1) / (1 + p) * scale, 0, 1, (p - 1) / (1 + p), 0])
    return sosfilt(np.array(sections), x)


def grey(x):
    y = peaked(shelf_low(shelf_low(x, 70.0, 16.0), 320.0, 12.0), 3200.0, 0.9, -4.0)
    return 0.22 * shelf_high(y, 11000.0, 9.0)


def velvet(hand):
    density = hand["density"]
    p = phasor(density, hand.n)
    at = hold(anew(p), (0.5 + 0.5 * hand.noise("where")) * (1 - spread(density, hand.n) / RATE))
    over = p >= at
    first = over & ~(np.concatenate(([False], over[:-1])) & ~anew(p))
    return first * np.where(hand.noise("sign") > 0, 1.0, -1.0)


def dust(hand):
    density, variation, tone = hand["density"], hand["variation"], hand["tone"]
    level = hand.noise("level")
    hits = (0.5 + 0.5 * hand.noise("when")) < density / RATE
    x = hits * np.where(level > 0, 1.0, -1.0) * (1 - variation * np.abs(level))
    a = glide(1 / (TAU * tone))
    return pole_of(x, a) / np.sqrt(a)


def stepped(hand):
    p = phasor(hand["rate"], hand.n)
    t = anew(p)
    following = hold(t, hand.noise("level"))
    if fixed(hand["glide"]) and hand["glide"] == 0:
        return following
    earlier = hold_before(t, following)
    return mixed(hand["glide"], following, earlier + (following - earlier) * p)


def violet(x):
    return 0.5 * (x - before(x))


TYPES = {
    "sine": lambda hand: sine(phasor(hand["frequency"], hand.n) + hand["phase"]),
    "saw": saw,
    "square": lambda hand: pulse_of(hand["frequency"], 0.5, hand.n),
    "pulse": lambda hand: pulse_of(hand["frequency"], hand["width"], hand.n),
    "triangle": lambda hand: triangle_of(hand["frequency"], hand.n),
    "fm": fm,
    "additive": additive,
    "sync": sync,
    "wavetable": wavetable,
    "supersaw": supersaw,
    "pluck": pluck,
    "modal": modal,
    "grains": grains,
    "white_noise": lambda hand: hand.noise("white"),
    "pink_noise": lambda hand: 0.09 * sloped(hand.noise("pink"), True),
    "brown_noise": lambda hand: 18 * dc_block(pole(hand.noise("brown"), 0.0015)),
    "blue_noise": lambda hand: 0.01 * sloped(hand.noise("blue"), False),
    "violet_noise": lambda hand: violet(hand.noise("violet")),
    "grey_noise": lambda hand: grey(hand.noise("grey")),
    "velvet_noise": velvet,
    "dust_noise": dust,
    "sample_hold_noise": stepped,
}
