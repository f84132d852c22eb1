/** The few best of very many: what is not among them is never made. */
export class Best {
  /** @type {{ score: number }[]} the best first */
  list = [];

  constructor(/** @type {number} */ most) {
    this.most = most;
  }

  /** Of equals the earlier one stands before. */
  offer(/** @type {number} */ score, /** @type {() => Record<string, unknown>} */ make) {
    const { list, most } = this;
    if (list.length === most && score <= list[most - 1].score) return;
    let at = list.length;
    while (at > 0 && list[at - 1].score < score) at--;
    list.splice(at, 0, { ...make(), score });
    if (list.length > most) list.pop();
  }
}
