"""Echoes, rooms and grains of what was."""

import numpy as np
from scipy.signal import lfilter

from .control import drift
from .effects import ROOT2, swing
from .recurrences import RATE, Diffuse, Filter, diffuse, fed_back, late, late3, one_pole, warp
from .signals import anew, bound, decibels, fixed, kept, mixed, phasor, smoothstep, spread


def low_of(f, k):
    g = float(np.mean(warp(f)))
    return Filter([g * g, 2 * g * g, g * g], [1 + g * k + g * g, 2 * (g * g - 1), 1 - g * k + g * g])


def high_of(f, k):
    g = float(np.mean(warp(f)))
    return Filter([1, -2, 1], [1 + g * k + g * g, 2 * (g * g - 1), 1 - g * k + g * g])


def delay(hand):
    x, back = hand["in"], spread(hand["feedback"], hand.n)
    line = np.maximum(2.0, RATE * hand["time"])
    wet = fed_back(hand.n, line, lambda s, e, heard: heard, lambda s, e, y: x[s:e] + back[s:e] * y)
    return hand.with_dry(wet)


def echo(hand):
    x, back = hand["in"], spread(hand["feedback"], hand.n)
    a, g = (float(np.mean(value)) for value in (1 - 0.82 * hand["damping"], 0.68 * hand["diffusion"]))
    through = [Filter([a], [1, a - 1]), Diffuse(241, g), Diffuse(557, -g), Diffuse(983, g)]

    def turn(start, end, heard):
        for one in through:
            heard = one(heard)
        return heard

    line = np.maximum(2.0, RATE * hand["time"])
    return hand.with_dry(fed_back(hand.n, line, turn, lambda s, e, y: x[s:e] + back[s:e] * y))


def dub_echo(hand):
    x, n, back = hand["in"], hand.n, spread(hand["feedback"], hand.n)
    d = spread(decibels(hand["drive"]), n)
    wander = drift(hand.noise("wow"), phasor(1.7, n))
    waver = RATE * hand["wow"] * (0.0011 * swing(0.7, 0.0, n) + 0.00012 * swing(6.3, 0.25, n) + 0.0009 * wander)
    darker, thinner = low_of(hand["high_cut"], 1.25), high_of(hand["low_cut"], ROOT2)
    past = np.array([0.0, 1.0])

    def turn(start, end, heard):
        nonlocal past
        a = darker(heard) * d[start:end]
        r = np.sqrt(1 + a * a)
        y = (a + np.concatenate((past[:1], a[:-1]))) / (r + np.concatenate((past[1:], r[:-1])))
        past = np.array([a[-1], r[-1]])
        return thinner(y / d[start:end])

    line = np.maximum(2.0, RATE * hand["time"] + waver)
    wet = fed_back(n, line, turn, lambda s, e, y: x[s:e] + back[s:e] * y)
    return hand.with_dry(wet * (0.6 + 0.4 * d))


BOX = ((0.00731, 0.00863, 0.00997, 0.01129, 0.01271, 0.01409, 0.01553, 0.01709), 4, (113, 229, 379))
VALLEY = ((0.0293, 0.0337, 0.0383, 0.0431, 0.0479, 0.0523, 0.0571, 0.0617), 3.2, (149, 347, 557, 907))

HADAMARD = np.array([[1.0]])
for _ in range(3):
    HADAMARD = np.block([[HADAMARD, HADAMARD], [HADAMARD, -HADAMARD]])


def room(hand, kind, moves):
    lines, growth, smear = kind
    n, decay = hand.n, hand["decay"]
    x = late(hand["in"], RATE * hand["predelay"])
    for index, samples in enumerate(smear):
        x = diffuse(x, samples, 0.7 - 0.05 * index)
    if moves:
        x = x - one_pole(x, hand["low_cut"])
    grown = growth ** hand["size"]
    lengths = [line * RATE * grown for line in lines]
    if fixed(grown):
        lengths = [float(round(length)) for length in lengths]
    left = np.array([spread(kept(length, decay), n) for length in lengths]) * 0.35355339059327373
    bright = float(np.mean(1 - 0.8 * hand["damping"]))
    y = network(x, moved(hand, lengths) if moves or not fixed(grown) else np.array(lengths), left, bright)
    signs = np.array([1, -1] * 4)
    mean = sum(lines) / 8 * RATE * grown
    return hand.with_dry(signs @ y * 0.62 * np.sqrt(1 - kept(mean, decay) ** 2))


def moved(hand, lengths):
    """The lengths of all lines at every sample; in a long room every second line moves, each against another."""
    rows = [spread(length, hand.n) for length in lengths]
    if hand.has("motion"):
        slow, fast = swing(0.37, 0.0, hand.n), swing(0.59, 0.25, hand.n)
        for index, way in zip((0, 2, 4, 6), (slow, fast, -slow, -fast)):
            rows[index] = rows[index] + 24 * hand["motion"] * (1 + way)
    return np.array(rows)


def network(x, lengths, left, bright):
    """Eight lines that hear one another, in blocks as long as the shortest of them: all lines at once."""
    n = len(x)
    block = int(np.min(lengths)) - 2
    history = int(np.max(lengths)) + 4
    line = np.zeros((8, history + n))
    y = np.empty((8, n))
    state = np.zeros((8, 1))
    rows = np.arange(8)[:, None]
    still = lengths.ndim == 1
    for start in range(0, n, block):
        end = min(n, start + block)
        if still:
            at = [history + start - int(length) for length in lengths]
            heard = np.array([line[row, first : first + end - start] for row, first in enumerate(at)])
        else:
            own = lengths[:, start:end]
            i = own.astype(np.int64)
            at = np.arange(history + start, history + end) - i
            heard = line[rows, at]
            heard += (own - i) * (line[rows, at - 1] - heard)
        out, state = lfilter([bright], [1, bright - 1], left[:, start:end] * heard, axis=1, zi=state)
        y[:, start:end] = out
        # one sample later than it comes out: the line is read a sample less far behind
        line[:, history + start : history + end] = HADAMARD @ out
        line[:, history + start : history + end] += x[start + 1 : end + 1] if end < n else np.append(x[start + 1 : end], 0)
    return y


def shifter(window, semitones, n):
    p = phasor((1 - np.exp2(semitones / 12)) / window, n)
    q = (p + 0.5) % 1.0
    return [(RATE * window * phase, smoothstep(1 - np.abs(2 * phase - 1))) for phase in (p, q)]


def rainbow_machine(hand):
    x, n, pitch, second = hand["in"], hand.n, hand["pitch"], hand["second"]
    other = pitch + np.where(np.asarray(pitch) < 0, -12, 12)
    heads = [(1.0, head) for head in shifter(0.083, pitch, n)] + [(second, head) for head in shifter(0.061, other, n)]
    # what a head gives is worked out on the tape, which holds what went in
    tape = np.zeros(4200 + n)
    darker, magic, clear = low_of(hand["tone"], ROOT2), spread(hand["magic"], n), Filter([1, -1], [1, -0.9989533])
    scale = 1 / (1 + 0.5 * second)
    entering = np.concatenate(([0.0], x[:-1]))

    def entry(start, end, y):
        back = np.concatenate(([entry.past], y[:-1]))
        entry.past = y[-1]
        tape[4200 + start : 4200 + end] = entering[start:end] + magic[start:end] * back
        shifted = 0.0
        for level, (behind, hat) in heads:
            own = behind[start:end]
            i = own.astype(np.int64)
            at = np.arange(4200 + start, 4200 + end) - i
            a = tape[at]
            voice = (a + (own - i) * (tape[at - 1] - a)) * hat[start:end]
            shifted = shifted + voice * (level if fixed(level) else level[start:end])
        return bound(clear(darker(shifted * (scale if fixed(scale) else scale[start:end]))))

    entry.past = 0.0
    line = np.maximum(2.0, RATE * hand["lag"] - 1)
    return hand.with_dry(fed_back(n, line, lambda s, e, heard: heard, entry))


def particle(hand):
    x, n, count = hand["in"], hand.n, hand.overlap()
    density, size, scatter, stutter = (spread(hand[name], n) for name in ("density", "size", "scatter", "stutter"))
    frozen = spread(hand["freeze"], n) >= 0.5
    head = np.cumsum(~frozen)
    memory = np.concatenate(([0.0], x[~frozen], [0.0, 0.0]))
    speeds = np.exp2((hand["pitch"] + hand["spread"] * hand.noise("pitch")) / 12)
    places, lucks = 0.5 + 0.5 * hand.noise("place"), 0.5 + 0.5 * hand.noise("stutter")
    y, begin = np.zeros(n), 0.0
    for index, at in enumerate(np.flatnonzero(anew(phasor(density, n)))):
        speed = speeds[at]
        length = max(1.0, min(size[at], count * 0.97 / density[at]) * RATE)
        if index == 0 or lucks[at] >= stutter[at]:
            ahead = max(0.0, speed - 1) if not frozen[at] else speed
            begin = head[at] - 48 - RATE * scatter[at] * places[at] - length * ahead
        end = min(n, at + int(length) + 1)
        age = np.arange(end - at)
        w = np.minimum(1.0, age / length)
        place = begin + age * speed
        i = np.floor(place).astype(np.int64)
        a, b = (memory[np.clip(cell, 0, len(memory) - 1)] * (cell >= 0) for cell in (i, i + 1))
        y[at:end] += (1 - (2 * w - 1) ** 2) ** 2 * (a + (place - i) * (b - a))
    return hand.with_dry(y / np.sqrt(np.maximum(1.0, 0.5 * density * size)))


TYPES = {
    "delay": delay,
    "echo": echo,
    "dub_echo": dub_echo,
    "short_reverb": lambda hand: room(hand, BOX, False),
    "long_reverb": lambda hand: room(hand, VALLEY, True),
    "rainbow_machine": rainbow_machine,
    "particle": particle,
}
