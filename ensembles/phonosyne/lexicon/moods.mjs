/**
 * Moods: how something feels, as numbers. Every axis runs from -1 to 1 and is described in `axes.mjs`; what an entry
 * does not name it leaves as it is. `word` is the adjective that a description uses, `words` are what a brief may say
 * (compared after `rootOf`, so `settle`, `settled` and `settling` need one entry only).
 */
export const moods = [
  {
    word: 'calm',
    words: 'calm quiet peaceful serene tranquil hush hushed silence silent rest',
    is: { force: -0.8, fast: -0.6, dense: -0.4 },
  },
  {
    word: 'patient',
    words: 'patient settled slow slowly unhurried waiting wait endless old ancient',
    is: { fast: -0.9, force: -0.4, vast: 0.3 },
  },
  {
    word: 'tender',
    words: 'tender gentle soft softly kind lullaby mild quilt safe love dear',
    is: { force: -0.9, warm: 0.6, rough: -0.7, glad: 0.2 },
  },
  {
    word: 'sleepy',
    words: 'sleepy sleep asleep drowsy tired dream dreaming night',
    is: { fast: -0.8, bright: -0.5, warm: 0.3, force: -0.5 },
  },
  {
    word: 'mournful',
    words: 'mournful sad sorrow grief lament lonely alone lost empty loss farewell',
    is: { glad: -0.9, bright: -0.3, dense: -0.4, fast: -0.4 },
  },
  {
    word: 'wistful',
    words: 'wistful longing nostalgia memory remember remembers yearning faded thinner',
    is: { glad: -0.4, warm: 0.4, fast: -0.3, vast: 0.2 },
  },
  {
    word: 'uneasy',
    words: 'uneasy afraid fear frightening anxious nervous strange uncanny eerie haunted damaged wrong',
    is: { glad: -0.6, rough: 0.4, warm: -0.4, bright: -0.2 },
  },
  {
    word: 'menacing',
    words: 'menacing dread threat sinister ominous doom evil terror monstrous',
    is: { glad: -0.9, force: 0.5, high: -0.7, bright: -0.5 },
  },
  {
    word: 'furious',
    words: 'furious fury rage angry violent fierce wild war loud scream storming overheats',
    is: { force: 1, rough: 0.9, dense: 0.6, fast: 0.5 },
  },
  {
    word: 'restless',
    words: 'restless panic hurry busy frantic jittery agitated chaos sudden alarm',
    is: { fast: 0.9, dense: 0.6, force: 0.4 },
  },
  {
    word: 'driving',
    words: 'driving drive drives dance party groove march sweat sweating working shift',
    is: { fast: 0.7, force: 0.6, dense: 0.4, noisy: -0.2 },
  },
  {
    word: 'playful',
    words: 'playful play silly funny comic toy toys laughter laugh astonishment parliament game',
    is: { glad: 0.8, fast: 0.6, high: 0.5, bright: 0.5 },
  },
  {
    word: 'joyful',
    words: 'joyful joy happy glad bright cheerful celebration festival smile wedding',
    is: { glad: 1, bright: 0.6, force: 0.2, warm: 0.3 },
  },
  {
    word: 'hopeful',
    words: 'hope hopeful promise dawn morning spring answer answers open opening begin',
    is: { glad: 0.6, bright: 0.4, vast: 0.3 },
  },
  {
    word: 'holy',
    words: 'holy sacred devout prayer pray reverent solemn ritual angel divine grace',
    is: { vast: 0.9, force: -0.2, noisy: -0.6, glad: 0.1, fast: -0.6 },
  },
  {
    word: 'warm',
    words: 'warm cosy cozy homely kitchen amber honey golden bread tea',
    is: { warm: 1, bright: -0.2, rough: -0.3, glad: 0.3 },
  },
  {
    word: 'cold',
    words: 'cold cool icy frozen freezing chill winter white blue pale',
    is: { warm: -1, bright: 0.3, dense: -0.2 },
  },
  {
    word: 'dark',
    words: 'dark darkness black shadow gloom murky deep deeper below beneath under',
    is: { bright: -0.9, high: -0.6, vast: 0.2 },
  },
  {
    word: 'luminous',
    words: 'luminous light shine shining shimmer shimmering glow glowing radiant brilliant sun noon',
    is: { bright: 0.9, high: 0.3, glad: 0.3 },
  },
  {
    word: 'heavy',
    words: 'heavy massive huge giant weight enormous thick great iron',
    is: { high: -0.8, force: 0.6, dense: 0.3 },
  },
  {
    word: 'tiny',
    words: 'tiny small little minute miniature delicate thin fragile fine',
    is: { high: 0.8, force: -0.6, vast: -0.5 },
  },
  {
    word: 'broken',
    words: 'broken break jammed faulty cracked bent ruined missing glitch glitchy error torn',
    is: { rough: 0.7, warm: -0.2, glad: -0.2 },
  },
  {
    word: 'dry',
    words: 'dry arid drought thirst heat hot parched dusty',
    is: { vast: -0.2, rough: 0.3, warm: 0.4, dense: -0.3 },
  },
  {
    word: 'distant',
    words: 'distant far away remote horizon faint vague echo behind',
    is: { vast: 0.9, force: -0.5, bright: -0.3 },
  },
  {
    word: 'polite',
    words: 'polite formal elegant graceful courtly careful precise neat',
    is: { force: -0.3, rough: -0.5, noisy: -0.4 },
  },
];
