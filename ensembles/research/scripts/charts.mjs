/** Draws what the others counted. */
import { slugOf } from 'simphony/kit';
import { barChart, columnChart, columnsOf, stackedBar } from '../lib/charts.mjs';
import { diagram } from '../lib/diagram.mjs';
import { classOf } from '../lib/kinds.mjs';
import { count, grouped, listed, most, percent } from '../lib/text.mjs';

const classNames = {
  document: 'documents',
  source: 'source',
  data: 'data and settings',
  media: 'pictures and media',
  licence: 'licences',
  other: 'other',
};

export default async function play({ sheet, inputs }, context) {
  const { inventory, languages, history, modules } = inputs;
  const folder = `output/${slugOf(sheet.title)}`;
  const drawings = [
    holdings(inventory),
    ofLanguages(languages),
    ofCommits(history),
    ofChanges(history),
    ofModules(modules),
  ].filter((one) => one !== undefined);
  for (const { name, svg } of drawings) await context.write(`${folder}/${name}.svg`, svg);
  return {
    summary: `${listed(drawings.map(({ name }) => name))} drawn`,
    drawn: drawings.length,
    charts: drawings.map(({ name, title }) => ({ name, path: `${folder}/${name}.svg`, title })),
  };
}

function holdings({ total, classes }) {
  const pieces = Object.entries(classes)
    .filter(([, value]) => value > 0)
    .map(([name, value]) => ({ label: classNames[name], value }))
    .toSorted(
      most(
        (piece) => piece.value,
        (piece) => piece.label,
      ),
    );
  const title = 'Files by kind';
  return {
    name: 'files',
    title,
    svg: stackedBar({ title, note: `${count(total, 'file')}`, pieces }),
  };
}

function ofLanguages({ languages, code, test }) {
  const shown = languages.filter((one) => one.code > 0);
  if (shown.length === 0) return undefined;
  const [first, rest] = [shown.slice(0, 8), shown.slice(8)];
  const other =
    rest.length === 0
      ? []
      : [
          {
            language: `${count(rest.length, 'other')}`,
            code: rest.reduce((sum, one) => sum + one.code, 0),
            test: rest.reduce((sum, one) => sum + one.test, 0),
          },
        ];
  const rows = [...first, ...other].map((one) => ({
    label: one.language,
    value: one.code,
    paler: one.test,
    said: `${grouped(one.code)} · ${percent(one.code, code)}`,
  }));
  const title = 'Lines of code by language';
  const note = `${count(code, 'line')} without blank lines and comments`;
  return {
    name: 'languages',
    title,
    svg: barChart({ title, note, rows, legend: test > 0 ? ['code', 'of which tests'] : [] }),
  };
}

function ofCommits({ git, months, commits, first, last }) {
  if (!git || months.length === 0) return undefined;
  const { per, columns } = columnsOf(months);
  const title = `Commits per ${per}`;
  return {
    name: 'commits',
    title,
    svg: columnChart({
      title,
      note: `${count(commits, 'commit')}, ${first} to ${last}, without merges`,
      columns,
      unit: 'commit',
    }),
  };
}

function ofChanges({ git, files, looked }) {
  // Settings change with every release, and would fill the picture.
  const shown = files.filter((file) => file.commits > 1 && classOf(file.path) !== 'data').slice(0, 12);
  if (!git || shown.length === 0) return undefined;
  const rows = shown.map(({ path, commits, people }) => ({
    label: path,
    value: commits,
    said: `${grouped(commits)} · ${count(people, 'person', 'people')}`,
  }));
  const title = 'Most changed source and documents';
  return {
    name: 'changes',
    title,
    svg: barChart({
      title,
      note: `commits that touched each file, of the latest ${grouped(looked)}, and how many people made them`,
      rows,
    }),
  };
}

function ofModules({ nodes, edges, circles }) {
  if (edges.length === 0) return undefined;
  const title = 'Modules and what they import';
  const note = `An arrow points to what is needed; the thicker, the more imports${circles.length > 0 ? '. Dashed red: against the rest, closing a circle' : ''}`;
  return { name: 'modules', title, svg: diagram({ title, note, nodes, edges }) };
}
