/** Ends every `switch` over a union, so that the compiler counts the cases. */
export const unreachable = (rest: never): never => {
  throw new Error(`no case for ${JSON.stringify(rest)}`);
};
