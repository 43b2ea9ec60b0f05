import type { TransactionReceipt } from "ethers";
import type { TermsOpenedEvent } from "../../../../typechain-types/contracts/directory/Directory.ts";
import { toNodeTerms } from "../../../../sdk/directory/node-terms.ts";
import { formatPeriod } from "../../../../sdk/network/format-time.ts";
import type { Answer } from "../../answer.ts";
import type { SendContext } from "../../context.ts";

/** The answer of a command that gave a node new terms. */
export function answerOpenedTerms(
  { book }: SendContext,
  node: number,
  receipt: TransactionReceipt,
  opened: readonly TermsOpenedEvent.OutputObject[],
): Answer {
  const terms = opened.map(({ nodeId, termsIndex, terms: values }) => toNodeTerms(nodeId, termsIndex, values));
  const [first] = terms;
  const from = first === undefined ? "the next one" : formatPeriod(book.schedule, first.fromPeriod);
  return {
    document: { node, terms, transaction: receipt.hash },
    text: `Node ${node} has new terms from period ${from} on.`,
    hints: [`See them with: tfgrid node show --node ${node}`],
  };
}
