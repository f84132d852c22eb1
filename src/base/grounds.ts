/**
 * What an answer rests on, told by whoever looks. Where all of it is as it was, the answer is what it was.
 *
 * G1  A path is told before it is looked at: what changes between the two shows as a change later.
 * G2  Where something else answers for the disk (git) and its paths are known only afterwards, they are told `late`.
 */
export interface Grounds {
  /**
   * An absolute path whose content, kind, mode, names (of a folder) or absence is looked at. A link counts together
   * with what it leads to.
   */
  on(path: string, when?: 'late'): void;
  /** Something is looked at that no later run can compare: the answer is good for once. */
  once(because: string): void;
}
