/** Words that may not name an ensemble or an instrument: those of the expression language and every name in scope. */
export const reservedNames: ReadonlySet<string> = new Set();
