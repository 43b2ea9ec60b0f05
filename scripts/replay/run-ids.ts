/** Which numbers farms or nodes of the real grid got on the chain. */
export class Ids {
  readonly #kind: string;
  readonly #toChain = new Map<number, number>();
  readonly #toReal = new Map<number, number>();

  /** @param kind What is numbered, for messages: "farm" */
  constructor(kind: string) {
    this.#kind = kind;
  }

  add(real: number, onChain: number): void {
    this.#toChain.set(real, onChain);
    this.#toReal.set(onChain, real);
  }

  /** The chain's number of what the real grid numbers so. */
  onChain(real: number): number {
    return this.#found(this.#toChain.get(real), real);
  }

  /** The real grid's number of what the chain numbers so. */
  real(onChain: number): number {
    return this.#found(this.#toReal.get(onChain), onChain);
  }

  /** The numbers of the real grid, in the order in which they were added. */
  all(): number[] {
    return [...this.#toChain.keys()];
  }

  #found(id: number | undefined, wanted: number): number {
    if (id === undefined) throw new Error(`There is no ${this.#kind} ${wanted} on this chain.`);
    return id;
  }
}
