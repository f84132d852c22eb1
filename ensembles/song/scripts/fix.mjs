/** FIX: mends what VALIDATE named in the round before. */
import { applyFixes } from '../skills/auto-fix/scripts/apply_fixes.mjs';

export default function play({ inputs: { COMPOSE, VALIDATE } }) {
  return applyFixes(COMPOSE, VALIDATE);
}
