"""The waves of `wavetable`: four to a table, each in six copies with fewer and fewer harmonics."""

import numpy as np

SIZE = 1024
COPIES = (64, 32, 16, 8, 4, 1)
K = np.arange(1, 65)


def near(hertz, width):
    return np.exp(-(((K * 110 - hertz) / width) ** 2))


def sung(*formants):
    return 0.25 / K**1.5 + sum(level * near(hertz, 90 + hertz * 0.06) for hertz, level in formants)


def drawbars(levels):
    return np.array([levels.get(int(k), 0.0) for k in K])


ODD = K % 2 == 1

WAVES = {
    "classic": (
        1.0 * (K == 1),
        ODD * np.where(K % 4 == 1, 1, -1) / K**2,
        1 / K,
        ODD / K,
    ),
    "voice": (
        sung((300, 1), (870, 0.4), (2240, 0.08)),
        sung((570, 1), (840, 0.6), (2410, 0.1)),
        sung((730, 1), (1090, 0.7), (2440, 0.2)),
        sung((270, 1), (2290, 0.4), (3010, 0.3)),
    ),
    "organ": (
        drawbars({1: 1, 2: 0.5}),
        drawbars({1: 1, 2: 0.8, 3: 0.7, 4: 0.3}),
        drawbars({1: 0.8, 2: 0.8, 3: 0.5, 4: 0.7, 6: 0.5, 8: 0.5}),
        drawbars({1: 0.6, 2: 1, 3: 0.6, 4: 0.9, 5: 0.5, 6: 0.7, 8: 0.8, 12: 0.5, 16: 0.6}),
    ),
    "glass": (
        drawbars({1: 1, 5: 0.15}),
        drawbars({1: 0.8, 5: 0.5, 9: 0.3, 14: 0.1}),
        drawbars({1: 0.5, 7: 0.5, 12: 0.5, 19: 0.3, 27: 0.1}),
        drawbars({1: 0.3, 9: 0.4, 17: 0.4, 26: 0.4, 37: 0.3, 50: 0.2}),
    ),
    "metal": (
        np.isin(K, (1, 3, 4, 7, 11)) / K**0.6,
        (K * K % 7 == 1) / K**0.5,
        (K * K % 11 < 3) / K**0.5,
        (K * K * K % 13 < 4) / K**0.35,
    ),
    "reed": (
        np.where(ODD, 1 / K**1.4, 0.1 / K),
        np.where(ODD, 1, 0.3) / (1 + (K / 5) ** 2),
        np.where(ODD, 0.7, 0.6) / (1 + ((K - 6) / 4) ** 2),
        1 / (1 + ((K - 11) / 7) ** 2),
    ),
}


def written(name):
    """Copy, wave, sample."""
    turns = np.sin(2 * np.pi * np.outer(K, np.arange(SIZE)) / SIZE)
    table = np.zeros((len(COPIES), 4, SIZE))
    for wave, levels in enumerate(WAVES[name]):
        levels = levels / np.max(np.abs(levels @ turns))
        for copy, most in enumerate(COPIES):
            table[copy, wave] = (levels * (K <= most)) @ turns
    return table
