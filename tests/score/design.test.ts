import { expect, test } from 'vitest';
import { instrumentOf, scoreOf, script, type Files } from './written.ts';

/** The examples of the design, in a workspace that has what they name. */
const files: Files = {
  'concerto.md': `---
simphony: 1                       # version of these formats
plays: [phonosyne]                # default when the sheet names none
parallel: 2                       # parts in flight; default: the machine's cores
models: { nano: claude-haiku-5-5, standard: claude-sonnet-5-5, lead: claude-opus-5-5,
          local: { id: some-model, base_url: "http://127.0.0.1:11434" } }
cast: { backend: backend-lite }   # another ensemble in this role: resolves needs, cues, scopes; addresses keep the real name
limits: { handoff: 100, commit: 1MiB, output: 16MiB }
record: here                      # on the branch the person is on
---
`,
  'sheetMusic.md': `---
title: Signals from a drowned observatory
plays: [phonosyne]
seed: 7
flags: { render.enabled: true }        # flat, names with dots
budget: { usd: 2, tokens: 200000, minutes: 30 }
inputs: { sds: songs/lanterns.json, source: ../some/repo }   # values, or paths
---
Free text: the prompt. No front matter at all is fine too.
- @backend/database Add a \`charts\` table.
`,
  'songs/lanterns.json': '{ "beats": 3 }',
  'ensembles/phonosyne/ensemble.md': `---
ensemble: phonosyne
version: 1.0.0
description: Turns a brief into eighteen validated samples.
needs: []                  # ensembles that must have finished
inputs: { sds: { schema: schemas/sds.schema.json }, source: { default: "." } }   # what it expects in the sheet's inputs
flags: { render.enabled: false }     # its flags and defaults
parallel: 2
form: score                # or debate (later)
loops:
  - name: polish
    body: [fix, compose, validate]
    until: validate.validation_result == "pass"
    max: 3
    best: validate.scores.total
---
What the ensemble is for; sent to its model instruments as shared context.
`,
  'ensembles/phonosyne/sample.md': `---
kind: script
module: scripts/cook.mjs
description: Plans eighteen samples in six movements.
needs: [sheet]             # sheet, handoff, record, instruments of this ensemble, other/instrument
reads: ["docs/**/*.md"]    # files handed over; "!pattern" excludes
probe: [git, -C, "{sheet.inputs.source}", log, "-1", --format=%H, --, ".", ":!takes", ":!sessions", ":!output", ":!tests/takes", ":!handoff.md", ":!summary.txt", ":!production.md"]
each: designer             # fan-out over an array (an expression); item.id names the part, or its index
when: flags["render.enabled"] == true
flags: [render.enabled]    # handed over besides those that its expressions name
writes: ["output/{slug}/{id}.wav"]     # without \`*\`: must be there; with: may match nothing
output: { schema: schemas/plan.schema.json }    # JSON Schema 2020-12
checks:
  - size(output) == 18
  - run: [sqlite3, -bail, ":memory:", ".read db/schema.sql"]     # a command
attempts: 10               # default 1; failed checks are fed back
returns_to: analyzer       # see Returns
timeout: 300s
parallel: 2
idempotent: true           # false: see below
env: [ENGINE_URL]          # names of variables handed through
uses: ["scripts/**"]       # narrows which files of the ensemble's folder count as its code
emits: analysis_complete   # the event's name when a take is accepted
result: true               # its output is the ensemble's result (at most one)
---
The instrument's own instructions.
`.replace('needs: [sheet]', 'needs: [sheet, "analyzer?"]'),
  'ensembles/phonosyne/designer.md':
    '---\nkind: model\nmodel: [standard, local]\nmax_tokens: 900\neffort: low\nunderstudy: scripts/designer.mjs\nskill: skills/x\nsummary: nano\n---\nPlans.\n',
  'ensembles/phonosyne/scripts/designer.mjs': 'export default async () => [];\n',
  'ensembles/phonosyne/skills/x/SKILL.md': '---\nname: x\ndescription: Plans samples.\n---\nSix movements.\n',
  'ensembles/phonosyne/analyzer.md': script('needs: [designer]'),
  'ensembles/phonosyne/fix.md': script('needs: [validate, compose]'),
  'ensembles/phonosyne/compose.md': script('needs: [designer, fix]'),
  'ensembles/phonosyne/validate.md': script('needs: ["compose?", backend/database]'),
  'ensembles/phonosyne/scripts/cook.mjs':
    'export default async function play(input, context) { return []; }\n',
  'ensembles/phonosyne/schemas/plan.schema.json': '{ "type": "array" }',
  'ensembles/phonosyne/schemas/sds.schema.json': '{ "type": "object" }',
  'ensembles/backend/ensemble.md': '---\nversion: 1.0.0\n---\n',
  'ensembles/backend/database.md': '---\nkind: script\ncommand: [python3, scripts/x.py]\n---\n',
  'ensembles/backend-lite/ensemble.md': '---\nversion: 1.0.0\n---\n',
  'ensembles/backend-lite/database.md': '---\nkind: script\ncommand: [sqlite3]\n---\n',
  'production.md':
    '## Goals\n- [ ] @phonosyne/analyzer `output.total > 0` Something was weighed.\n- [ ] @backend/database `output.n > 0` By its role.\n',
};

test('every example of the design is read', () => {
  const score = scoreOf(files);
  expect(score.sheet.cues).toMatchObject([
    { ensemble: 'backend-lite', nickname: 'database', text: 'Add a `charts` table.' },
  ]);
  expect(score.sheet.inputs.get('sds')?.value).toEqual({ beats: 3 });
  expect(score.ensembles.get('phonosyne')?.loops[0]?.withoutFirstPass).toEqual(['fix']);
  expect(instrumentOf(score, 'phonosyne/validate').needs).toMatchObject([
    { as: 'compose', optional: true },
    { as: 'backend/database', ensemble: 'backend-lite' },
  ]);
  expect(instrumentOf(score, 'phonosyne/designer')).toMatchObject({
    hearsSheet: true,
    hearsHandoff: true,
    performer: { models: [{ name: 'standard' }, { name: 'local', baseUrl: 'http://127.0.0.1:11434' }] },
  });
  expect(instrumentOf(score, 'phonosyne/sample')).toMatchObject({
    attempts: 10,
    returnsTo: 'analyzer',
    emits: 'analysis_complete',
    result: true,
    timeoutMs: 300_000,
  });
  expect(score.production.criteria.map(({ scope }) => scope)).toEqual([
    { ensemble: 'phonosyne', nickname: 'analyzer' },
    { ensemble: 'backend-lite', nickname: 'database' },
  ]);
});
