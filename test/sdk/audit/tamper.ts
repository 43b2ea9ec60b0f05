import type { BaseContract, Block, Log, TransactionResponse } from "ethers";
import type { MemberSignature } from "../../../sdk/access/member-signature.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import type { Tampering } from "./audit-scene.ts";

/** An event's values by their names. */
export type EventValues = Record<string, unknown>;

/** Changes one kind of event wherever it occurs; an event becomes what is returned: none, one, or several. */
export function changing(
  contract: BaseContract,
  name: string,
  change: (values: EventValues) => EventValues[],
): Required<Pick<Tampering, "logs">> {
  return { logs: (logs) => logs.flatMap((log) => changed(contract, name, log, change)) };
}

function changed(
  contract: BaseContract,
  name: string,
  log: Log,
  change: (values: EventValues) => EventValues[],
): Log[] {
  const event = contract.target === log.address ? contract.interface.parseLog(log) : null;
  if (event?.name !== name) return [log];
  const values = Object.fromEntries(event.fragment.inputs.map((input) => [input.name, event.args[input.name]]));
  return change(values).map((next) => {
    const { data, topics } = contract.interface.encodeEventLog(event.fragment, Object.values({ ...values, ...next }));
    return { ...log, data, topics } as unknown as Log;
  });
}

/** Whether an event is of an attempt at a batch. */
export const isBatch = (batch: bigint, attempt: bigint) => (values: EventValues) =>
  values["batch"] === batch && values["attempt"] === attempt;
/** Whether it is of the batch that was accepted in the end. */
export const acceptedBatch = isBatch(0n, 1n);

/** Changes the events for which something holds. */
export function where(isWanted: (values: EventValues) => boolean, changes: (values: EventValues) => EventValues) {
  return (values: EventValues) => [isWanted(values) ? { ...values, ...changes(values) } : values];
}

/** Leaves out the events for which something holds. */
export function without(isWanted: (values: EventValues) => boolean) {
  return (values: EventValues) => (isWanted(values) ? [] : [values]);
}

export const ofNode = (nodeId: bigint) => (values: EventValues) => values["nodeId"] === nodeId;
export const always = () => true;

export function changeTerms(grid: Grid, nodeId: bigint, changes: EventValues): Tampering {
  const change = where(ofNode(nodeId), ({ terms }) => {
    const { toObject } = terms as { toObject: () => EventValues };
    return { terms: { ...toObject.call(terms), ...changes } };
  });
  return changing(grid.Directory, "TermsOpened", change);
}

/** Changes the signatures that came with the accepted batch. */
export function changeSignatures(
  { Measurements }: Grid,
  change: (signatures: MemberSignature[]) => MemberSignature[],
): Tampering {
  return {
    transaction: (transaction) => {
      const call = Measurements.interface.parseTransaction(transaction);
      const [proposal, signatures] = call!.args as unknown as [{ batch: bigint; attempt: bigint }, MemberSignature[]];
      if (proposal.batch !== 0n || proposal.attempt !== 1n) return transaction;
      const stated = signatures.map(({ member, signature }) => ({ member, signature }));
      const data = Measurements.interface.encodeFunctionData("propose", [proposal as never, change(stated)]);
      return { ...transaction, data } as TransactionResponse;
    },
  };
}

export function shiftTime(seconds: number, blockNumber: number): Tampering {
  return {
    block: (block) => {
      return block.number === blockNumber ? ({ ...block, timestamp: block.timestamp + seconds } as Block) : block;
    },
  };
}
