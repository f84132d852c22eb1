/** Who changed what, and when: what the probe read from git, put in order. */
import { classOf, isGenerated, isVendored } from '../lib/kinds.mjs';
import { byBytes, count, most } from '../lib/text.mjs';

/** Automatic accounts, by the names they go by. */
const isBot = (name) =>
  /\[bot\]$|(^|[\s-])bot$|^(dependabot|renovate|github actions?|pre-commit-ci|web-flow|.*-bot)\b/i.test(name);

const none = {
  commits: 0,
  shallow: false,
  beyond: false,
  first: null,
  last: null,
  months: [],
  people: [],
  bots: { names: 0, commits: 0 },
  looked: 0,
  diffs: false,
  looked_beyond: false,
  swept: 0,
  files: [],
  folders: [],
};

export default async function play({ probe }) {
  if (probe === null || probe === undefined)
    return {
      summary: 'no history: git could not be asked',
      git: false,
      because: 'git could not be asked',
      ...none,
    };
  const log = JSON.parse(probe);
  if (!log.git) return { summary: `no history: ${log.because}`, git: false, because: log.because, ...none };
  const people = log.people.map(([name, commits], number) => ({ number, name, commits, bot: isBot(name) }));
  const persons = people
    .filter(({ bot }) => !bot)
    .toSorted(
      most(
        (one) => one.commits,
        (one) => one.name,
      ),
    );
  const bots = people.filter(({ bot }) => bot);
  const files = log.files
    .filter(([path]) => !isGenerated(path) && !isVendored(path) && classOf(path) !== 'media')
    .map(([path, commits, added, deleted, who]) => ({ path, commits, added, deleted, people: who }));
  return {
    summary: `${count(log.commits, 'commit')} by ${count(persons.length, 'person', 'people')}${log.first === null ? '' : `, ${log.first} to ${log.last}`}`,
    git: true,
    because: '',
    commits: log.commits,
    shallow: log.shallow,
    beyond: log.beyond,
    first: log.first,
    last: log.last,
    months: log.months.map(([month, commits]) => ({ month, commits })),
    people: persons.map(({ name, commits }) => ({ name, commits })),
    bots: { names: bots.length, commits: bots.reduce((sum, { commits }) => sum + commits, 0) },
    looked: log.looked,
    looked_beyond: log.lookedBeyond,
    diffs: log.diffs,
    swept: log.swept,
    files: files
      .toSorted(
        most(
          (file) => file.commits,
          (file) => file.path,
        ),
      )
      .slice(0, 100),
    folders: log.folders
      .map(([path, counts]) => {
        const persons = counts
          .filter(([number]) => !people[number].bot)
          .map(([number, commits]) => ({ name: people[number].name, commits }));
        return {
          path,
          commits: persons.reduce((sum, one) => sum + one.commits, 0),
          people: persons.toSorted(
            most(
              (one) => one.commits,
              (one) => one.name,
            ),
          ),
        };
      })
      .filter(({ people: who }) => who.length > 0)
      .toSorted((a, b) => byBytes(a.path, b.path)),
  };
}
