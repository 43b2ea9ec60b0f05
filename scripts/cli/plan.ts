import type { TransactionReceipt } from "ethers";
import type { Call } from "../../sdk/network/call.ts";
import type { Answer } from "./answer.ts";

/** One transaction of a command. */
export interface Step {
  readonly call: Call;
  /** What it does, in a few words: "Create farm alpha". */
  readonly summary: string;
  /** What will be different afterwards, one sentence each; shown by `--dry-run`. */
  readonly effects?: readonly string[];
  /** Set when the step works only after the one before is in a block: it is then neither simulated nor sent before. */
  readonly needsPrevious?: boolean;
}

/** What a sending command does: its transactions, and what it answers once they are in blocks. */
export interface Plan {
  /** Empty when there is nothing to do; {@link Plan.answer} then says why. */
  readonly steps: readonly Step[];
  /** The receipts are those of the steps, in their order. */
  readonly answer: (receipts: readonly TransactionReceipt[]) => Answer | Promise<Answer>;
}

/** The plan of a command that sends one transaction. */
export function oneStep(step: Step, answer: (receipt: TransactionReceipt) => Answer | Promise<Answer>): Plan {
  return {
    steps: [step],
    answer: ([receipt]) => {
      if (receipt === undefined) throw new Error("The one transaction left no receipt.");
      return answer(receipt);
    },
  };
}
