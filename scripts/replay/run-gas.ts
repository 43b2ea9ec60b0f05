import type { Provider, TransactionReceipt } from "ethers";
import type { GasUse } from "./statement.ts";

/** Adds up gas by kind of transaction, in the order in which the kinds first occur. */
export class GasLedger {
  readonly #uses = new Map<string, GasUse>();

  /** Takes down one transaction. */
  add(action: string, receipt: TransactionReceipt): void {
    this.#book(action, 1, receipt.gasUsed);
  }

  /** Takes down every transaction that is on chain by now: meant for a deployment. */
  async addAllUntilNow(action: string, provider: Provider): Promise<void> {
    for (let number = await provider.getBlockNumber(); number > 0; number--) {
      const block = await provider.getBlock(number);
      if (block !== null) this.#book(action, block.length, block.gasUsed);
    }
  }

  /** The sums. */
  uses(): GasUse[] {
    return [...this.#uses.values()];
  }

  #book(action: string, transactions: number, gas: bigint): void {
    const before = this.#uses.get(action) ?? { action, transactions: 0, gas: 0n };
    this.#uses.set(action, { action, transactions: before.transactions + transactions, gas: before.gas + gas });
  }
}
