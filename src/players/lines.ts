import { StringDecoder } from 'node:string_decoder';

/** Characters of one line; what is beyond is dropped. */
const longest = 8000;
/** Lines of one stream that are passed on; a program that logs without end costs no more. */
const most = 10_000;

export interface LineSplitter {
  readonly add: (chunk: Buffer) => void;
  /** Passes on what stands after the last line end. */
  readonly end: () => void;
}

/** Cuts what a program prints into lines, as it comes. */
export function lineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let open = '';
  let count = 0;
  const pass = (line: string): void => {
    if (line === '' || count > most) return;
    count += 1;
    onLine(count > most ? 'more log lines were left out' : line.slice(0, longest));
  };
  const add = (text: string): void => {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      pass((open + line).replace(/\r$/, ''));
      open = '';
    }
    if (open.length < longest) open += last;
  };
  return {
    add: (chunk) => {
      if (count <= most) add(decoder.write(chunk));
    },
    end: () => {
      add(decoder.end());
      pass(open);
      open = '';
    },
  };
}
