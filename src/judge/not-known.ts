/** A value that can't be worked out from what is committed; the message says why. */
export class NotKnown extends Error {}
export const notKnown = (because: string): never => {
  throw new NotKnown(because);
};
