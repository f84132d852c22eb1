/** The sections of a report, in the order in which they are read. Each is Markdown, or empty where there is nothing to say. */
import { findings } from './findings.mjs';
import { mermaid } from './diagram.mjs';
import { bullets, code, folded, page, prose, right, said, table } from './page.mjs';
import { folderOf, nameOf } from './paths.mjs';
import { byBytes, count, grouped, listed, most, percent, shortened } from './text.mjs';

const block = (...parts) => page(parts).trimEnd();

export function head({ title, asked, notes, name, inventory, languages, history, links, todos, documents }) {
  const figures = [
    ['Files', grouped(inventory.total)],
    ['Documents', grouped(inventory.documents_found)],
    ['Lines of code', grouped(languages.code)],
    ...(history.git
      ? [
          ['Commits', `${grouped(history.commits)}${history.beyond ? '+' : ''}`],
          ['People', grouped(history.people.length)],
        ]
      : []),
    ['Dead links', grouped(links.dead)],
    ['Open marks', grouped(todos.total)],
  ];
  const when =
    history.git && history.first !== null
      ? `, with its history ${history.first === history.last ? `of ${history.first}` : `from ${history.first} to ${history.last}`}`
      : '';
  return block(
    `# ${said(title)}`,
    `A survey of **${said(name)}**${when}. Made by counting and by quoting: every sentence about a document stands in that document. Only the introduction was written; how is said below it.`,
    asked === '' ? '' : `> ${prose(shortened(firstParagraph(asked), 400))}`,
    prose(shortened(notes, 400)),
    table(
      figures.map(([words]) => right(words)),
      [figures.map(([, figure]) => `**${figure}**`)],
    ),
    documents.length === 0 ? 'There are no documents to read.' : '',
  );
}

const firstParagraph = (text) => text.trim().split(/\n\s*\n/)[0] ?? '';

/** The editor's words are text like any other: nothing in them is markup. */
export function introduction({ introduction: sentences, unsupported, begin, link }) {
  const left =
    unsupported.length === 0
      ? ''
      : ` ${count(unsupported.length, 'sentence')} that they do not carry ${unsupported.length === 1 ? 'was' : 'were'} left out.`;
  return block(
    '## To begin with',
    sentences.map(said).join(' '),
    begin.length === 0
      ? ''
      : `Where to begin:

${bullets(begin.map(({ path, why }) => `${link(path)}: ${said(why)}`))}`,
    `*Written by \`editor\` from the findings below and held against them by \`critic\`; \`handoff.md\` names the model or the understudy that played.${left}*`,
  );
}

export const inShort = (survey) => block('## In short', bullets(findings(survey)));

export function holdings({ inventory, languages, picture }) {
  const linesIn = new Map(languages.folders.map(({ path, code: lines }) => [path, lines]));
  const folders = inventory.folders.toSorted(
    most(
      (folder) => folder.files,
      (folder) => folder.path,
    ),
  );
  const rows = folders
    .slice(0, 20)
    .map(({ path, files, classes }) => [
      path === '' ? '*at the top*' : code(`${path}/`),
      grouped(files),
      grouped(classes.document ?? 0),
      grouped(classes.source ?? 0),
      grouped(linesIn.get(path) ?? 0),
    ]);
  const more = folders.length - rows.length;
  return block(
    '## What it holds',
    picture('files', `Files by kind: ${kindsSaid(inventory.classes)}`),
    table(
      ['Folder', right('Files'), right('Documents'), right('Source files'), right('Lines of code')],
      rows,
    ),
    more > 0
      ? `*and ${count(more, 'folder')} more with ${count(
          folders.slice(20).reduce((sum, folder) => sum + folder.files, 0),
          'file',
        )}.*`
      : '',
  );
}

const kindsSaid = (classes) =>
  listed(
    Object.entries(classes)
      .filter(([, n]) => n > 0)
      .map(([kind, n]) => `${grouped(n)} ${kind}`),
  );

export function source({ languages, picture, link }) {
  if (languages.code === 0) return '';
  const rows = languages.languages
    .filter((one) => one.code > 0)
    .slice(0, 15)
    .map((one) => [
      said(one.language),
      grouped(one.files),
      grouped(one.code),
      percent(one.code, languages.code),
      percent(one.test, one.code),
      percent(one.comment, one.comment + one.code),
    ]);
  return block(
    '## Source',
    picture('languages', 'Lines of code by language; the same figures as in the table below'),
    folded(
      'The figures',
      table(
        [
          'Language',
          right('Files'),
          right('Lines of code'),
          right('Share'),
          right('of which tests'),
          right('Comments'),
        ],
        rows,
      ),
    ),
    languages.largest.length === 0
      ? ''
      : `The longest files: ${listed(languages.largest.slice(0, 5).map(({ path, code: lines }) => `${link(path)} (${grouped(lines)})`))}.`,
  );
}

export function modules({ modules: graph, picture }) {
  if (graph.edges.length === 0) return '';
  const rows = graph.nodes
    .toSorted(
      most(
        (node) => node.in,
        (node) => node.id,
      ),
    )
    .slice(0, 8)
    .filter((node) => node.in > 0)
    .map((node) => [
      code(node.name),
      grouped(node.in),
      grouped(node.out),
      grouped(node.files),
      grouped(node.code),
    ]);
  const left = [
    ...(graph.implied > 0 ? [`${count(graph.implied, 'arrow')} that a longer way already says`] : []),
    ...(graph.hidden > 0 ? [`the ${count(graph.hidden, 'weakest arrow')}`] : []),
    ...(graph.alone > 0 ? [`${count(graph.alone, 'module')} without an arrow`] : []),
  ];
  return block(
    '## What depends on what',
    picture('modules', 'Module diagram; the same as the Mermaid text below'),
    left.length > 0 ? `*Left out for readability: ${listed(left)}.*` : '',
    folded('As Mermaid', `\`\`\`mermaid\n${mermaid(graph)}\n\`\`\``),
    graph.circles.length === 0
      ? 'No circles: every module can be understood after those it needs.'
      : `${graph.circles.length === 1 ? 'One circle' : `${graph.circles.length} circles`}, in which every module needs every other, directly or not:\n\n${bullets(graph.circles.slice(0, 6).map((ids) => listed(ids.map(code))))}`,
    table(
      [
        'Most needed',
        right('Imported from outside it'),
        right('Its own imports'),
        right('Files'),
        right('Lines of code'),
      ],
      rows,
    ),
    graph.packages.length === 0
      ? ''
      : `Most used from elsewhere: ${listed(graph.packages.slice(0, 10).map(({ name, files }) => `${code(name)} (${count(files, 'file')})`))}.`,
  );
}

export function history({ history: log, picture, link }) {
  if (!log.git) return block('## History', `None to read: ${said(log.because)}.`);
  if (log.commits === 0) return block('## History', 'No commits by people yet.');
  const rows = log.files
    .slice(0, 20)
    .map(({ path, commits, added, deleted, people: who }) => [
      link(path),
      grouped(commits),
      `+${grouped(added)} −${grouped(deleted)}`,
      grouped(who),
    ]);
  return block(
    '## History',
    picture('commits', `Commits over time, ${log.first} to ${log.last}`),
    picture('changes', 'The source files and documents that most commits touched'),
    rows.length === 0
      ? ''
      : folded(
          `The ${rows.length} most changed files`,
          table(['File', right('Commits'), right('Lines'), right('People')], rows),
        ),
  );
}

export function people({ history: log }) {
  if (!log.git || log.people.length === 0) return '';
  if (log.people.length === 1) {
    return block('## Who works where', `Everything was committed by ${said(log.people[0].name)}.`);
  }
  const shown = log.folders
    .toSorted(
      most(
        (folder) => folder.commits,
        (folder) => folder.path,
      ),
    )
    .slice(0, 15);
  const rows = shown.map(({ path, commits, people: who }) => [
    path === '' ? '*at the top*' : code(`${path}/`),
    grouped(commits),
    grouped(who.length),
    listed(who.slice(0, 3).map((one) => `${said(one.name)} ${percent(one.commits, commits)}`)).replace(
      / and (?=[^,]*$)/,
      ', ',
    ),
  ]);
  const span = log.looked_beyond ? `the latest ${grouped(log.looked)} commits` : 'all commits';
  return block(
    '## Who works where',
    rows.length === 0 ? '' : table(['Folder', right('Commits'), right('People'), 'Mostly'], rows),
    rows.length === 0 ? '' : `*From ${span}; a commit counts once for every folder that it touches.*`,
    log.people.length < 3
      ? ''
      : `Most commits over the whole time: ${listed(log.people.slice(0, 8).map((one) => `${said(one.name)} (${grouped(one.commits)})`))}.`,
  );
}

/** Rows of a list that can grow without end. */
const mostRows = 40;

export function attention({ links, todos, link }) {
  const dead = links.dead_links
    .slice(0, mostRows)
    .map(({ path, line, to, because }) => [
      link(path, code(path), line),
      code(shortened(to, 90)),
      said(because),
    ]);
  // What people wait for is in the code and the documents; tests come after.
  const ordered = todos.marks.toSorted((a, b) => Number(a.test) - Number(b.test));
  const marks = ordered
    .slice(0, mostRows)
    .map(({ path, line, mark, text }) => [link(path, code(path), line), mark, said(text)]);
  const beyond = (all, shown, words) =>
    all > shown ? `*The first ${shown} of ${grouped(all)} ${words}.*` : '';
  return block(
    '## Needs attention',
    '### Dead links',
    links.dead === 0
      ? `${links.checked === 0 ? 'There are no links between files.' : `All ${count(links.checked, 'link')} between files lead somewhere.`}`
      : block(
          table(['Where', 'Leads to', 'Why it is dead'], dead),
          beyond(links.dead, dead.length, 'dead links'),
        ),
    links.outward === 0
      ? ''
      : `*${count(links.outward, 'link')} to the web ${links.outward === 1 ? 'was' : 'were'} not followed: ${listed(links.hosts.slice(0, 5).map(({ host, links: n }) => `${host} (${n})`))}${links.hosts.length > 5 ? ' and others' : ''}.*`,
    '### Open marks',
    todos.total === 0
      ? 'No comment says TODO, FIXME, XXX or HACK.'
      : block(
          `${listed(Object.entries(todos.kinds).map(([mark, n]) => `${grouped(n)} ${mark}`))} in ${count(todos.files, 'file')}.`,
          folded(
            marks.length === todos.total ? 'All of them' : `The first ${marks.length}`,
            table(['Where', 'Mark', 'What'], marks),
          ),
          beyond(todos.total, marks.length, 'marks, tests last'),
        ),
  );
}

export function documents({ inventory, documents: all, link, terms }) {
  if (all.length === 0) return '';
  const folders = new Map();
  for (const one of all) folders.set(folderOf(one.path), [...(folders.get(folderOf(one.path)) ?? []), one]);
  const more = inventory.documents_found - all.length;
  return block(
    '## Documents',
    `${more > 0 ? `The ${grouped(all.length)} most telling of ${grouped(inventory.documents_found)} documents` : `All ${count(all.length, 'document')}`}, each with the sentences that say most of what it says, word for word.`,
    ...[...folders]
      .toSorted(([a], [b]) => byBytes(a, b))
      .map(([folder, found]) => inFolder(folder, found, link, terms)),
  );
}

function inFolder(folder, found, link, terms) {
  const telling = found.filter(({ extract, words }) => extract.length > 0 || words > 40);
  const silent = found.filter((one) => !telling.includes(one));
  return block(
    `### ${folder === '' ? 'At the top' : code(`${folder}/`)}`,
    ...telling.map((one) => entry(one, link, terms)),
    silent.length === 0
      ? ''
      : `*Nothing to quote from* ${listed(silent.map(({ path }) => link(path, code(nameOf(path)))))}.`,
  );
}

function entry(one, link, terms) {
  const facts = [
    ...(one.title === nameOf(one.path) ? [] : [code(nameOf(one.path))]),
    count(one.words, 'word'),
    ...(one.encoding === 'UTF-8' ? [] : [one.encoding]),
  ];
  const about = (terms.get(one.path) ?? []).map(said).join(', ');
  const outline = one.outline.slice(0, 7).map(said).join(' · ');
  const long = one.words > 150;
  return [
    `**${link(one.path, said(one.title))}** — ${facts.join(' · ')}  `,
    one.extract.length > 0 ? one.extract.map(said).join(' ') : '*No sentence to quote.*',
    ...(long && outline !== ''
      ? [`<br><sub>Sections: ${outline}${one.outline.length > 7 ? ' · …' : ''}</sub>`]
      : []),
    ...(long && about !== '' ? [`<br><sub>About: ${about}</sub>`] : []),
  ].join('\n');
}

export function limits({ inventory, languages, history: log, links, todos, documents: all, readable }) {
  const left = inventory.left_out;
  const facts = [
    inventory.git
      ? 'Files are those that git tracks or would track.'
      : 'The folder is no git work tree: every file below it counts, but for folders that tools fill.',
    all.length < inventory.documents_found
      ? `Documents: the first ${grouped(all.length)} of ${grouped(inventory.documents_found)}, those near the top first, tests and translations last (flag \`survey.documents\`).`
      : '',
    inventory.source_read < inventory.source_found
      ? `Source: ${grouped(inventory.source_read)} of ${grouped(inventory.source_found)} files were read, whole folders at a time, tests last (flag \`survey.files\`).`
      : '',
    readable.length < all.length
      ? `${count(all.length - readable.length, 'document')} turned out to be binary.`
      : '',
    left.large > 0 ? `${count(left.large, 'file')} over 1 MiB: counted, not read.` : '',
    left.vendored > 0
      ? `${count(left.vendored, 'file')} copied in from elsewhere, by the usual names of such folders: counted, not read.`
      : '',
    left.generated > 0
      ? `${count(left.generated, 'file')} made by programs, by their names (lock files, minified scripts): counted, not read.`
      : '',
    languages.left_out.generated > 0
      ? `${count(languages.left_out.generated, 'source file')} that say they are generated, or are minified: not counted as lines.`
      : '',
    languages.left_out.binary > 0
      ? `${count(languages.left_out.binary, 'file')} with the name of source and binary content.`
      : '',
    left.material > 0 ? `${count(left.material, 'text')} among fixtures and test data: no documents.` : '',
    left.links + left.submodules + left.odd_names > 0
      ? `Not followed: ${listed([left.links > 0 ? count(left.links, 'symbolic link') : '', left.submodules > 0 ? count(left.submodules, 'submodule') : '', left.odd_names > 0 ? count(left.odd_names, 'name that is no plain text', 'names that are no plain text') : ''].filter((words) => words !== ''))}.`
      : '',
    left.beyond > 0 ? `${count(left.beyond, 'file')} beyond the most that are listed.` : '',
    log.git && log.shallow ? 'The clone is shallow: git has only the newest part of the history.' : '',
    log.git && log.beyond ? `History: the latest ${grouped(log.commits)} commits.` : '',
    log.git && !log.diffs ? 'Changes of files are missing: git needed too long to compare so many.' : '',
    log.git && log.looked_beyond ? `Changes of files: the latest ${grouped(log.looked)} commits.` : '',
    log.git && log.swept > 0
      ? `${count(log.swept, 'commit')} that touched more than 200 files at once say nothing about any one of them, and were left out of the changes.`
      : '',
    log.git && log.bots.commits > 0
      ? `${count(log.bots.commits, 'commit')} by ${count(log.bots.names, 'automatic account')} count as commits, not as people.`
      : '',
    links.unknown + links.outside > 0
      ? `${count(links.unknown + links.outside, 'link')} could not be judged: they leave the folder, begin at the root of a site, or hold a template.`
      : '',
    inventory.workspace
      ? 'What sessions of Simphony write (takes, sessions, reports) and commit is no part of the survey.'
      : '',
    todos.total > 0 ? 'An open mark counts where it begins a comment, in capitals.' : '',
  ];
  return block('## How to read the figures', bullets(facts.filter((fact) => fact !== '')));
}
