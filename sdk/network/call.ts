import type { ContractTransactionReceipt, Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { ContractName } from "./contracts.ts";

/** One call to a deployed contract, ready to be sent, signed elsewhere, or put into a multi-signature wallet's batch. */
export interface Call {
  /** The contract's name in the address book. */
  readonly contract: ContractName;
  readonly functionName: string;
  readonly to: string;
  /** In wei; the grid's contracts take none. */
  readonly value: bigint;
  readonly data: string;
}

/** Sends a call and returns as soon as the node has it. */
export async function sendCall(signer: Signer, call: Call): Promise<TransactionResponse> {
  return signer.sendTransaction({ to: call.to, value: call.value, data: call.data });
}

/** Sends a call and returns its receipt once it is in a block. A call that fails there throws. */
export async function sendCallAndWait(signer: Signer, call: Call): Promise<TransactionReceipt> {
  const response = await sendCall(signer, call);
  const receipt = await response.wait();
  if (receipt === null) throw new Error(`Transaction ${response.hash} was replaced before it was mined.`);
  return receipt;
}

export type Receipt = TransactionReceipt | ContractTransactionReceipt;
