"""Filters and delays: what hears itself."""

from itertools import repeat

import numpy as np
from scipy.signal import lfilter

from .signals import RATE, fixed, spread

CHUNK = 512


def warp(frequency):
    return np.tan(np.pi / RATE * np.clip(frequency, 2.0, 23000.0))


def svf(x, g, k):
    """Band and low of the trapezoidal state-variable filter. Where nothing moves it is a biquad."""
    if fixed(g) and fixed(k):
        a = [1 + g * k + g * g, 2 * (g * g - 1), 1 - g * k + g * g]
        return lfilter([g, 0, -g], a, x), lfilter([g * g, 2 * g * g, g * g], a, x)
    return moving_svf(x, g, k)


def moving_svf(x, g, k):
    g, k = np.maximum(chunked(g, len(x)), 1e-5), np.maximum(chunked(k, len(x)), 1e-5)
    a = 1 / (1 + g * (g + k))
    ag = a * g

    def turn(at, s, t, heard):
        band = a[at] * s + ag[at] * (heard - t)
        low = t + g[at] * band
        return 2 * band - s, 2 * low - t, band, low

    return in_chunks(x, turn)


def rotor(x, e, r):
    """A point that is turned by an angle every sample, and drawn in: how far it is across, and how far up."""
    if fixed(e) and fixed(r):
        x, below = x * (1 - 0.125 * e * e), [1, e * e - 2 * r, r * r]
        return lfilter([1, -r], below, x), lfilter([e], below, x)
    e, r = chunked(e, len(x)), chunked(r, len(x))
    softer = 1 - 0.125 * e * e

    def turn(at, u, v, heard):
        across = r[at] * u - e[at] * v + softer[at] * heard
        up = e[at] * across + r[at] * v
        return across, up, across, up

    return in_chunks(x, turn)


def chunked(signal, n):
    """One row for each step of all chunks."""
    chunks = -(-n // CHUNK)
    padded = np.zeros(chunks * CHUNK)
    padded[:n] = signal
    return np.ascontiguousarray(padded.reshape(chunks, CHUNK).T)


def in_chunks(x, turn):
    """The chunks run side by side, one step of all of them at a time: first from rest and from either state alone, which
    yields how a chunk carries its state on; then once more, each from the state that the one before it left. What is
    turned is two states; two things are heard of it."""
    n = len(x)
    # what rings on for long would end among the denormals, which are a hundred times as slow
    x = chunked(x, n) + 1e-18
    chunks = x.shape[1]

    def run(s, t, with_x, heard=None):
        for at in range(CHUNK):
            s, t, one, other = turn(at, s, t, with_x * x[at])
            if heard is not None:
                heard[0][at], heard[1][at] = one, other
        return s, t

    # three at once: from rest with what comes in, and from each of the two states without
    starts = np.eye(3)[:, :, None] + np.zeros(chunks)
    (s0, ss, ts), (t0, st, tt) = run(starts[1], starts[2], np.array([[1.0], [0.0], [0.0]]))
    s, t = [0.0], [0.0]
    for p in range(chunks - 1):
        s_p, t_p = s[p], t[p]
        s.append(s0[p] + ss[p] * s_p + ts[p] * t_p)
        t.append(t0[p] + st[p] * s_p + tt[p] * t_p)
    heard = np.empty_like(x), np.empty_like(x)
    run(np.array(s), np.array(t), 1.0, heard)
    return heard[0].T.ravel()[:n], heard[1].T.ravel()[:n]


def svf_low(x, f, k):
    return svf(x, warp(f), k)[1]


def svf_high(x, f, k):
    band, low = svf(x, warp(f), k)
    return x - k * band - low


def svf_band(x, f, k):
    g = warp(f)
    if fixed(g) and fixed(k):
        return k * lfilter([g, 0, -g], [1 + g * k + g * g, 2 * (g * g - 1), 1 - g * k + g * g], x)
    return k * svf(x, g, k)[0]


def shelf_low(x, f, gain):
    a = np.exp2(gain * 0.5 * 0.16609640474436813)
    root = np.sqrt(2)
    band, low = svf(x, warp(f) / np.sqrt(a), root)
    return x + root * (a - 1) * band + (a - 1) * (a + 1) * low


def shelf_high(x, f, gain):
    a = np.exp2(gain * 0.5 * 0.16609640474436813)
    root = np.sqrt(2)
    band, low = svf(x, warp(f) * np.sqrt(a), root)
    return a * a * x + root * (1 - a) * a * band + (1 - a) * (1 + a) * low


def peaked(x, f, q, gain):
    a = np.exp2(gain * 0.5 * 0.16609640474436813)
    k = 1 / (q * a)
    return x + k * (a * a - 1) * svf(x, warp(f), k)[0]


def one_pole(x, f):
    """Low-pass by the trapezoidal rule; where it moves, its gain is that of blocks of 64 samples."""
    g = warp(f)
    if fixed(g):
        return lfilter([g, g], [1 + g, g - 1], x)
    y, state = np.empty_like(x), np.zeros(1)
    for at in range(0, len(x), 64):
        h = float(g[at])
        y[at : at + 64], state = lfilter([h / (1 + h), h / (1 + h)], [1, (h - 1) / (1 + h)], x[at : at + 64], zi=state)
    return y


def dc_block(x):
    return lfilter([1, -1], [1, -0.9989533], x)


def pole(x, a):
    return lfilter([a], [1, a - 1], x)


def rows(n, *signals):
    """Plain numbers, sample by sample: what Python goes through faster than through arrays."""
    return zip(*[repeat(float(signal), n) if fixed(signal) else signal.tolist() for signal in signals])


def ladder(x, f, resonance, drive):
    """Bent inside its loop, so that it goes a sample at a time: there is no other way to the same numbers."""
    g, k, d = warp(f), 4.4 * resonance, np.exp2(drive * 0.16609640474436813) * (1 + resonance)
    h = g / (1 + g)
    scale = 1 / (1 + k * h**4)
    s1 = s2 = s3 = s4 = 0.0
    out = []
    add = out.append
    for v, h, k, scale in rows(len(x), d * x, h, k * (1 - h), scale):
        u = (v - k * (s4 + h * (s3 + h * (s2 + h * s1)))) * scale
        if u > 3:
            u = 1.0
        elif u < -3:
            u = -1.0
        else:
            y = u * u
            u *= (27 + y) / (27 + 9 * y)
        v = h * (u - s1)
        u = s1 + v
        s1 = u + v
        v = h * (u - s2)
        u = s2 + v
        s2 = u + v
        v = h * (u - s3)
        u = s3 + v
        s3 = u + v
        v = h * (u - s4)
        u = s4 + v
        s4 = u + v
        add(u)
    return np.array(out)


def followed(x, up, down):
    """One way up, another down: a sample at a time, there is no other way."""
    y, out = 0.0, []
    add = out.append
    if fixed(up) and fixed(down):
        up, down = float(up), float(down)
        for value in x.tolist():
            y += (value - y) * (up if value > y else down)
            add(y)
    else:
        for value, u, d in rows(len(x), x, up, down):
            y += (value - y) * (u if value > y else d)
            add(y)
    return np.array(out)


def late(x, delay):
    """So many samples later, in a straight line between two of them."""
    if fixed(delay):
        i = int(delay)
        y = np.zeros_like(x)
        part = delay - i
        y[i:] = (1 - part) * x[: len(x) - i]
        if part:
            y[i + 1 :] += part * x[: len(x) - i - 1]
        return y
    room = int(np.max(delay)) + 2
    padded = np.concatenate((np.zeros(room), x))
    i = delay.astype(np.int64)
    part = delay - i
    at = np.arange(room, room + len(x)) - i
    a = padded[at]
    return a + part * (padded[at - 1] - a)


def cubic(delay):
    """The first of four taps, and their weights (Lagrange)."""
    i = np.maximum(np.asarray(delay), 1.0).astype(np.int64) - 1
    t = np.maximum(delay, 1.0) - i
    a, b, c = t - 1, t - 2, t - 3
    return i, (-a * b * c / 6, t * b * c / 2, -t * a * c / 2, t * a * b / 6)


def late3(x, delay):
    i, (w0, w1, w2, w3) = cubic(delay)
    room = int(np.max(i)) + 4
    padded = np.concatenate((np.zeros(room), x))
    if np.ndim(i) == 0:
        n, i = len(x), int(i)
        return sum(w * padded[room - i - tap : room - i - tap + n] for tap, w in enumerate((w0, w1, w2, w3)))
    at = np.arange(room, room + len(x)) - i
    return w0 * padded[at] + w1 * padded[at - 1] + w2 * padded[at - 2] + w3 * padded[at - 3]


def fed_back(n, delay, turn, entry=None):
    """A loop through a line: y = turn(start, end, what the line gave), in blocks that the shortest delay allows. Into the
    line goes `entry(start, end, y)`, or y itself; `delay` counts from there, and is 1 at least."""
    delay = delay if not fixed(delay) else float(delay)
    i, weights = cubic(delay)
    block = max(1, int(np.min(i)))
    room = int(np.max(i)) + 8
    line = np.zeros(room + n)
    y = np.empty(n)
    still = np.ndim(i) == 0
    for start in range(0, n, block):
        end = min(n, start + block)
        if still:
            first = room + start - int(i)
            heard = sum(w * line[first - tap : first - tap + end - start] for tap, w in enumerate(weights))
        else:
            at = np.arange(room + start, room + end) - i[start:end]
            heard = sum(w[start:end] * line[at - tap] for tap, w in enumerate(weights))
        y[start:end] = turn(start, end, heard)
        line[room + start : room + end] = y[start:end] if entry is None else entry(start, end, y[start:end])
    return y


def diffuse(x, samples, g):
    """Schroeder's all-pass."""
    w = np.concatenate((np.zeros(samples), x))
    for at in range(samples, len(w), samples):
        end = min(at + samples, len(w))
        w[at:end] += g * w[at - samples : end - samples]
    return w[: len(x)] - g * w[samples:]


class Filter:
    """An `lfilter` that goes on from block to block."""

    def __init__(self, b, a):
        self.b, self.a = b, a
        self.state = np.zeros(max(len(a), len(b)) - 1)

    def __call__(self, x):
        y, self.state = lfilter(self.b, self.a, x, zi=self.state)
        return y


class Diffuse:
    """Schroeder's all-pass from block to block."""

    def __init__(self, samples, g):
        self.samples, self.g = samples, g
        self.past = np.zeros(samples)

    def __call__(self, x):
        n, m = len(x), self.samples
        w = np.concatenate((self.past, x))
        for at in range(m, m + n, m):
            end = min(at + m, m + n)
            w[at:end] += self.g * w[at - m : end - m]
        self.past = w[n:]
        return w[:n] - self.g * w[m:]
