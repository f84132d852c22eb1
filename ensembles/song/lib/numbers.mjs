/** Digits as they are sung: `1999` nineteen ninety nine, `24` twenty four, `3rd` third, `90s` nineties, `808` eight oh eight. */
const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

function below100(n) {
  if (n < 20) return small[n];
  return n % 10 === 0 ? tens[n / 10] : `${tens[Math.floor(n / 10)]} ${small[n % 10]}`;
}

function whole(n) {
  if (n < 100) return below100(n);
  if (n < 1000) return `${small[Math.floor(n / 100)]} hundred${n % 100 === 0 ? '' : ` ${whole(n % 100)}`}`;
  if (n < 1_000_000)
    return `${whole(Math.floor(n / 1000))} thousand${n % 1000 === 0 ? '' : ` ${whole(n % 1000)}`}`;
  return `${whole(Math.floor(n / 1_000_000))} million${n % 1_000_000 === 0 ? '' : ` ${whole(n % 1_000_000)}`}`;
}

const ordinals = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

const last = (words, change) => words.replace(/\w+$/, change);

export function spoken(digits) {
  const [, number, ending] = /^([\d.,:]+?)(st|nd|rd|th|'?s)?$/.exec(digits) ?? [];
  if (number === undefined) return '';
  const parts = number.replace(/,(?=\d{3})/g, '').split(/[.,:]/);
  const words =
    parts.length > 1 ? parts.map(read).join(number.includes('.') ? ' point ' : ' ') : read(parts[0]);
  if (ending === undefined) return words;
  if (ending === 's' || ending === "'s")
    return last(words, (word) => (word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`));
  return last(
    words,
    (word) => ordinals[word] ?? (word.endsWith('y') ? `${word.slice(0, -1)}ieth` : `${word}th`),
  );
}

function read(digits) {
  if (digits.length > 9 || (digits.length > 1 && digits.startsWith('0')))
    return [...digits].map((digit) => (digit === '0' ? 'oh' : small[Number(digit)])).join(' ');
  const n = Number(digits);
  // years go by twos, and three digits with a nought in the middle one by one
  if (digits.length === 4 && n % 100 >= 10 && n % 1000 >= 100)
    return `${below100(Math.floor(n / 100))} ${below100(n % 100)}`;
  if (/^[1-9]0[1-9]$/.test(digits)) return `${small[Number(digits[0])]} oh ${small[Number(digits[2])]}`;
  return whole(n);
}
