/**
 * Motions: how something moves. `move` names the movement that the analyzer gives a voice (`../lib/movement.mjs`), `verb`
 * is how a description says it.
 */
export const motions = [
  {
    word: 'breathing',
    verb: 'breathes',
    move: 'breathe',
    words: 'breathe breathes breathing breath inhale exhale sigh heater sleeping',
    is: { fast: -0.5, force: -0.2 },
  },
  {
    word: 'pulsing',
    verb: 'pulses',
    move: 'pulse',
    words: 'pulse pulsing pulses beat beating throb tick ticking rhythm count counts tempo',
    is: { fast: 0.4, dense: 0.1 },
  },
  {
    word: 'drifting',
    verb: 'drifts',
    move: 'drift',
    words: 'drift drifting float floating wander current carry hover moving cloud',
    is: { fast: -0.5, vast: 0.3 },
  },
  {
    word: 'rising',
    verb: 'rises',
    move: 'rise',
    words: 'rise rises rising climb climbing grow growing lift up upward opens ascend',
    is: { bright: 0.3, glad: 0.2, high: 0.2 },
  },
  {
    word: 'falling',
    verb: 'falls',
    move: 'fall',
    words: 'fall falls falling sink sinks sinking descend descent down downward drop collapse',
    is: { bright: -0.3, high: -0.3, glad: -0.2 },
  },
  {
    word: 'turning',
    verb: 'turns',
    move: 'turn',
    words: 'turn turns turning round circle circles spin rotate spiral wheel orbit revolve',
    is: { fast: 0.1 },
  },
  {
    word: 'flickering',
    verb: 'flickers',
    move: 'flicker',
    words: 'flicker flickering stutter stutters blink spark sparkle twinkle burst chatter chattering',
    is: { fast: 0.6, bright: 0.3, rough: 0.2 },
  },
  {
    word: 'trembling',
    verb: 'trembles',
    move: 'tremble',
    words: 'tremble trembling shiver shake vibrate quiver wobble flutter shimmering',
    is: { fast: 0.4, force: -0.1 },
  },
  {
    word: 'swelling',
    verb: 'swells',
    move: 'swell',
    words: 'swell swells swelling wave waves surge tide crescendo build building gather',
    is: { force: 0.3, dense: 0.2, vast: 0.2 },
  },
  {
    word: 'knocking',
    verb: 'knocks',
    move: 'knock',
    words: 'knock knocking tap hammer strike hit clap slap slapping step click',
    is: { force: 0.3, fast: 0.2 },
  },
  {
    word: 'rocking',
    verb: 'rocks',
    move: 'rock',
    words: 'rock rocks rocking sway swing cradle lullaby pendulum boat',
    is: { fast: -0.3, warm: 0.2 },
  },
  {
    word: 'scattering',
    verb: 'scatters',
    move: 'scatter',
    words: 'scatter scattering spray crumble crack cracking break shatter grains splinter thousands',
    is: { dense: 0.4, fast: 0.4, noisy: 0.2 },
  },
  {
    word: 'still',
    verb: 'hardly moves',
    move: 'still',
    words: 'still stand stands standing stop stops lie lies stay frozen nothing stretch',
    is: { fast: -0.9, dense: -0.3 },
  },
  {
    word: 'racing',
    verb: 'races',
    move: 'race',
    words: 'race run running fast faster rush quick speed gallop fly',
    is: { fast: 1, force: 0.3 },
  },
];
