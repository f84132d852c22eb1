"""Envelopes, LFOs, clocks, and what joins."""

import numpy as np

from .recurrences import followed
from .signals import (
    RATE,
    anew,
    bend,
    glide,
    hold,
    hold_before,
    mixed,
    phasor,
    rises,
    since,
    sine,
    smoothstep,
    spread,
    unit,
)


def per_trigger(trigger, n, shape):
    """`shape(age, low, start, end)` from each trigger to the next; `low` is where it stood before."""
    y, low = np.zeros(n), 0.0
    begins = np.flatnonzero(trigger)
    for start, end in zip(begins, np.append(begins[1:], n)):
        y[start:end] = shape(np.arange(end - start, dtype=float), low, start, end)
        low = y[end - 1]
    return y


def part(signal, start, end):
    return signal if np.ndim(signal) == 0 else signal[start:end]


def ramp(seconds, age):
    return unit((age + 1) / np.maximum(1.0, seconds * RATE))


def up_down(hand, held):
    attack, decay, curve = hand["attack"], hand["decay"], hand["curve"]

    def shape(age, low, start, end):
        a = part(attack, start, end)
        top = np.maximum(1.0, a * RATE) + part(held, start, end) * RATE
        fall = 1 - bend(part(curve, start, end), unit((age - top) / (part(decay, start, end) * RATE)))
        return np.where(age < top, low + (1 - low) * ramp(a, age), fall)

    return per_trigger(hand.trigger(), hand.n, shape)


def adsr(hand):
    names = ("attack", "decay", "sustain", "hold", "release")
    values = [hand[name] for name in names]
    stood = 0.0

    def shape(age, low, start, end):
        nonlocal stood
        attack, decay, sustain, held, release = (part(value, start, end) for value in values)
        top = attack * RATE
        fall = sustain + (1 - sustain) * (1 - bend(3.0, unit((age - top) / (decay * RATE))))
        up = np.where(age < top, low + (1 - low) * ramp(attack, age), fall)
        is_open = age < held * RATE
        if is_open.any():
            stood = up[np.flatnonzero(is_open)[-1]]
        away = stood * (1 - bend(3.0, unit((age - held * RATE) / (release * RATE))))
        return np.where(is_open, up, away)

    return per_trigger(hand.trigger(), hand.n, shape)


def exponential(hand):
    attack, decay = hand["attack"], hand["decay"]

    def shape(age, low, start, end):
        top = part(attack, start, end) * RATE
        fall = np.exp2(-9.965784284662087 * np.maximum(0, age - top) / (part(decay, start, end) * RATE))
        return np.where(age < top, low + (1 - low) * ramp(part(attack, start, end), age), fall)

    return per_trigger(hand.trigger(), hand.n, shape)


def segments(hand):
    points, repeats = hand.points("points"), hand.choice("after") == "repeat"

    def shape(age, low, start, end):
        own = [{key: part(value, start, end) for key, value in point.items()} for point in points]
        lengths = [np.maximum(1.0, RATE * point["time"]) for point in own]
        whole = sum(lengths)
        base = np.where(age >= whole, own[-1]["level"], low) if repeats else low
        x = age % whole if repeats else age
        y, passed, level = base, 0.0, base
        for point, length in zip(own, lengths):
            y = y + (point["level"] - level) * bend(point["curve"], unit((x - passed) / length))
            passed, level = passed + length, point["level"]
        return y

    return per_trigger(hand.trigger(), hand.n, shape)


def pattern(hand):
    n, steps, length = hand.n, hand.list("steps"), hand["length"]
    heard = hand.heard("trigger")
    t = anew(phasor(hand["rate"], n)) if heard is None else rises(spread(heard, n))
    turn = (np.cumsum(t) + len(steps) - 1) % len(steps)
    if all(np.ndim(step) == 0 for step in steps):
        level = np.array(steps)[turn]
    else:
        level = sum((turn == index) * step for index, step in enumerate(steps))
    kind = hand.choice("shape")
    if kind == "hold":
        goal = hold(t, level)
        return per_trigger(
            t, n, lambda age, low, s, e: low + (goal[s:e] - low) * ramp(part(length, s, e), age)
        )
    hit = t & (level > 0)
    goal = hold(hit, level)
    if kind == "fall":

        def fall(age, low, s, e):
            away = goal[s:e] * (1 - bend(4.0, unit((age - 96) / (RATE * part(length, s, e)))))
            return np.where(age < 96, low + (goal[s:e] - low) * (age + 1) / 96, away)

        return per_trigger(hit, n, fall)
    opened = since(hit)
    closes = (opened >= RATE * length) & (opened < RATE * length + 1)
    goal = (opened < RATE * length) * goal
    return per_trigger(
        hit | closes, n, lambda age, low, s, e: low + (goal[s:e] - low) * unit((age + 1) / 96)
    )


def lfo_shape(shape, p):
    if shape == "triangle":
        return 4 * np.abs((p + 0.75) % 1.0 - 0.5) - 1
    if shape == "ramp":
        return 2 * p - 1
    if shape == "fall":
        return 1 - 2 * p
    if shape == "square":
        return 1 - 2.0 * (p >= 0.5)
    return sine(p)


def drift(noise, p):
    t = anew(p)
    following = hold(t, noise)
    earlier = hold_before(t, following)
    return earlier + (following - earlier) * smoothstep(p)


def lfo(hand):
    p = (phasor(hand["rate"], hand.n) + hand["phase"]) % 1.0
    shape = hand.choice("shape")
    if shape == "steps":
        return hold(anew(p), hand.noise("level"))
    return drift(hand.noise("level"), p) if shape == "drift" else lfo_shape(shape, p)


def clock(hand):
    p = phasor(hand["rate"] * 0.5, hand.n)
    second = p >= 0.5
    beat = 2 * p - second
    t = anew(beat)
    delay, luck = (0.5 + 0.5 * hand.noise(purpose) for purpose in ("delay", "luck"))
    begin = np.minimum(0.9, second * hand["swing"] + 0.5 * hand["jitter"] * hold(t, delay))
    during = (beat >= begin) & (beat < np.minimum(0.985, begin + hand["width"]))
    return (during & (hold(t, luck) >= hand["skip"])).astype(float)


def random_walk(hand):
    p = phasor(hand["rate"], hand.n)
    t = anew(p)
    moves = np.flatnonzero(t)
    place, places = 0.0, np.zeros(hand.n)
    for at, step in zip(moves, (spread(hand["step"], hand.n) * hand.noise("step"))[moves].tolist()):
        place += step
        place = 2 - place if place > 1 else -2 - place if place < -1 else place
        places[at] = place
    following = hold(t, places)
    earlier = hold_before(t, following)
    return mixed(hand["glide"], following, earlier + (following - earlier) * p)


def crossfade(hand):
    a, b, p = hand.heard("a"), hand.heard("b"), hand["position"]
    if hand.choice("law") == "power":
        return a * sine(0.25 + 0.25 * p) + b * sine(0.25 * p)
    return a + p * (b - a)


def product(hand):
    y = 1.0
    for node, _ in hand.all("in"):
        y = y * node
    return y


def follower(hand):
    x = np.abs(spread(hand.heard("in"), hand.n))
    return unit(hand["gain"] * followed(x, glide(hand["attack"]), glide(hand["release"])))


TYPES = {
    "ad": lambda hand: up_down(hand, 0.0),
    "ahd": lambda hand: up_down(hand, hand["hold"]),
    "adsr": adsr,
    "segments": segments,
    "exponential": exponential,
    "follower": follower,
    "pattern": pattern,
    "lfo": lfo,
    "clock": clock,
    "random_walk": random_walk,
    "mix": lambda hand: sum(gain * node for node, gain in hand.all("in")),
    "multiply": product,
    "crossfade": crossfade,
    "constant": lambda hand: hand["value"],
    "gain": lambda hand: hand.heard("in") * hand["gain"],
}
