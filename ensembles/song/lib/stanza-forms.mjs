/**
 * Stanza forms that verse and songs are written in, by their rhyme schemes, with how much they are to be expected: the natural
 * logarithm of a share among stanzas of that length, by rough count and by ear. Longer ones are made of them (`formsFor`).
 */
const forms = {
  1: { A: 0 },
  2: { AA: -0.4, AB: -1.6 },
  3: { AAA: -1.2, ABA: -1.6, AAB: -2, ABB: -2.5, ABC: -3 },
  4: {
    ABAB: -1.1,
    AABB: -1.3,
    ABCB: -1.3,
    ABBA: -1.8,
    AAAA: -3,
    AABA: -3,
    AAAB: -3.2,
    ABAC: -4,
    ABBB: -4.2,
    ABCA: -4.5,
    AABC: -5,
    ABCC: -5,
    ABCD: -4.5,
  },
  5: {
    AABBA: -0.9,
    ABABB: -1.9,
    ABAAB: -2,
    ABBAB: -3,
    ABCCB: -2.5,
    AABAB: -3.2,
    AAAAB: -3.5,
    AAABB: -3.5,
    ABBBA: -3.8,
    AABBC: -3.5,
    ABABA: -3.2,
    ABCBB: -3.2,
    ABABC: -3.6,
    AAAAA: -4,
    AABBB: -3.5,
    ABBAA: -3.6,
    ABCBD: -4.5,
  },
  6: {
    ABABCC: -1.2,
    AABCCB: -1.7,
    AABBCC: -1.9,
    ABABAB: -2.6,
    ABCABC: -3,
    AAABAB: -2.8,
    ABCBDB: -2.3,
    AABAAB: -3,
    ABCCBA: -3.6,
    ABBACC: -2.6,
    AAABBB: -3.2,
    ABCBBB: -3,
    ABACBC: -3.5,
    ABABBC: -4,
    ABBAAB: -3.6,
    AABBAA: -4,
    ABCBCC: -4,
    ABCBDD: -3.6,
    AAABCB: -4,
    AABCBC: -3.8,
    AAAABB: -3.6,
    AABBAB: -3.8,
    AABABB: -3.8,
    ABABCB: -4,
    AAAAAA: -5,
  },
  7: {
    ABABBCC: -1.2,
    ABABCCB: -2.5,
    ABABCBC: -3,
    ABABCCC: -3,
    AABBCCC: -3.2,
    ABACBCC: -3.5,
    ABABACC: -3.5,
    AABBACC: -3.6,
    ABCBDDB: -3.6,
    AABCCCB: -3.2,
  },
  8: {
    ABABCDCD: -1.2,
    ABCBDEFE: -1.9,
    AABBCCDD: -1.9,
    ABABABCC: -2.3,
    AAABCCCB: -2.8,
    ABABBCBC: -2.8,
    ABBAABBA: -2.8,
    ABBACDDC: -2.8,
    ABBACDCD: -3.6,
    ABABCDDC: -3.4,
    ABABCCDD: -3.2,
    AABBCDCD: -3.4,
    AABCCBDD: -3.6,
    ABAAABAB: -3,
    ABABCCDC: -4,
    AABCDDBC: -4.5,
    AABCCDDB: -4,
    ABABABAB: -3.5,
    AABCCBDB: -4.5,
    AABBBCCC: -4.5,
    ABABCCCB: -3.6,
    ABCBDBEB: -3.6,
    ABCBABCB: -4,
    AABAABBA: -4.5,
  },
  9: {
    ABABBCBCC: -1.4,
    AAAABCCCB: -2.2,
    ABABCDCDD: -4.5,
    ABABCDCDB: -3.4,
    ABABCCDDC: -4,
    AABBCCDDD: -3.8,
    ABABBCBCB: -4,
  },
  10: {
    ABABCDECDE: -1.5,
    ABABCDCDEE: -2.2,
    ABABCDEDCE: -2.4,
    ABABCDEECD: -3.2,
    ABABCDCEDE: -3.2,
    ABBACDDCEE: -3,
    ABBAABBACC: -3.6,
    ABBAACCDDC: -3.4,
    ABABCCDEED: -3.8,
    ABBACDECDE: -3.6,
  },
  11: { ABABCDEDCCE: -1.8, ABABCDECDDE: -2, ABABCDCDEFE: -4 },
  14: {
    ABABCDCDEFEFGG: -0.9,
    ABBAABBACDECDE: -2,
    ABBAABBACDCDCD: -2,
    ABBAABBACDCDEE: -2.8,
    ABBAABBACDDCEE: -3,
    ABBAABBACDEDCE: -3.2,
    ABBAABBACDCEDE: -3.6,
    ABBAABBACDDECE: -3.6,
    ABBAABBACDEEDC: -3.6,
    ABBAABBACDCDDC: -3.8,
    ABBAABBACDCCDC: -3.8,
    ABBAABBACDDCDC: -3.8,
    ABBAABBACCDEED: -3.4,
    ABBAABBACCDEDE: -3.4,
    ABBAABBACDECED: -3.6,
    ABBAABBACDEDEC: -3.6,
    ABBAABBACDECDC: -4.2,
    ABBAACCADEDEFF: -3.6,
    ABBAACCADEEDFF: -3.8,
    ABBAACCADEFDEF: -3.4,
    ABBAACCADEDEDE: -3.6,
    ABBAACCADEEDED: -3.8,
    ABBAACCADEDFEF: -3.8,
    ABBAACCADEFEDF: -3.8,
    ABBACDDCEFEFGG: -2.8,
    ABBACDDCEFFEGG: -3.2,
    ABBACDDCEFGEFG: -3.2,
    ABBACDDCEFEFEF: -3.6,
    ABABABABCDCDCD: -3.6,
    ABABABABCDECDE: -3.6,
    ABABBCBCCDCDEE: -4,
    ABABCDCDEFGEFG: -3,
    ABABCDCDEEFGGF: -4,
    ABABCDCDEFFEGG: -3.2,
    ABABCDDCEFFEGG: -4,
    ABABCDCDEFEFEF: -3.8,
    ABABACACDEDEFF: -4.5,
    ABABACDCEDEFEF: -4,
    AABBCCDDEEFFGG: -3,
  },
  19: { ABAABAABAABAABAABAA: -3 },
};

/** Terza rima of so many lines: ABA BCB CDC, with a line, a couplet or one line more of its last tercet at the end. */
function terza(lines) {
  const tercets = lines % 3 === 1 ? Math.floor(lines / 3) : Math.ceil(lines / 3);
  return Array.from({ length: lines }, (_, at) => {
    const tercet = Math.floor(at / 3);
    if (tercet === tercets || (lines % 3 === 2 && tercet === tercets - 1))
      return tercets - (lines % 3 === 2 ? 1 : 0);
    return at % 3 === 1 ? tercet + 1 : tercet;
  });
}

const sonnets = new Set([
  '4 4 4 2',
  '12 2',
  '8 6',
  '8 3 3',
  '4 4 3 3',
  '4 4 6',
  '8 4 2',
  '4 8 2',
  '3 3 3 3 2',
]);

/**
 * Whether stanzas of so many lines may be one form written with blank lines in it, whose rhymes go on across them: a sonnet, or
 * three tercets and more (terza rima, a villanelle), whose last stanza may be of another length.
 */
export function maybeOneForm(sizes) {
  if (sonnets.has(sizes.join(' '))) return true;
  const tercets = sizes.slice(0, -1);
  return (
    tercets.length > 1 && tercets.length < 20 && tercets.every((size) => size === 3) && sizes.at(-1) <= 4
  );
}

/** `ABAB` → `[0, 1, 0, 1]`, numbered by first appearance. */
export function classesOf(scheme) {
  const seen = new Map();
  return [...scheme].map((letter) => {
    if (!seen.has(letter)) seen.set(letter, seen.size);
    return seen.get(letter);
  });
}

/** Units one after another, each with letters of its own. */
function chained(units) {
  let next = 0;
  return units.flatMap((unit) => {
    const from = next;
    const classes = classesOf(unit).map((one) => one + from);
    next = Math.max(...classes) + 1;
    return classes;
  });
}

const made = new Map();

/** All forms of so many lines: `[{ classes, weight }]`. */
export function formsFor(lines) {
  if (made.has(lines)) return made.get(lines);
  const found = new Map();
  const add = (classes, weight) => {
    const key = classes.join(' ');
    if ((found.get(key)?.weight ?? -Infinity) < weight) found.set(key, { classes, weight });
  };
  for (const [scheme, weight] of Object.entries(forms[lines] ?? {})) add(classesOf(scheme), weight);
  if (lines > 6) add(terza(lines), lines < 9 ? -4.2 : -3.4);
  for (const size of [2, 3, 4, 5, 6, 7, 8, 9, 10]) {
    if (size >= lines) continue;
    for (const [scheme, weight] of Object.entries(forms[size])) {
      // the same unit again and again; a lone couplet or a refrain of one line may stand behind
      if (lines % size === 0) add(chained(new Array(lines / size).fill(scheme)), weight - 1.2);
      const over = lines % size;
      if (over > 0 && over <= 2 && lines > 4)
        add(chained([...new Array((lines - over) / size).fill(scheme), over === 2 ? 'AA' : 'A']), weight - 3);
    }
  }
  for (const size of [4, 6, 8]) {
    const rest = lines - size;
    if (rest < 4 || rest > 10 || rest === size) continue;
    for (const [first, weight] of Object.entries(forms[size])) {
      for (const [second, other] of Object.entries(forms[rest] ?? {})) {
        if (weight + other > -5) add(chained([first, second]), weight + other - 2);
      }
    }
  }
  const all = [...found.values()];
  made.set(lines, all);
  return all;
}

/** Whether a scheme is a form that listeners expect. */
export function isUsual(classes) {
  // couplets, and three or more lines on one rhyme, in any order: each line is heard to rhyme with the one beside it
  if (classes.length > 4 && classes.every((one, at) => one === classes[at - 1] || one === classes[at + 1]))
    return true;
  const key = classes.join(' ');
  const least = classes.length < 7 ? -3.1 : -4;
  return formsFor(classes.length).some((form) => form.weight >= least && form.classes.join(' ') === key);
}
