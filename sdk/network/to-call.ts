import type { ContractTransaction } from "ethers";
import type { Call } from "./call.ts";
import type { ContractName } from "./contracts.ts";

/** Names a populated transaction: `toCall("Directory", "createFarm", grid.Directory.createFarm.populateTransaction(…))`. */
export async function toCall(
  contract: ContractName,
  functionName: string,
  transaction: Promise<ContractTransaction>,
): Promise<Call> {
  const { to, data } = await transaction;
  return { contract, functionName, to, value: 0n, data };
}
