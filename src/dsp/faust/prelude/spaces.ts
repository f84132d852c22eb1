/** Echoes, rooms and grains of what was. */
export const spaces = {
  repeats: `repeats(n, x, d, back, m) = ((\\(y).(late3(n, x' + back*y, d - 1.0))) ~ _) : \\(wet).(mixed(m, x, wet));`,
  echo: `echo(n, x, d, back, a, g, m) = ((\\(y).(late3(n, x' + back*y, d - 1.0) : pole(a) : diffuse(241, g) : diffuse(557, 0.0 - g) : diffuse(983, g))) ~ _)
  : \\(wet).(mixed(m, x, wet));`,
  dubEcho: `dubEcho(n, x, dust, t, back, high, low, d, wow, m) = (48000.0*t - 1.0 + 48000.0*wow*(0.0011*swing(0.7, 0.0) + 0.00012*swing(6.3, 0.25) + 0.0009*dust)) : \\(later).(
  ((\\(y).(late3(n, x' + back*y, later) : svfLow(high, 1.25) : *(d) : sat : /(d) : svfHigh(low, 1.4142135623730951))) ~ _)
  : \\(wet).(mixed(m, x, wet*(0.6 + 0.4*d))));`,
  // eight lines that hear one another through a Hadamard matrix
  butterflies: `butterflies = \\(a, b, c, d, e, f, g, h).(a + e, b + f, c + g, d + h, a - e, b - f, c - g, d - h)
  : \\(a, b, c, d, e, f, g, h).(a + c, b + d, a - c, b - d, e + g, f + h, e - g, f - h)
  : \\(a, b, c, d, e, f, g, h).(a + b, a - b, c + d, c - d, e + f, e - f, g + h, g - h);`,
  wall: 'wall(left, a, x) = (left*x) : pole(a);',
  // two heads on a loop of tape that moves at another speed; each is silent while it jumps back
  shiftPitch: `shiftPitch(n, x, speed, window) = phasor((1.0 - speed)/window) : \\(p).(wrap(p + 0.5) : \\(q).(
  late(n, x, 48000.0*window*p)*hat(p) + late(n, x, 48000.0*window*q)*hat(q)));`,
  hat: 'hat(p) = smoothstep(1.0 - abs(2.0*p - 1.0));',
  rainbow: `rainbow(n, m, x, speed, other, second, magic, lag, g, dry) = ((\\(y).((x' + magic*y) : \\(z).(
  (shiftPitch(m, z, speed, 0.083) + second*shiftPitch(m, z, other, 0.061))/(1.0 + 0.5*second))
    : svfLow(g, 1.4142135623730951) : dcBlock : bound : \\(z).(late3(n, z, 48000.0*lag - 1.0)))) ~ _) : \\(wet).(mixed(dry, x, wet));`,
  fedBack: 'fedBack(n, x, back, gain, delay) = x + dcBlock(bound(gain*late3(n, back, 48000.0*delay - 1.0)));',
} as const;
