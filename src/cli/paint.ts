/** Colours of the terminal's own palette (SGR of ECMA-48), or none. */
const styles = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Paint = { readonly [style in keyof typeof styles]: (text: string) => string };

export function paintFor({ colour }: { readonly colour: boolean }): Paint {
  const style = (name: keyof typeof styles) => (text: string) => {
    const [on, off] = styles[name];
    return colour && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  };
}

/**
 * Text of instruments and files as one line that can do nothing to a terminal: control characters (C0, C1, DEL) and
 * the marks that reorder what is read are left out.
 */
export const oneLine = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
