/**
 * Materials: what something is made of. Besides its numbers each entry says which voices (`../lib/voices.mjs`) it calls
 * for, and how strongly.
 */
export const materials = [
  {
    word: 'glass',
    words: 'glass glassy crystal bottle mirror window lens prism',
    is: { bright: 0.6, rough: -0.5, high: 0.4, warm: -0.4 },
    calls: { shards: 1, bowed: 0.7, bells: 0.5, musicbox: 0.4 },
  },
  {
    word: 'iron',
    words: 'iron steel metal metallic rail rust rusty chain tin copper brass bearing bearings anvil pot',
    is: { rough: 0.4, bright: 0.2, warm: -0.3 },
    calls: { gong: 1, creak: 0.7, bells: 0.5, loom: 0.5, scrape: 0.4 },
  },
  {
    word: 'bronze',
    words: 'bell bells bronze chime chimes carillon gong ringing ring gamelan tower',
    is: { vast: 0.4, bright: 0.3 },
    calls: { bells: 1.4, gong: 0.8, shards: 0.3 },
  },
  {
    word: 'wooden',
    words: 'wood wooden timber tree oak boat bobbin bobbins plank branch fig bamboo marimba',
    is: { warm: 0.5, rough: 0.1 },
    calls: { mallets: 1.2, creak: 0.8, plucks: 0.4 },
  },
  {
    word: 'stone',
    words: 'stone stones rock gravel clay brick ceramic pebble mountain concrete asphalt',
    is: { high: -0.3, rough: 0.5, dense: 0.2 },
    calls: { scrape: 1, mallets: 0.6, heartbeat: 0.4, sand: 0.4 },
  },
  {
    word: 'drowned',
    words:
      'water watery sea ocean river lake rain tide wave waves drowned flooded wet underwater current swim eel pond',
    is: { rough: -0.3, bright: -0.2, dense: 0.2 },
    calls: { drops: 1, tide: 1.1, rain: 0.6, undertow: 0.6 },
  },
  {
    word: 'dripping',
    words: 'drip drips dripping drop drops bubble bubbles leak tap sprinkler sprinklers',
    is: { dense: -0.3, high: 0.2 },
    calls: { drops: 1.6 },
  },
  {
    word: 'rainy',
    words: 'rain rains drizzle downpour shower storm thunder cloud umbrella roof roofs',
    is: { dense: 0.6, noisy: 0.5 },
    calls: { rain: 1.6, tide: 0.3 },
  },
  {
    word: 'frozen',
    words: 'ice snow frost frozen glacier icicle hail sleet',
    is: { warm: -0.8, bright: 0.6, high: 0.5, rough: -0.1 },
    calls: { shards: 1.1, cloud: 0.6, musicbox: 0.5, glow: 0.5 },
  },
  {
    word: 'airy',
    words: 'air wind breeze gale breath draught sky flute whistle whistling ventilator vane',
    is: { noisy: 0.6, vast: 0.4 },
    calls: { wind: 1.4, breath: 0.9, reed: 0.3 },
  },
  {
    word: 'burning',
    words: 'fire flame ember embers ash burning smoke coal heat oven candle match',
    is: { warm: 0.7, rough: 0.5, dense: 0.2 },
    calls: { embers: 1.5, horn: 0.3 },
  },
  {
    word: 'sandy',
    words: 'sand dust desert dune grain powder lint salt ground earth soil',
    is: { noisy: 0.6, dense: 0.3, warm: 0.2 },
    calls: { sand: 1.4, cloud: 0.5 },
  },
  {
    word: 'electric',
    words:
      'electric electricity dynamo current neon fluorescent tube transformer cable voltage hum hums power lamp engine',
    is: { rough: 0.4, warm: -0.2, bright: 0.2 },
    calls: { hum: 1.4, sequence: 0.6, swarm: 0.3 },
  },
  {
    word: 'transmitted',
    words:
      'radio static signal signals carrier broadcast antenna transmission telescope star satellite noise receiver burst',
    is: { noisy: 0.5, rough: 0.4, vast: 0.3 },
    calls: { radio: 1.6, telegraph: 1, glow: 0.3 },
  },
  {
    word: 'mechanical',
    words:
      'machine machines mechanical loom looms clock clockwork gear wheel flywheel factory mill motor mower press belt lever barrier valve shuttle',
    is: { fast: 0.3, rough: 0.4, dense: 0.3 },
    calls: { loom: 1.5, sequence: 0.7, steam: 0.5, hum: 0.4 },
  },
  {
    word: 'steaming',
    words: 'steam valve hiss hissing boiler kettle pressure spray gas',
    is: { noisy: 0.7, bright: 0.4 },
    calls: { steam: 1.6 },
  },
  {
    word: 'choral',
    words:
      'choir choirs chorus voice voices sing singing sung humming grandmother monk people congregation hymn chord speaks',
    is: { noisy: -0.5, warm: 0.4, vast: 0.3 },
    calls: { choir: 1.5, breath: 0.5, organ: 0.4 },
  },
  {
    word: 'stringed',
    words: 'string strings wire harp guitar lute zither plucked rope thread blade',
    is: { noisy: -0.4, warm: 0.2 },
    calls: { plucks: 1.4, bowed: 0.6 },
  },
  {
    word: 'bowed',
    words: 'cello violin viola bow bowed fiddle squeal groan elbows rubbing',
    is: { noisy: -0.3, warm: 0.3, rough: 0.2 },
    calls: { bowed: 1.5, creak: 0.5 },
  },
  {
    word: 'leathery',
    words: 'drum drums skin leathery heart heartbeat footstep shoes knock knocking thud leather fist stairs',
    is: { high: -0.5, force: 0.3 },
    calls: { heartbeat: 1.5, mallets: 0.3 },
  },
  {
    word: 'swarming',
    words:
      'insect insects bee bees cricket crickets cicada cicadas moth fly wing wings wasp swarm ants beetle bird birds opinions',
    is: { high: 0.7, dense: 0.6, fast: 0.5 },
    calls: { swarm: 1.5, cloud: 0.4 },
  },
  {
    word: 'brassy',
    words: 'horn trumpet brass fanfare siren ship foghorn tyre tyres traffic',
    is: { force: 0.5, warm: 0.2, bright: 0.3 },
    calls: { horn: 1.5 },
  },
  {
    word: 'reedy',
    words: 'reed harmonium accordion bagpipe clarinet oboe grass organ pipe',
    is: { warm: 0.3, noisy: -0.4 },
    calls: { reed: 1.3, organ: 0.8 },
  },
  {
    word: 'papery',
    words: 'paper leaf leaves page book feather cloth silk curtain lace cotton fabric ticket tickets',
    is: { noisy: 0.4, force: -0.4, bright: 0.3 },
    calls: { cloud: 0.8, sand: 0.6, breath: 0.4 },
  },
  {
    word: 'toy',
    words: 'box musicbox toy toys carousel piano keys tooth teeth small child children',
    is: { high: 0.6, force: -0.4, glad: 0.3 },
    calls: { musicbox: 1.4, plucks: 0.3 },
  },
  {
    word: 'animal',
    words: 'animal dog dogs goat wolf whale cow bear beast sleepwalker cat',
    is: { warm: 0.3, rough: 0.2 },
    calls: { horn: 0.7, breath: 0.5, undertow: 0.5 },
  },
];
