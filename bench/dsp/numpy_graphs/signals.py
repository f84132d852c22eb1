"""Time, chance and shapes. A signal is a float or an array of `n` float64 values at 48 kHz."""

import hashlib
import json

import numpy as np

RATE = 48000
TAU = 2 * np.pi


def spread(signal, n):
    """An array of n values, whatever it was."""
    return np.full(n, float(signal)) if np.ndim(signal) == 0 else signal


def fixed(signal):
    return np.ndim(signal) == 0


def before(x, by=1):
    """The same, so many samples later."""
    y = np.zeros_like(x)
    y[by:] = x[:-by]
    return y


def decibels(level):
    return np.exp2(level * 0.16609640474436813)


def glide(seconds):
    """Share of the way that a one-pole goes in one sample."""
    return 1 - np.exp(-1 / (RATE * np.maximum(seconds, 1e-5)))


def kept(samples, t60):
    return np.exp2(-9.965784284662087 / RATE * samples / t60)


def mixed(share, dry, wet):
    return dry + share * (wet - dry)


def phasor(frequency, n):
    """Cycles from 0 to 1; the first sample is one step in."""
    if fixed(frequency):
        return np.arange(1, n + 1) * (frequency / RATE) % 1.0
    return np.cumsum(frequency / RATE) % 1.0


def sine(phase):
    return np.sin(TAU * phase)


def rises(x):
    y = np.zeros(len(x), bool)
    y[0] = x[0] > 0.5
    y[1:] = (x[1:] > 0.5) & (x[:-1] <= 0.5)
    return y


def anew(p):
    y = np.ones(len(p), bool)
    y[1:] = p[1:] < p[:-1]
    return y


def last(trigger):
    """Index of the last trigger at every sample, -1 before the first."""
    return np.maximum.accumulate(np.where(trigger, np.arange(len(trigger)), -1))


def hold(trigger, x):
    if fixed(x):
        return np.where(np.logical_or.accumulate(trigger), x, 0.0)
    where = last(trigger)
    return np.where(where >= 0, x[where], 0.0)


def hold_before(trigger, x):
    """What was held before the value that is held now."""
    at = np.flatnonzero(trigger)
    values = np.concatenate(([0.0], x[at][:-1])) if len(at) else np.zeros(0)
    steps = np.zeros(len(trigger))
    steps[at] = values
    return hold(trigger, steps)


def since(trigger):
    where = last(trigger)
    return np.where(where >= 0, np.arange(len(trigger)) - where, 1e9)


def bend(curve, x):
    m = np.exp2(curve)
    return x * m / (1 + (m - 1) * x)


def unit(x):
    return np.clip(x, 0.0, 1.0)


def smoothstep(x):
    return x * x * (3 - 2 * x)


def soft(x):
    x = np.clip(x, -3, 3)
    y = x * x
    return x * (27 + y) / (27 + 9 * y)


def bound(x):
    return 2 * soft(0.5 * x)


class Chance:
    """Streams of one graph: a hash of the sample's number, keyed by seed, node and purpose."""

    def __init__(self, seed):
        self.seed = seed

    def digest(self, node, purpose):
        text = json.dumps([self.seed, node, purpose], separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).digest()

    def drawn(self, node, purpose):
        return int.from_bytes(self.digest(node, purpose)[8:12], "big") / 2**32

    def noise(self, node, purpose, n):
        digest = self.digest(node, purpose)
        a, b = (int.from_bytes(digest[at : at + 4], "big") >> 1 for at in (0, 4))
        x = np.arange(n, dtype=np.uint32) * np.uint32(1640531535) + np.uint32(a)
        x = (x ^ (x >> 16)) * np.uint32(2146121005) + np.uint32(b)
        x = (x ^ (x >> 15)) * np.uint32(739982445)
        return (x ^ (x >> 16)).view(np.int32) * 2.0**-31
