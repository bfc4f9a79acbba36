/** What a member has sent to and received from each peer, round by round, absences included. */
export class ByteAccounts {
  readonly #self: number;
  /** Bytes owed to each peer in all rounds so far, by padding round. */
  readonly #owed: ReadonlyMap<number, number>;
  readonly #from: number[];
  /** Bytes sent to each peer in rounds of presence, the current round left out. */
  readonly #sent: number[];
  readonly #sending: number[];
  /** Whether a round since the last padding round was not seen. */
  #wasAbsent = false;
  /** Bytes owed by the last padding round; below, bytes that had come from each peer by then. */
  #owedBefore = 0;
  #fromBefore: readonly number[];

  constructor(members: number, self: number, owed: ReadonlyMap<number, number>) {
    this.#self = self;
    this.#owed = owed;
    this.#from = Array.from({ length: members }, () => 0);
    this.#sent = [...this.#from];
    this.#sending = [...this.#from];
    this.#fromBefore = [...this.#from];
  }

  /** Bytes from each peer that arrived in time, absences credited. */
  get from(): readonly number[] {
    return this.#from;
  }

  receive(peer: number, bytes: number): void {
    this.#from[peer]! += bytes;
  }

  send(peer: number, bytes: number): void {
    this.#sending[peer] = bytes;
  }

  /** Bytes that are due to `peer` in `round`, or undefined if it is no padding round. */
  due(round: number, peer: number): number | undefined {
    const owed = this.#owed.get(round);
    return owed === undefined ? undefined : owed - this.#sent[peer]!;
  }

  /** Number of peers that have sent less than fell due since the last padding round; 0 if `round` is none. */
  defaulters(round: number): number {
    const due = (this.#owed.get(round) ?? this.#owedBefore) - this.#owedBefore;
    return this.#from.filter((bytes, peer) => peer !== this.#self && bytes - this.#fromBefore[peer]! < due).length;
  }

  /** Settles the counts of a round that has ended. */
  settle(round: number, wasPresent: boolean): void {
    for (const [peer, bytes] of this.#sending.entries()) {
      if (wasPresent) this.#sent[peer]! += bytes;
      this.#sending[peer] = 0;
    }
    if (!wasPresent) this.#wasAbsent = true;
    const owed = this.#owed.get(round);
    if (owed === undefined) return;
    for (const [peer, bytes] of this.#from.entries()) {
      if (this.#wasAbsent && peer !== this.#self) this.#from[peer] = Math.max(bytes, owed);
    }
    this.#wasAbsent = false;
    this.#owedBefore = owed;
    this.#fromBefore = [...this.#from];
  }
}
