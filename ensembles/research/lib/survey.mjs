/** Everything a report is made of, by name. */
import { distinctiveTerms } from './distinctive.mjs';
import { linker, nameOfSource } from './page.mjs';

/** What the editor wrote, without the sentences that the critic found nothing for. */
const printed = ({ editor, critic }) =>
  editor.introduction
    .map(({ sentence }) => sentence)
    .filter((sentence) => !critic.unsupported.some((one) => one.sentence === sentence));

/** @param {{ sheet: object, inputs: object, production?: { notes: string } }} input what `report` hears */
export function surveyOf({ sheet, inputs, production }) {
  const source = String(sheet.inputs.source ?? '.');
  const documents = inputs.document.map(({ output }) => output);
  const { charts } = inputs.charts;
  return {
    title: sheet.title,
    asked: sheet.text,
    notes: production?.notes ?? '',
    name: nameOfSource(source),
    link: linker(source),
    inventory: inputs.inventory,
    languages: inputs.languages,
    modules: inputs.modules,
    history: inputs.history,
    links: inputs.links,
    todos: inputs.todos,
    documents,
    readable: documents.filter(({ readable }) => readable),
    terms: distinctiveTerms(documents),
    charts,
    introduction: printed(inputs),
    unsupported: inputs.critic.unsupported,
    begin: inputs.editor.begin,
    /** The picture of that name as Markdown, or nothing where it was not drawn. */
    picture: (name, words) => {
      const chart = charts.find((one) => one.name === name);
      return chart === undefined ? undefined : `![${words}](${name}.svg)`;
    },
  };
}
