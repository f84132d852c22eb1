/**
 * The page: the runs of a workspace, and of one of them the nodes live, the scores and the outputs. It asks the API for
 * all that it shows. Whatever comes from there is text, and never becomes markup.
 */
import { emptyStage, fold, inOrder, lasting, numbersIn, readable } from './stage.mjs';
import { forget, remember, remembered } from './token.mjs';

const given = new URLSearchParams(location.search).get('token');
if (given !== null) {
  remember(given);
  history.replaceState(null, '', `/${location.hash}`);
}
const token = remembered() ?? '';
/** How often the list is asked for; the run that is looked at tells of itself. */
const listMs = 2_000;
/** Nodes that are shown; a run may have thousands. */
const mostNodes = 300;

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} inside
 */
function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

/** @param {string} path */
async function ask(path, method = 'GET') {
  const answer = await fetch(path, { method, headers: { Authorization: `Bearer ${token}` } });
  if (answer.status === 401) {
    forget();
    location.reload();
  }
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error?.message ?? `${answer.status}`);
  return body;
}

/** What is looked at. `details` lag behind `stage`, which the events keep. */
const looking = {
  run: '',
  stage: emptyStage(),
  /** @type {any} */ details: undefined,
  /** @type {EventSource | undefined} */ events: undefined,
  /** Outputs that the person opened. */
  open: new Set(),
};
/** @type {any[]} */
let runs = [];
/** Of `/runs`, what stands there now: nothing is drawn anew that has not changed. */
let listed = '';

async function list() {
  try {
    const told = await ask('/runs?limit=200');
    at('connection').textContent = told.total === 1 ? '1 run' : `${told.total} runs`;
    at('connection').className = '';
    runs = told.runs;
    const text = JSON.stringify([runs, looking.run]);
    if (text !== listed) drawList();
    listed = text;
    // whoever chose no run sees what plays
    const played = runs.find(({ status }) => status === 'running') ?? runs[0];
    const wanted = decodeURIComponent(location.hash.slice(1)) || (played?.run_id ?? '');
    if (wanted !== looking.run) look(wanted);
    const now = runs.find((one) => one.run_id === looking.run);
    if (now !== undefined && looking.details !== undefined && now.status !== looking.details.status)
      await read();
    if (runs.length === 0) drawRun();
  } catch {
    at('connection').textContent = 'the server does not answer';
    at('connection').className = 'failed';
  }
}

function drawList() {
  at('runs').replaceChildren(
    ...runs.map((run) =>
      element(
        'li',
        {},
        element(
          'a',
          {
            href: `#${encodeURIComponent(run.run_id)}`,
            ...(run.run_id === looking.run ? { 'aria-current': 'true' } : {}),
          },
          element('span', { class: 'title' }, run.title),
          chip(run.status),
          element('span', { class: 'quiet' }, run.playing.length > 0 ? run.playing.join(', ') : run.run_id),
        ),
      ),
    ),
  );
}

const chip = (/** @type {string} */ state) => element('span', { class: `chip ${state}` }, state);

/** @param {string} run */
function look(run) {
  looking.events?.close();
  drawn.clear();
  Object.assign(looking, {
    run,
    stage: emptyStage(),
    details: undefined,
    events: undefined,
    open: new Set(),
  });
  drawRun();
  if (run === '') return;
  void read();
  const events = new EventSource(
    `/events?run_id=${encodeURIComponent(run)}&token=${encodeURIComponent(token)}`,
  );
  looking.events = events;
  events.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if ('missed' in event) return;
    fold(looking.stage, event);
    if (event.phase === 'end') readSoon();
    drawSoon();
  };
}

/** @param {() => void} work */
const gathered = (work, /** @type {number} */ milliseconds) => {
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    setTimeout(() => {
      waits = false;
      work();
    }, milliseconds);
  };
};
const readSoon = gathered(() => void read(), 300);
const drawSoon = gathered(() => drawRun(), 50);

async function read() {
  const { run } = looking;
  try {
    const details = await ask(`/runs/${encodeURIComponent(run)}`);
    if (run === looking.run) looking.details = details;
  } catch (error) {
    if (run === looking.run) looking.stage.words = error instanceof Error ? error.message : String(error);
  }
  drawRun();
}

/** What each section was drawn from: one that would look the same keeps its focus, its scrolling and what is selected. */
const drawn = new Map();
/**
 * @param {string} name
 * @param {unknown} from
 * @param {() => Node[]} make
 */
function draw(name, from, make) {
  const text = JSON.stringify(from);
  if (drawn.get(name) === text) return;
  drawn.set(name, text);
  at(name).replaceChildren(...make());
}

function drawRun() {
  const { details, stage } = looking;
  const words = looking.run === '' ? nothingYet : details === undefined ? stage.words || 'reading' : '';
  draw('words', words, () => (words === '' ? [] : [element('p', { class: 'quiet' }, words)]));
  const { outputs: told = {}, scores: numbers = {}, ...facts } = details ?? {};
  draw('head', facts, () => (details === undefined ? [] : head(facts)));
  draw('nodes', [stage.known, stage.ended, [...stage.nodes.values()]], nodes);
  const [numbered, left] = [inNodeOrder(numbers), inNodeOrder(told)];
  draw('scores', numbered, () => scores(numbered));
  draw('outputs', left, () => outputs(left));
}

const nothingYet = 'Nothing was played here yet: POST /runs submits a run.';

/**
 * By the order in which their nodes began; an output stands for all rounds of its node.
 * @template T
 * @param {{ [node: string]: T }} told
 * @returns {[string, T][]}
 */
function inNodeOrder(told) {
  const names = [...looking.stage.nodes.keys()].map((name) => name.replace(/#\d+$/, ''));
  const place = (/** @type {string} */ name) => (names.indexOf(name) + names.length + 1) % (names.length + 1);
  return Object.entries(told).sort(([a], [b]) => place(a) - place(b));
}

/** @param {any} run */
function head(run) {
  const isOpen = ['queued', 'running'].includes(run.status);
  const cancel = element('button', { type: 'button' }, 'Cancel');
  cancel.onclick = () => {
    cancel.setAttribute('disabled', '');
    void ask(`/runs/${encodeURIComponent(run.run_id)}/cancel`, 'POST').then(read, read);
  };
  const facts = [
    ['run', run.run_id],
    ...(run.sheet === undefined ? [] : [['from', run.sheet]]),
    ...(run.session === undefined || run.session === run.run_id ? [] : [['session', run.session]]),
    ...(run.usage === undefined ? [] : [['took', lasting(run.usage.ms)]]),
    ...(run.usage === undefined || run.usage.tokens === 0
      ? []
      : [
          [
            'tokens',
            `${run.usage.tokens.toLocaleString('en')} · ${run.usage.usd === null ? 'cost unknown' : `$${run.usage.usd.toFixed(4)}`}`,
          ],
        ]),
  ];
  return [
    element(
      'div',
      { class: 'head' },
      element('h2', {}, run.title),
      chip(run.status),
      ...(isOpen ? [cancel] : []),
    ),
    ...(run.reason === undefined ? [] : [element('p', { class: 'reason' }, run.reason)]),
    element(
      'dl',
      { class: 'facts' },
      ...facts.map(([name = '', value = '']) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, value)),
      ),
    ),
  ];
}

function nodes() {
  const { stage } = looking;
  const all = inOrder(stage);
  if (all.length === 0) return [];
  const { known, ended } = stage;
  const row = (/** @type {import('./stage.mjs').NodeView} */ one) =>
    element(
      'tr',
      { class: one.state },
      element(
        'th',
        { scope: 'row' },
        one.node,
        ...(one.times > 1 ? [element('span', { class: 'quiet' }, ` ×${one.times}`)] : []),
      ),
      element('td', {}, chip(one.state)),
      element('td', { class: 'number' }, one.took === undefined ? '' : lasting(one.took)),
      element(
        'td',
        { class: 'words' },
        ...(one.state === 'playing' && one.share !== undefined
          ? [element('progress', { value: `${one.share}`, max: '1' })]
          : []),
        one.words,
      ),
    );
  return [
    element('h3', {}, 'Nodes'),
    ...(known > 0
      ? [
          element('progress', {
            class: 'whole',
            value: `${ended}`,
            max: `${known}`,
            'aria-label': 'parts that have ended',
          }),
        ]
      : []),
    element(
      'div',
      { class: 'scrolls' },
      element('table', {}, element('tbody', {}, ...all.slice(0, mostNodes).map(row))),
    ),
    ...(all.length > mostNodes
      ? [element('p', { class: 'quiet' }, `and ${all.length - mostNodes} more`)]
      : []),
  ];
}

/** @param {[string, Record<string, unknown>][]} all */
function scores(all) {
  const told = all.flatMap(([node, metrics]) => {
    const numbers = numbersIn(metrics);
    return numbers.length === 0 ? [] : [{ node, numbers }];
  });
  if (told.length === 0) return [];
  return [
    element('h3', {}, 'Scores'),
    element(
      'div',
      { class: 'cards' },
      ...told.map(({ node, numbers }) =>
        element(
          'section',
          {},
          element('h4', {}, node),
          element(
            'table',
            {},
            element(
              'tbody',
              {},
              ...numbers.map(({ name, value }) =>
                element(
                  'tr',
                  {},
                  element('th', { scope: 'row' }, name),
                  element('td', { class: 'number' }, Number.isInteger(value) ? `${value}` : value.toFixed(2)),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  ];
}

/** @param {[string, unknown][]} all */
function outputs(all) {
  if (all.length === 0) return [];
  return [
    element('h3', {}, 'Outputs'),
    ...all.map(([node, output]) => {
      const shown = element('pre', { tabindex: '0' });
      const fill = () => {
        if (shown.textContent === '') shown.textContent = readable(output);
      };
      const made = /** @type {HTMLDetailsElement} */ (
        element('details', looking.open.has(node) ? { open: '' } : {}, element('summary', {}, node), shown)
      );
      if (made.open) fill();
      made.ontoggle = () => {
        if (made.open) looking.open.add(node);
        else looking.open.delete(node);
        fill();
      };
      return made;
    }),
  ];
}

addEventListener('hashchange', () => {
  look(decodeURIComponent(location.hash.slice(1)));
  listed = '';
  void list();
});
void list();
setInterval(() => {
  if (document.visibilityState === 'visible') void list();
}, listMs);
