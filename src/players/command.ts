import { join } from 'node:path';
import { canonicalJson } from '../base/index.ts';
import { expandTemplate, type Performer, type Template, type Values } from '../score/index.ts';
import { failureOf, type Failure } from './end.ts';
import { readOutput, readText } from './output.ts';
import { resolveWord } from './program.ts';
import { run } from './run.ts';
import { failed, processOf, type Played, type Stage } from './stage.ts';

/** Plays a command: one JSON value on stdin, the output on stdout, log lines on stderr. */
export async function playCommand(
  { words }: Extract<Performer, { kind: 'command' }>,
  stage: Stage,
): Promise<Played> {
  const { request, folders, environment, listener, signal } = stage;
  const expanded = wordsOf(words, request.values);
  if ('failure' in expanded) return failed(expanded.failure);
  const folder = join(request.workspace, 'ensembles', request.instrument.ensemble);
  const { end, stdout, stderr, leftBehind } = await run(
    {
      words: expanded.words.map((word) => resolveWord(word, folder)),
      cwd: folders.work,
      environment,
      stdin: `${JSON.stringify(request.input)}\n`,
      timeoutMs: request.instrument.timeoutMs,
      outputLimit: request.outputLimit,
      mark: folders.root,
      signal,
      onStart: (group, started) => listener.started?.(processOf(group, started)),
      onLine: (line) => listener.log(line),
    },
    stage.start,
  );
  if (leftBehind > 0)
    listener.log(`it left ${leftBehind === 1 ? 'a process' : `${leftBehind} processes`} running: ended`);
  const { form } = request.instrument.output;
  if (form === 'run' && end.end === 'exited') {
    const text = readText(stdout, 'stdout');
    if ('failure' in text) return failed(text.failure);
    return { played: 'output', output: { code: end.code, stdout: text.text, stderr: stderr.toString() } };
  }
  const failure = failureOf(end, stderr.toString());
  if (failure !== undefined) return failed(failure);
  const output = readOutput(form, stdout, 'stdout');
  return 'failure' in output ? failed(output.failure) : { played: 'output', output: output.output };
}

/** Each template is one word, whatever it yields: nothing is ever split. */
function wordsOf(
  templates: readonly Template[],
  values: Values,
): { words: readonly string[] } | { failure: Failure } {
  const words: string[] = [];
  for (const template of templates) {
    const of = `\`command\`: ${JSON.stringify(template.source)}`;
    const word = expandTemplate(template, values);
    if (!word.ok) return { failure: { failure: 'template', of, because: word.because } };
    if (word.value === null) return { failure: { failure: 'template', of, because: 'is null' } };
    if (typeof word.value === 'object') {
      const shape = Array.isArray(word.value) ? 'a list' : 'a map';
      return {
        failure: {
          failure: 'template',
          of,
          because: `is ${shape}, and one word is text; the whole value is on stdin`,
        },
      };
    }
    words.push(typeof word.value === 'string' ? word.value : canonicalJson(word.value));
  }
  return { words };
}
