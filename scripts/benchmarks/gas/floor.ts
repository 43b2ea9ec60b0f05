import type { Provider, TransactionReceipt } from "ethers";

/** One executed instruction, as `debug_traceTransaction` lists it. */
interface Step {
  readonly op: string;
  readonly depth: number;
  readonly gas: number;
  readonly gasCost: number;
}

const STORAGE_AND_LOGS = /^(SLOAD|SSTORE|TLOAD|TSTORE|LOG\d)$/;
const CALLS = /^(CALL|STATICCALL|DELEGATECALL)$/;
const COLD_ACCOUNT = 2600;
const WARM_ACCOUNT = 100;

/** Asks a chain for raw answers; ethers' JSON-RPC providers and Hardhat's do. */
export type RawProvider = Provider & { send(method: string, params: unknown[]): Promise<unknown> };

/**
 * The part of a transaction's gas that no cleverness of code saves as long as the same storage is touched: the base and the
 * calldata, every storage access, every log, and access to the accounts that are called.
 */
export async function gasFloor(provider: RawProvider, receipt: TransactionReceipt): Promise<bigint> {
  const options = { disableMemory: true, disableStorage: true, disableStack: true };
  const trace = (await provider.send("debug_traceTransaction", [receipt.hash, options])) as { structLogs: Step[] };
  const executed = trace.structLogs.reduce((sum, step, index) => sum + ownCost(step, trace.structLogs[index + 1]), 0);
  const needed = trace.structLogs.reduce((sum, step, index) => sum + neededCost(step, trace.structLogs[index + 1]), 0);
  return receipt.gasUsed - BigInt(executed - needed);
}

/** What an instruction costs by itself; a call's own cost is stated together with the gas that it hands on. */
function ownCost(step: Step, next: Step | undefined): number {
  if (!CALLS.test(step.op) || next === undefined || next.depth <= step.depth) return step.gasCost;
  return accessCost(step, next);
}

function neededCost(step: Step, next: Step | undefined): number {
  if (STORAGE_AND_LOGS.test(step.op)) return step.gasCost;
  return CALLS.test(step.op) ? ownCost(step, next) : 0;
}

/** Whether the called account was cold shows in what the call took beyond the gas handed on, up to memory expansion. */
function accessCost(step: Step, next: Step): number {
  return step.gasCost - next.gas >= COLD_ACCOUNT ? COLD_ACCOUNT : WARM_ACCOUNT;
}
