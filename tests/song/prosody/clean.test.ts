import { describe, expect, test } from 'vitest';
import { moduleOf } from '../ensemble.ts';
import { stanzas } from './verse.ts';

const { profanityIn } = await moduleOf<{ profanityIn(text: string): { word: string; index: number }[] }>(
  'lib/profanity.mjs',
);
const { livingArtistIn } = await moduleOf<{
  livingArtistIn(text: string, options?: { bare?: boolean }): { phrase: string; index: number }[];
}>('lib/living-artist.mjs');

describe('profanity', () => {
  test.each([
    [
      'as it is',
      'fuck shit bitches bullshit asshole bastards cunt pussy damn goddamn motherfucker dickhead wanker piss',
    ],
    ['inflected', "Fucking fuckin' shitty shitting whoring pissed sluts bitchin'"],
    ['with digits and signs', 'sh1t $hit a$$ @ss b!tch assh0le d1ck sh!t'],
    ['with stars', 'f*ck f**k f*** s*** sh*t b*tch c*nt'],
    ['stretched', 'fuuuuck shiiiit biiiitch asssss'],
    ['in other letters', 'ＦＵＣＫ фuck fυck'],
    ['in small capitals', 'ꜰᴜᴄᴋ ꜱʜɪᴛ'],
    ['misspelled', 'phuck fvck fck fcking fukin biatch cvnt kunt fuccboi biyotch shat'],
    ['joined', 'sh-it f_u_c_k mother-fucker dumb-ass'],
  ])('%s: every word is found', (_, text) => {
    const found = profanityIn(text).map(({ word }) => word);
    expect(found).toEqual(text.split(' ').flatMap((word) => [joinedAs.get(word) ?? bare(word)]));
  });

  test.each([
    'f u c k',
    'oh f---',
    'f--k off',
    'what the f…k',
    'd--n it',
    'f.u.c.k',
    's h i t',
    'fu ck',
    'what the hell',
    'hell yeah',
    'go to hell',
    'kick your ass',
  ])('in more than one word: %s', (text) => {
    expect(profanityIn(text)).toHaveLength(1);
  });

  test.each([
    'glass class grass brass pass mass bass embarrass compass assassin assume hassle',
    'Hello shell he’ll we’ll who’re heaven and hell, the gates of hell',
    'Scunthorpe Penistone Essex Sussex Hancock Dickens Uranus',
    'cockpit cocktail peacock cocky cumin document cucumber circumstance pussycat',
    'shiitake shift ship sheet push it, hit, wish it, flush it out',
    'duck luck truck buck witch ditch dam damp title button titan titter',
    'snigger niggardly raccoon cocoon arsenal parse coarse analysis canal therapist grape',
    'pa$$ cla$$ic gla55 h3llo 455 80085 * * * a star * one*two L O V E A B C D E F',
    'the ox and ass before him bow, the cock crows at dawn',
    'Moby Dick, tit for tat, pussy willow, magna cum laude, a prick of the thorns',
    'spotted dick, cock-a-hoop, Kuntz, shatter, it s—the rain, if--but, d-d-dance, well--known',
  ])('none: %s', (text) => {
    expect(profanityIn(text)).toEqual([]);
  });

  test('says which word and where', () => {
    expect(profanityIn('oh “shit”, again: f*ck it')).toEqual([
      { word: 'shit', index: 4 },
      { word: 'f*ck', index: 18 },
    ]);
  });

  test('is not in a hundred stanzas of old verse, but for the ass and what was damned', () => {
    expect(stanzas.flatMap(({ lines }) => profanityIn(lines.join('\n')))).toEqual([]);
  });
});

/** Of two words with a hyphen the one that swears. */
const joinedAs = new Map([
  ['dumb-ass', 'ass'],
  ['mother-fucker', 'fucker'],
]);
const bare = (word: string): string => word.replace(/['’]$/u, '');

describe('a living artist’s manner', () => {
  test.each([
    'in the style of Taylor Swift',
    'In the style of taylor swift',
    'sounds like Drake',
    'a song à la Adele',
    'Ed Sheeran type beat',
    'channel Billie Eilish’s whispery voice',
    'a Beyoncé-inspired anthem',
    'think Bruno Mars meets Dua Lipa',
    'as if Adele wrote it',
    'make it sound like something Coldplay would release',
    'reminiscent of early Radiohead',
    'give it Harry Styles energy',
    'ed-sheeran-style',
    'Taylor Swift vibes',
    'in the style of Jane Marlowe',
    'in the manner of Ada Quill',
    'an Ada Quill type beat',
    'Ada Quill-esque ballad',
    'in the style of the singer Mira Holloway',
    'in the style of a living artist',
    'in the style of your favourite pop star',
    'a cross between Muse and Oasis',
    'copying the sound of Paul McCartney',
    'in the style of Pink',
    'sounds like P!nk',
    'sung by Seal',
    'a Dylanesque ballad',
    'Swiftian storytelling',
    'that Billie Eilish whisper',
    'in the style of a currently active country singer',
  ])('is asked for: %s', (text) => {
    expect(livingArtistIn(text)).not.toEqual([]);
  });

  test.each([
    'in the style of a lullaby',
    'in the style of Motown',
    'in the style of Mozart',
    'in the style of the late Johnny Cash',
    'in the style of Johnny Cash',
    'in the style of Delta Blues',
    'in the style of Old English Ballads',
    'in the style of New Orleans',
    'in the style of the late Ada Quill',
    'a tailor, swift with her needle',
    'sounds like rain on the roof',
    'sings like a bird',
    'inspired by the ocean',
    'in a living room',
    'my heart is like a drake upon the lake',
    'I met John Smith in the rain',
    'Tears fall like Niagara Falls',
    'Usher in the dawn like a king',
    'in the spirit of Christmas Eve',
    'the weekend feels like summer',
    'Dear Jane Marlowe, I am singing for you',
    'Choked Harold like a cherished song',
    'a living, breathing artist in me',
    'pink skies, and your seal upon my heart',
    'inspired by Mount Everest',
    'inspired by the Grand Canyon',
    'in the style of Art Deco',
    'a nod to Route Sixty Six',
    'in the style of Ancient Rome',
    'inspired by Martin Luther King',
    'a tribute to Captain Ahab',
  ])('is not asked for: %s', (text) => {
    expect(livingArtistIn(text)).toEqual([]);
  });

  test('in a field of style a name is enough', () => {
    expect(livingArtistIn('Taylor Swift')).toEqual([]);
    expect(livingArtistIn('warm, Taylor Swift', { bare: true })).toEqual([
      { phrase: 'Taylor Swift', index: 6 },
    ]);
  });

  test('the place is that of the text as given, also where accents are signs of their own', () => {
    const text = 'cafe\u0301 songs in the style of Beyonce\u0301 and Adele';
    const found = livingArtistIn(text);
    expect(found).toHaveLength(2);
    for (const { phrase, index } of found) expect(text.slice(index, index + phrase.length)).toBe(phrase);
    expect(found[0]?.phrase).toBe('Beyonce\u0301');
  });

  test('every name of a list is told, with its place', () => {
    expect(livingArtistIn('In the style of Beyoncé and Rihanna')).toEqual([
      { phrase: 'Beyoncé', index: 16 },
      { phrase: 'Rihanna', index: 28 },
    ]);
  });

  test('is not in a hundred stanzas of old verse', () => {
    expect(stanzas.flatMap(({ lines }) => livingArtistIn(lines.join('\n')))).toEqual([]);
  });
});

test('a hundred thousand signs of anything are looked through at once', () => {
  for (const text of [
    'a*b*c*d*e*f* ',
    'A B ',
    'Ada Quill Zed ',
    'in the style of ',
    'f.',
    'aaaa',
    'the fire ',
  ]) {
    const long = text.repeat(100_000 / text.length);
    profanityIn(long);
    livingArtistIn(long);
  }
});
