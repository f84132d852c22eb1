import { artifact } from '../lib/artifact.mjs';

/** A placeholder. */
export default ({ inputs: { COMPOSE } }) => artifact('fix', { artifacts: COMPOSE.artifacts, changes: [] });
