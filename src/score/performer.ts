import type { Diagnostic, Json } from '../base/index.ts';
import type { codesOf } from './code.ts';
import type { Expression, JsonTemplate, Names, Template } from './expression.ts';
import type { Modules } from './imports.ts';
import type { InstrumentFile } from './instrument-file.ts';
import { kindOf, readKeys, type Read, type Rules } from './keys.ts';
import type { Language } from './language.ts';
import { isWritten, itemsAt, mapAt, type Located, type LocatedMap } from './located.ts';
import { readDspPerformer, type SoundExpressions } from './dsp-performer.ts';
import { readModelPerformer } from './model-performer.ts';
import { moduleNamed } from './module.ts';
import { missingScript } from './named-files.ts';
import type { Model, Performer, ServicePoll, ServiceRequest, ServiceStatus } from './score.ts';
import type { Schemas } from './schema.ts';
import type { NarrowScope } from './scope.ts';
import type { Skills } from './skill.ts';
import { templateExpressions } from './template.ts';
import * as value from './values.ts';
import { diagnose } from './wording.ts';
import type { Workspace } from './workspace.ts';

export interface FoundPerformer {
  readonly performer?: Performer;
  /** Expressions in its templates, and `until`. */
  readonly expressions: readonly Expression[];
  /** Expressions that shape no take, so that they make nothing heard. */
  readonly aside: readonly Expression[];
  /** As it joins the key. */
  readonly normal: Json;
}

interface Reading {
  readonly file: InstrumentFile;
  readonly folder: string;
  readonly language: Language;
  readonly scope: NarrowScope;
  readonly sound: SoundExpressions;
  readonly workspace: Workspace;
  readonly schemas: Schemas;
  readonly skills: Skills;
  readonly modules: Modules;
  readonly code: ReturnType<typeof codesOf>;
  readonly models: ReadonlyMap<string, Model>;
  readonly found: Diagnostic[];
}

const none: FoundPerformer = { expressions: [], aside: [], normal: null };

/** Exactly one of `module`, `command`, `request`, `graph`, `program` and `model`, as the kind wants it. */
export function readPerformer(reading: Reading): FoundPerformer {
  const { file, found } = reading;
  const { kind } = file.read;
  const [module, command] = [file.map.entries.get('module'), file.map.entries.get('command')];
  if (kind === 'script') {
    if (module !== undefined && command !== undefined) {
      found.push(diagnose(command.key, { mistake: 'one_performer', first: 'module', second: 'command' }));
      return none;
    }
    if (module !== undefined) return readModule(reading, module.value);
    if (command !== undefined) return readCommand(reading);
  }
  if (kind === 'model') return { ...readModelPerformer(reading), expressions: [], aside: [] };
  if (kind === 'dsp') {
    const model = isWritten(file.map, 'model') ? readModelPerformer(reading) : undefined;
    return { ...readDspPerformer({ ...reading, model }), aside: [] };
  }
  if (kind === 'service') {
    const request = mapAt(file.map, 'request');
    if (request !== undefined) return readService(reading, request);
    if (isWritten(file.map, 'request')) return none;
  }
  if (file.map.dropped.has('module') || file.map.dropped.has('command')) return none;
  const at = file.map.entries.get('kind')?.value.at;
  if (at !== undefined && (kind === 'script' || kind === 'service'))
    found.push(diagnose(at, { mistake: 'no_performer', kind }));
  return none;
}

function readModule({ file, folder, workspace, modules, found }: Reading, at: Located): FoundPerformer {
  if (file.read.module === undefined) return none;
  const named = { name: file.read.module, at: at.at };
  const path = moduleNamed('module', named, { folder, workspace, modules, found });
  if (path === undefined) return none;
  return { performer: { kind: 'module', path }, expressions: [], aside: [], normal: { module: path } };
}

function readCommand({ file, folder, language, scope, workspace, found }: Reading): FoundPerformer {
  if (file.read.command === undefined) return none;
  const items = itemsAt(file.map, 'command');
  const words = items.flatMap((item) => language.template(item, scope.playing) ?? []);
  if (file.read.reads === undefined) {
    for (const item of items) {
      const word = typeof item.value === 'string' ? item.value : '';
      const known = missingScript(word, folder, workspace);
      if (known !== undefined)
        found.push(diagnose(item.at, { mistake: 'no_such_file', path: word, in: folder, known }));
    }
  }
  if (words.length < items.length) return none;
  return {
    performer: { kind: 'command', words },
    expressions: words.flatMap(templateExpressions),
    aside: [],
    normal: { command: file.read.command },
  };
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

const requestShape = {
  method: value.oneOf(methods),
  url: value.text('an address'),
  headers: value.map,
  body: value.json,
};

const statusShape = {
  ...requestShape,
  timeout: value.duration,
  found: value.expression,
  answer: value.expression,
};

const pollShape = {
  url: value.text('an address'),
  headers: value.map,
  every: value.duration,
  until: value.expression,
  timeout: value.duration,
};

function readService(reading: Reading, map: LocatedMap): FoundPerformer {
  const { file, found } = reading;
  const asked = readRequest(reading, map, readKeys(map, requestShape, requestRules('request'), found));
  const pollMap = mapAt(file.map, 'poll');
  const poll = pollMap === undefined ? undefined : readPoll(reading, pollMap);
  const statusMap = mapAt(file.map, 'status');
  const status = statusMap === undefined ? undefined : readStatus(reading, statusMap);
  const expressions = [...asked.expressions, ...(poll?.expressions ?? [])];
  const normal: Json = {
    request: { ...map.value, method: asked.method },
    ...(poll === undefined ? {} : { poll: poll.normal }),
  };
  const all = { expressions, aside: status?.expressions ?? [], normal };
  const { request } = asked;
  const whole =
    (pollMap === undefined || poll?.poll !== undefined) &&
    (statusMap === undefined || status?.status !== undefined);
  if (request === undefined || !whole) return all;
  return {
    ...all,
    performer: {
      kind: 'service',
      request,
      ...(poll?.poll === undefined ? {} : { poll: poll.poll }),
      ...(status?.status === undefined ? {} : { status: status.status }),
    },
  };
}

const requestRules = (under: 'request' | 'status'): Rules => ({
  of: `\`${under}\``,
  under,
  required: { url: 'an address' },
});

/** The method is known even where the rest is a mistake. */
function readRequest(
  reading: Reading,
  map: LocatedMap,
  read: Read<typeof requestShape>,
): {
  readonly request?: ServiceRequest;
  readonly method: string;
  readonly expressions: readonly Expression[];
} {
  const { language, scope } = reading;
  const url = read.url === undefined ? undefined : addressAt(map, reading, scope.asking);
  const headers = headersOf(map, reading, scope.asking);
  const written = map.entries.get('body')?.value;
  const body = written === undefined ? undefined : language.jsonTemplate(written, scope.asking);
  const expressions = [url, body, ...headers.values()].flatMap((one) =>
    one === undefined ? [] : templateExpressions(one),
  );
  const method = read.method ?? (written === undefined ? 'GET' : 'POST');
  if (url === undefined || (written !== undefined && body === undefined)) return { method, expressions };
  return { request: { method, url, headers, ...(body === undefined ? {} : { body }) }, method, expressions };
}

/** Asked after a crash: nobody wants to wait for it as long as for a take. */
const statusTimeoutMs = 30_000;

function readStatus(
  reading: Reading,
  map: LocatedMap,
): { readonly status?: ServiceStatus; readonly expressions: readonly Expression[] } {
  const { file, language, scope, found } = reading;
  const read = readKeys(map, statusShape, requestRules('status'), found);
  const asked = readRequest(reading, map, read);
  const expressionAt = (key: 'found' | 'answer'): Expression | undefined =>
    read[key] === undefined
      ? undefined
      : language.expression(key, map.entries.get(key)?.value, scope.polling);
  const [knows, answer] = [expressionAt('found'), expressionAt('answer')];
  const expressions = [...asked.expressions, ...[knows, answer].filter((one) => one !== undefined)];
  const missing =
    (isWritten(map, 'found') && knows === undefined) || (isWritten(map, 'answer') && answer === undefined);
  if (asked.request === undefined || missing) return { expressions };
  const status: ServiceStatus = {
    ...asked.request,
    timeoutMs: read.timeout ?? statusTimeoutMs,
    ...(knows === undefined ? {} : { found: knows }),
    ...(answer === undefined ? {} : { answer }),
    unknownIsSent: file.read.idempotent !== false,
  };
  return { status, expressions };
}

function readPoll(
  reading: Reading,
  map: LocatedMap,
): { readonly poll?: ServicePoll; readonly expressions: readonly Expression[]; readonly normal: Json } {
  const { language, scope, found } = reading;
  const required = { url: 'an address', until: 'an expression' };
  const read = readKeys(map, pollShape, { of: '`poll`', under: 'poll', required }, found);
  const url = read.url === undefined ? undefined : addressAt(map, reading, scope.polling);
  const headers = headersOf(map, reading, scope.polling);
  const until =
    read.until === undefined
      ? undefined
      : language.expression('until', map.entries.get('until')?.value, scope.polling);
  const everyMs = read.every ?? 2_000;
  const timeoutMs = read.timeout ?? 600_000;
  const templates: JsonTemplate[] = [...(url === undefined ? [] : [url]), ...headers.values()];
  const expressions = [...templates.flatMap(templateExpressions), ...(until === undefined ? [] : [until])];
  // How often and how long it is asked changes no take.
  const { every: _, timeout: __, ...rest } = map.value;
  const normal: Json = rest;
  if (url === undefined || until === undefined) return { expressions, normal };
  return { poll: { url, headers, everyMs, until, timeoutMs }, expressions, normal };
}

/** An address that begins with text must begin with its scheme. */
function addressAt(map: LocatedMap, { language, found }: Reading, names: Names): Template | undefined {
  const at = map.entries.get('url')?.value;
  const url = at === undefined ? undefined : language.template(at, names);
  const [first] = url?.pieces ?? [];
  if (at !== undefined && typeof first === 'string' && !/^https?:\/\//i.test(first)) {
    found.push(
      diagnose(at.at, {
        mistake: 'wrong_value',
        key: 'url',
        is: kindOf(at.value),
        expected: 'an address that begins with `http://` or `https://`',
      }),
    );
  }
  return url;
}

function headersOf(map: LocatedMap, { language, found }: Reading, names: Names): Map<string, Template> {
  const headers = new Map<string, Template>();
  for (const [name, { key, value: header }] of mapAt(map, 'headers')?.entries ?? []) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      found.push(
        diagnose(key, {
          mistake: 'wrong_value',
          key: 'headers',
          is: `\`${name}\``,
          expected: 'the name of a header',
        }),
      );
    } else if (typeof header.value !== 'string') {
      found.push(
        diagnose(header.value === null ? key : header.at, {
          mistake: 'wrong_value',
          key: `headers.${name}`,
          is: 'no text',
          expected: 'a text',
          help: 'quote it',
        }),
      );
    } else {
      const template = language.template(header, names);
      if (template !== undefined) headers.set(name, template);
    }
  }
  return headers;
}
