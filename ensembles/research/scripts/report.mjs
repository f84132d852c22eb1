/** Puts what the others found onto one page. */
import { slugOf } from 'simphony/kit';
import { page } from '../lib/page.mjs';
import { count } from '../lib/text.mjs';
import { surveyOf } from '../lib/survey.mjs';
import * as sections from '../lib/sections.mjs';

export default async function play(input, context) {
  const survey = surveyOf(input);
  const path = `output/${slugOf(input.sheet.title)}/report.md`;
  await context.write(
    path,
    page([
      sections.head(survey),
      sections.introduction(survey),
      sections.inShort(survey),
      sections.holdings(survey),
      sections.source(survey),
      sections.modules(survey),
      sections.history(survey),
      sections.people(survey),
      sections.attention(survey),
      sections.documents(survey),
      sections.limits(survey),
    ]),
  );
  const { documents, links, todos, inventory, languages, history } = survey;
  return {
    summary: `${count(documents.length, 'document')}, ${count(inventory.total, 'file')}, ${count(languages.code, 'line')} of code, ${count(history.commits, 'commit')} on one page`,
    status: 'ok',
    report: path,
    documents: documents.length,
    files: inventory.total,
    code: languages.code,
    commits: history.commits,
    dead_links: links.dead,
    open_marks: todos.total,
    introduced: survey.introduction.length,
    left_out: survey.unsupported.length,
    charts: survey.charts.map((chart) => chart.path),
  };
}
