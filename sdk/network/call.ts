import type { ContractTransactionReceipt, Signer, TransactionReceipt, TransactionResponse } from "ethers";
import { isError } from "ethers";
import { GridError } from "../grid-error.ts";
import type { ContractName } from "./contracts.ts";

/** The most gas that one transaction may have (EIP-7825). */
const MOST_GAS = 2n ** 24n;

/** How long a transaction may wait for a block, in milliseconds. */
const MINING_TIMEOUT = 10 * 60_000;

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

/**
 * Sends a call and returns as soon as the node has it. A call that would fail throws before it is sent.
 *
 * @param nonce The transaction's place among those of its sender; the next one when left out
 */
export async function sendCall(signer: Signer, call: Call, nonce?: number): Promise<TransactionResponse> {
  const request = { to: call.to, value: call.value, data: call.data };
  const gasLimit = withReserve(await signer.estimateGas(request));
  return signer.sendTransaction({ ...request, gasLimit, nonce: nonce ?? null });
}

/** Sends a call and returns its receipt once it is in a block. A call that fails there throws. */
export async function sendCallAndWait(signer: Signer, call: Call): Promise<TransactionReceipt> {
  return waitForReceipt(await sendCall(signer, call));
}

/** The receipt of a transaction once it is in a block. One that failed there throws what the contract said. */
export async function waitForReceipt(response: TransactionResponse): Promise<TransactionReceipt> {
  try {
    const receipt = await response.wait(1, MINING_TIMEOUT);
    if (receipt !== null) return receipt;
  } catch (error) {
    if (!isError(error, "CALL_EXCEPTION") || !error.receipt) throw error;
    await throwReason(response, error.receipt.blockNumber);
  }
  throw new TransactionLostError(response.hash);
}

/** Receipts do not tell why a transaction failed: the same call is made again on the state before its block. */
async function throwReason(response: TransactionResponse, blockNumber: number): Promise<never> {
  const { from, to, data, value, gasLimit } = response;
  await response.provider.call({ from, to, data, value, gasLimit, blockTag: blockNumber - 1 });
  throw new TransactionFailedError(response.hash);
}

/** A quarter more than estimated: a write can find storage fresh that the estimate found in use. */
function withReserve(gas: bigint): bigint {
  const limit = (gas * 5n) / 4n;
  return limit < MOST_GAS ? limit : MOST_GAS;
}

export type Receipt = TransactionReceipt | ContractTransactionReceipt;

/** A transaction failed, and the same call made before its block does not. */
export class TransactionFailedError extends GridError {
  override readonly name = "TransactionFailedError";

  constructor(hash: string) {
    super(`Transaction ${hash} failed: something that it depends on changed just before it.`, {
      hint: "Look at the present state, and repeat the command if that still makes sense.",
    });
  }
}

/** A transaction came into no block that anybody knows. */
export class TransactionLostError extends GridError {
  override readonly name = "TransactionLostError";

  constructor(hash: string) {
    super(`Transaction ${hash} was replaced before it was in a block.`, {
      hint: "Look the sender up in a block explorer, and repeat the command if it took no effect.",
    });
  }
}
