"""A checked graph to samples, and what is done to them at the end: what joins, fades and the level."""

import numpy as np
from scipy.signal import lfilter

from . import control, effects, filters, sources, spaces
from .recurrences import dc_block, late3
from .signals import RATE, Chance, bound, mixed, rises, spread, unit

TYPES = {**sources.TYPES, **control.TYPES, **filters.TYPES, **effects.TYPES, **spaces.TYPES}


class Hand:
    """One node: its numbers as they move, what it hears, and its chance."""

    def __init__(self, node, heard, n, chance, tables):
        self.node, self.signals, self.n, self.chance, self.tables = node, heard, n, chance, tables

    def value(self, value):
        by = value["by"]
        if not by:
            return float(value["value"])
        y = value["value"]
        octaves = [move for move in by if move["how"] == "octaves"]
        if octaves:
            y = y * np.exp2(sum(move["amount"] * self.signals[move["node"]] for move in octaves))
        for move in by:
            if move["how"] == "depth":
                y = y + move["amount"] * self.signals[move["node"]]
        return np.clip(y, value["range"]["min"], value["range"]["max"])

    def __getitem__(self, name):
        if name == "in":
            return spread(self.heard("in"), self.n)
        return self.value(self.node["values"][name])

    def has(self, name):
        return name in self.node["values"]

    def heard(self, name):
        found = self.node["inputs"].get(name)
        return self.signals[found[0]["node"]] if found else None

    def all(self, name):
        return [
            (self.signals[one["node"]], self.value(one["gain"]) if "gain" in one else 1.0)
            for one in self.node["inputs"][name]
        ]

    def choice(self, name):
        return self.node["choices"][name]

    def list(self, name):
        return [self.value(value) for value in self.node["lists"].get(name, [])]

    def points(self, name):
        return [{key: self.value(value) for key, value in one.items()} for one in self.node["points"][name]]

    def most(self, name):
        value = self.node["values"][name]
        return value["range"]["max"] if value["by"] else value["value"]

    def counted(self, name):
        """How much there is of each of so many."""
        count = self[name]
        return [unit(count - index) for index in range(int(np.ceil(self.most(name))))]

    def overlap(self):
        values = self.node["values"]
        if values["density"]["by"] or values["size"]["by"]:
            return 8
        return max(2, min(8, int(np.ceil(values["density"]["value"] * values["size"]["value"] * 1.3)) + 1))

    def noise(self, purpose):
        return self.chance.noise(self.node["name"], purpose, self.n)

    def drawn(self, purpose):
        return self.chance.drawn(self.node["name"], purpose)

    def trigger(self):
        heard = self.heard("trigger")
        if heard is not None:
            return rises(spread(heard, self.n))
        start = np.zeros(self.n, bool)
        start[0] = True
        return start

    def with_dry(self, wet):
        share = self["mix"]
        return wet if np.ndim(share) == 0 and share == 1 else mixed(share, self["in"], wet)


def play(graph, tables, seed):
    """Channels of float64."""
    n = round((graph["duration"] + graph.get("loop", {}).get("crossfade", 0)) * RATE)
    chance = Chance(graph.get("seed", seed))
    signals = {}

    def turn(names):
        for name in names:
            node = graph["nodes"][name]
            hand = Hand(node, signals, n, chance, tables)
            signals[name] = feedback(hand) if node["type"] == "feedback" else TYPES[node["type"]](hand)

    circles = [name for name in graph["order"] if graph["nodes"][name]["type"] == "feedback"]
    for name in circles:
        signals[graph["nodes"][name]["inputs"]["from"][0]["node"]] = 0.0
    turn(graph["order"])
    if circles:
        # whole arrays know no circle: round it again until what comes round is what came before, or nearly
        again = graph["order"][graph["order"].index(circles[0]) :]
        for _ in range(8):
            earlier = [signals[out] for out in graph["out"]]
            turn(again)
            if all(np.max(np.abs(signals[out] - one)) < 1e-3 for out, one in zip(graph["out"], earlier)):
                break
    return [np.array(spread(signals[out], n)) for out in graph["out"]]


def feedback(hand):
    back = spread(hand.heard("from"), hand.n)
    heard = late3(back, np.maximum(1.0, RATE * hand["delay"]))
    return hand["in"] + dc_block(bound(hand["gain"] * heard))


def loudness(channels):
    """Integrated loudness (ITU-R BS.1770-5), by the standard's coefficients."""
    hop = RATE // 10
    powers = 0.0
    for x in channels:
        y = lfilter([1.53512485958697, -2.69169618940638, 1.19839281085285], [1, -1.69065929318241, 0.73248077421585], x)
        y = lfilter([1, -2, 1], [1, -1.99004745483398, 0.99007225036621], y)
        steps = (y[: len(y) // hop * hop].reshape(-1, hop) ** 2).sum(axis=1)
        powers = powers + np.convolve(steps, np.ones(4), "valid") / (4 * hop)
    lufs = -0.691 + 10 * np.log10(np.maximum(powers, 1e-30))
    heard = powers[lufs > -70]
    if not len(heard):
        return -70.0
    relative = -10.691 + 10 * np.log10(heard.mean())
    return -0.691 + 10 * np.log10(powers[(lufs > relative) & (lufs > -70)].mean())


def finished(channels, graph):
    """float32, as long and as loud as asked."""
    frames = round(graph["duration"] * RATE)
    done = []
    for x in channels:
        over = len(x) - frames
        if over > 0:
            one, other = x[:over].copy(), x[frames : frames + over]
            r = max(0.0, float(one @ other) / np.sqrt(max(1e-30, float(one @ one) * float(other @ other))))
            b = 0.5 + 0.5 * np.cos(np.pi * np.arange(over) / over)
            a = 1 - b
            x[:over] = (a * one + b * other) / np.sqrt(a * a + b * b + 2 * a * b * r)
        x = x[:frames]
        if "loop" not in graph:
            for part, seconds in ((x, graph["fade"]["in"]), (x[::-1], graph["fade"]["out"])):
                length = min(frames // 2, round(seconds * RATE))
                part[:length] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(1, length))
        done.append(x)
    level = graph.get("level")
    peak = max(float(np.max(np.abs(x))) for x in done)
    if level is None or peak == 0:
        return [x.astype(np.float32) for x in done]
    peak_db = 20 * np.log10(peak)
    wanted = level["peak_dbfs"] - peak_db if "peak_dbfs" in level else level["lufs"] - loudness([x / peak for x in done]) - peak_db
    gain = 10 ** (min(wanted, -1.2 - peak_db, 60) / 20)
    return [(x * gain).astype(np.float32) for x in done]
