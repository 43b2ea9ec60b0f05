import type { BaseContract } from "ethers";
import type { TypedContractEvent } from "../../typechain-types/common.ts";
import { GridError } from "../grid-error.ts";
import type { Receipt } from "./call.ts";

/** All events of one kind that a transaction left, in the order of the log: `extractEvents(grid.TFT, grid.TFT.filters.Transfer, receipt)`. */
export function extractEvents<Input extends unknown[], Output extends unknown[], OutputObject>(
  contract: BaseContract,
  event: TypedContractEvent<Input, Output, OutputObject>,
  receipt: Receipt,
): (Output & OutputObject)[] {
  const address = addressOf(contract).toLowerCase();
  return receipt.logs
    .filter((log) => log.address.toLowerCase() === address && log.topics[0] === event.fragment.topicHash)
    .map(
      (log) =>
        contract.interface.decodeEventLog(event.fragment, log.data, log.topics) as unknown as Output & OutputObject,
    );
}

/** The one event of a kind that a transaction must have left. */
export function extractEvent<Input extends unknown[], Output extends unknown[], OutputObject>(
  contract: BaseContract,
  event: TypedContractEvent<Input, Output, OutputObject>,
  receipt: Receipt,
): Output & OutputObject {
  const [found] = extractEvents(contract, event, receipt);
  if (found === undefined) throw new EventMissingError(event.name, receipt.hash);
  return found;
}

function addressOf({ target }: BaseContract): string {
  return typeof target === "string" ? target : "";
}

/** A transaction succeeded without the event that it must leave. */
export class EventMissingError extends GridError {
  override readonly name = "EventMissingError";

  constructor(eventName: string, transaction: string) {
    super(`Transaction ${transaction} left no ${eventName} event.`, {
      hint: "Check that the address book belongs to this network.",
    });
  }
}
