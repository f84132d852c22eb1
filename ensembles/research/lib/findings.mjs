/** What is worth knowing first, in whole sentences; only what the figures carry. */
import { code, said } from './page.mjs';
import { classOf, isTest } from './kinds.mjs';
import { count, grouped, listed, percent } from './text.mjs';

/** @returns {{ id: string, words: string }[]} each by its name, in the order in which they are told */
export function facts(survey) {
  return Object.entries({ itself, written, connected, changed, done, concentrated, told, open })
    .map(([id, find]) => ({ id, words: find(survey) }))
    .filter(({ words }) => words !== undefined);
}

export const findings = (survey) => facts(survey).map(({ words }) => words);

/** The README in its own words. */
function itself({ readable, link }) {
  const readme = readable.find(({ path }) => /^(\.github\/|docs?\/)?readme\b/i.test(path));
  if (readme === undefined || readme.extract.length === 0) return undefined;
  const [first, second] = readme.extract;
  const words = first.length < 60 && second !== undefined ? `${first} ${second}` : first;
  return `${link(readme.path, said(readme.title))} says: “${said(words)}”`;
}

function written({ languages }) {
  const { code: lines, languages: all, test, files } = languages;
  if (lines === 0) return 'There is no source code in a language that is read here.';
  const [first, second] = all;
  const also =
    second !== undefined && second.code > lines * 0.1
      ? `, then ${said(second.language)} (${percent(second.code, lines)})`
      : '';
  return `**${percent(first.code, lines)} of ${grouped(lines)} lines of code are ${said(first.language)}**${also}, in ${count(files, 'file')}${test > 0 ? `; ${percent(test, lines)} of all lines are tests` : ''}.`;
}

function connected({ modules: graph }) {
  if (graph.edges.length === 0) return undefined;
  const [needed] = graph.nodes.toSorted((a, b) => b.in - a.in || (a.id < b.id ? -1 : 1));
  const circles =
    graph.circles.length === 0
      ? 'without a circle'
      : `with ${graph.circles.length === 1 ? `a circle of ${graph.circles[0].length}` : `${graph.circles.length} circles`}`;
  return `The source falls into **${count(graph.nodes.length, 'module')}** that need one another, ${circles}; the most needed is ${code(needed.name)} (${count(needed.in, 'import')} from other modules).`;
}

function changed({ history: { git, files, looked, looked_beyond: part }, link }) {
  const shown = files
    .filter(({ path, commits }) => commits > 2 && classOf(path) === 'source' && !isTest(path))
    .slice(0, 3);
  if (!git || looked < 20 || shown.length === 0) return undefined;
  return `Work gathers in ${listed(shown.map(({ path, commits }) => `${link(path)} (${grouped(commits)})`))}: the source files that change most, in ${part ? `the latest ${grouped(looked)}` : `all ${grouped(looked)}`} commits.`;
}

function done({ history: { git, commits, people, first, last, months, beyond } }) {
  if (!git || commits === 0) return undefined;
  const busiest = months.toSorted((a, b) => b.commits - a.commits || (a.month < b.month ? -1 : 1))[0];
  const when = first === last ? `on ${first}` : `from ${first} to ${last}`;
  const peak =
    months.length > 2 ? `; the busiest month was ${busiest.month} with ${grouped(busiest.commits)}` : '';
  return `**${beyond ? 'The latest ' : ''}${count(commits, 'commit')} by ${count(people.length, 'person', 'people')}** ${when}${peak}.`;
}

/** How many people made half of the commits: what a project would miss with them. */
function concentrated({ history: { git, people } }) {
  const whole = people.reduce((sum, { commits }) => sum + commits, 0);
  if (!git || people.length < 3 || whole < 20) return undefined;
  let sum = 0;
  let many = 0;
  while (sum < whole / 2) sum += people[many++].commits;
  if (many === 1)
    return `**${said(people[0].name)} made ${percent(people[0].commits, whole)} of the commits** that people made.`;
  return `Half of the commits come from ${count(many, 'person', 'people')}${many <= 4 ? `: ${listed(people.slice(0, many).map(({ name }) => said(name)))}` : ''}.`;
}

function told({ readable, inventory, link }) {
  if (readable.length === 0) return undefined;
  const words = readable.reduce((sum, one) => sum + one.words, 0);
  const longest = readable.toSorted((a, b) => b.words - a.words || (a.path < b.path ? -1 : 1))[0];
  const which =
    inventory.documents_found > readable.length
      ? `The ${grouped(readable.length)} documents that were read`
      : count(readable.length, 'document');
  return `${which} with ${count(words, 'word')}${readable.length > 1 ? `; the longest is ${link(longest.path, said(longest.title))} (${grouped(longest.words)})` : ''}.`;
}

function open({ links, todos }) {
  const dead =
    links.checked === 0
      ? undefined
      : links.dead === 0
        ? `All ${count(links.checked, 'link')} between files lead somewhere`
        : `**${count(links.dead, 'dead link')}** of ${grouped(links.checked)} between files`;
  const marks =
    todos.total === 0
      ? 'nothing is marked as open'
      : `${count(todos.total, 'open mark')} (TODO, FIXME) in ${count(todos.files, 'file')}`;
  return dead === undefined ? `${marks[0].toUpperCase()}${marks.slice(1)}.` : `${dead}; ${marks}.`;
}
