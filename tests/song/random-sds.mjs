/**
 * Song Design Specs by chance, the same for the same number: every genre, and what people may write into each field. None asks for
 * anything that fails a song by rule; whether the song is any good is for the ensemble.
 */
import { random } from 'simphony/kit';

const genres =
  'afrobeats ccm christmas country electronic hiphop hyperpop indie_alt kids kpop latin pop pop_punk rnb rock'.split(
    ' ',
  );
const people = [
  'a bus driver',
  'two sisters',
  'a retired clockmaker',
  'the night nurse',
  'a beekeeper',
  'an old goalkeeper',
  'the girl next door',
  'a lighthouse keeper',
  'my grandfather',
  'a pair of strangers',
  'the whole village',
  'a street musician',
];
const doing = [
  'waits for the last train',
  'learns to swim at sixty',
  'finds a box of letters',
  'leaves the city before dawn',
  'builds a boat in the garage',
  'dances alone in the kitchen',
  'forgives an old friend',
  'walks home through the snow',
  'paints the school yellow',
  'plants a garden on the roof',
  'counts the stars from a balcony',
  'keeps a promise',
];
const turns = [
  'and nobody believes it',
  'while the rain goes on',
  'because somebody has to',
  'and the town slowly wakes up',
  'before the summer ends',
  'until the music stops',
  '',
];
const things = [
  'lantern',
  'harbour',
  'paper boats',
  'bicycle',
  'winter',
  'rooftop',
  'letters',
  'the river',
  'my mother',
  'engine',
  'thunder',
  'freedom',
  'honey',
  'Lisbon',
  'Harbour Street',
  'tide',
  'umbrella',
  'photograph',
  'hope',
  'stars',
  'piano',
  'kitchen',
  'orange trees',
  'neon',
  'gravel',
  'courage',
  'candle',
  'satellite',
  'brave',
  'golden',
  'dance',
  'run',
  'come home',
  'sunlight',
  'ticket',
  'coffee',
  'echo',
  'wildfire',
  'snow',
  'children',
];
const hooks = [
  'keep the light on',
  'we are not done',
  'hold me like the tide',
  'run',
  'all the way home',
  'nobody owns the morning',
  'turn the radio up',
  'ten more miles to go',
  'stay a little longer',
  'we rise',
  'paper planes and thunder',
  'I will be the river',
  'say it like you mean it',
  'one more song before the rain',
  'oh oh, here we go',
  'never say never again',
  'Orange',
  'sing it back to me',
  'under a silver moon',
  'let the wild heart go',
  'do you remember',
  'louder than the dark',
  'we were golden',
  'dance until the dawn is here',
];
const titles = [
  'Keep the Light On',
  'Paper Boats',
  'Ten More Miles',
  'Letters to Lisbon',
  'What the River Said',
  'Honey & Thunder',
  'The Year of the Bicycle',
  'Snow on Harbour Street',
  'Nobody Owns the Morning',
  'Rooftops',
  'A Very Long Title That Goes On and On Until It Nearly Fills the Line It Has',
  'Run',
  'Über den Dächern',
  'Coffee at Four',
  'Small Hours',
  'Satellite Heart',
];
const moods = ['hopeful', 'tender', 'defiant', 'wistful', 'playful', 'dreamy', 'fierce', 'calm'];
const tags = [
  'warm',
  'slow',
  'fast',
  'lo-fi',
  'hi-fi',
  'acoustic',
  'electronic',
  'vintage',
  'modern',
  'intimate',
  'anthemic',
  'tape hiss',
  'hand claps',
  'gang vocals',
  'minimal',
  'whisper',
];
const instruments = [
  'upright piano',
  'nylon guitar',
  'fiddle',
  'synth bass',
  'brass section',
  'hand drums',
  'glockenspiel',
];
const influences = [
  'a brass band in a small chapel, chalk and candle wax',
  'late-night radio of the seventies',
  'songs sung on ferries',
  'rain on a tin roof, tape echo',
];
const schemes = {
  verse: ['ABAB', 'AABB', 'ABCB', 'ABBA', 'AABBCC', 'ABABCC', 'AAAA', 'ABCABC', 'AAXA'],
  chorus: ['AABB', 'ABAB', 'ABCB', 'AABA', 'XAXA'],
  bridge: ['AA', 'ABAB', 'AABB', 'AXA'],
};
/** For sections that every song has. */
const own = [
  ['The ferry left at half past four', 'and took the summer with it'],
  ['Nobody asked the moon to stay'],
  ['I kept a seat for you', 'I kept a cup', 'I kept the window open'],
];
const structures = [
  ['verse', 'chorus', 'verse', 'chorus', 'bridge', 'chorus'],
  ['intro', 'verse', 'pre-chorus', 'chorus', 'verse', 'chorus', 'outro'],
  ['chorus', 'verse', 'chorus', 'verse', 'bridge', 'chorus', 'chorus'],
  ['verse', 'refrain', 'verse', 'refrain', 'solo', 'verse', 'refrain'],
];
const sources = ['songs/sources/glasshouse.md', 'songs/sources/mail-boat.md'];

/** @param {number} number @returns {Record<string, any>} a spec that fits sds.schema.json */
export function randomSds(number) {
  const chance = random(number, 'a spec');
  const maybe = (share, make) => (chance.next() < share ? make() : undefined);
  const several = (list, least, most) => chance.shuffle(list).slice(0, chance.integer(least, most));
  const wished = (value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
  return wished({
    title: chance.pick(titles),
    // each genre as often as any other
    blueprint_ref: genres[number % genres.length],
    style: wished({
      mood: maybe(0.6, () => several(moods, 1, 3)),
      energy: maybe(0.4, () => chance.integer(1, 10)),
      bpm: maybe(0.4, () => chance.integer(50, 190)),
      key: maybe(0.3, () => chance.pick(['D minor', 'F# major', 'Bb major', 'A minor'])),
      instruments: maybe(0.4, () => several(instruments, 1, 3)),
      tags: maybe(0.5, () => several(tags, 1, 8)),
      avoid: maybe(0.2, () => several(tags, 1, 3)),
      vocal: maybe(0.3, () => ({ range: chance.pick(['alto', 'baritone']), delivery: 'close and plain' })),
      influences: maybe(0.3, () => chance.pick(influences)),
    }),
    lyrics: wished({
      theme: `${chance.pick(people)} ${chance.pick(doing)} ${chance.pick(turns)}`.trim(),
      keywords: maybe(0.85, () => several(things, 1, 6)),
      hook: maybe(0.75, () => chance.pick(hooks)),
      rhyme_scheme: maybe(0.5, () => ({
        verse: chance.pick(schemes.verse),
        ...(chance.next() < 0.6 ? { chorus: chance.pick(schemes.chorus) } : {}),
        ...(chance.next() < 0.4 ? { bridge: chance.pick(schemes.bridge) } : {}),
      })),
      point_of_view: maybe(0.6, () =>
        chance.pick(['first person', 'second person', 'third person', 'first person plural']),
      ),
      tense: maybe(0.5, () => chance.pick(['past', 'present', 'future'])),
      lines: maybe(0.2, () => ({ 'verse-1': chance.pick(own) })),
    }),
    producer_notes: wished({
      structure: maybe(0.25, () => chance.pick(structures)),
      notes: maybe(0.2, () => 'leave room before the last chorus'),
      durations: maybe(0.2, () => ({ verse: chance.integer(15, 40) })),
    }),
    sources: maybe(0.15, () => several(sources, 1, 2).map((path) => ({ path }))) ?? [],
    prompt_controls: wished({
      engine: maybe(0.6, () => chance.pick(['suno', 'udio', 'default'])),
      section_tags: maybe(0.3, () => chance.next() < 0.5),
      negative_tags: maybe(0.2, () => chance.next() < 0.5),
      style_prose: maybe(0.2, () => true),
    }),
    render: { enabled: false },
    seed: chance.integer(0, 1_000_000),
    explicit: maybe(0.1, () => true),
    mode: maybe(0.2, () => 'private'),
  });
}
