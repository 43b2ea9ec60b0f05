import type { ContractTransactionResponse } from "ethers";
import { gasFloor } from "./floor.ts";
import { required } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** What an operation costs, and the part of it that no code saves. */
export interface Measured {
  readonly gas: bigint;
  readonly floor: bigint;
}

export interface Operation extends Measured {
  readonly name: string;
  /** The most that it may cost, where the design sets a budget. */
  readonly budget?: bigint;
}

export type Measure = (sent: Promise<ContractTransactionResponse>) => Promise<Measured>;

/** Measures what a transaction costs on the stage's chain. */
export function measureOn({ provider }: Stage): Measure {
  return async (sent) => {
    const receipt = required(await (await sent).wait());
    return { gas: receipt.gasUsed, floor: await gasFloor(provider, receipt) };
  };
}

export function minus(a: Measured, b: Measured): Measured {
  return { gas: a.gas - b.gas, floor: a.floor - b.floor };
}

export function per({ gas, floor }: Measured, count: bigint): Measured {
  return { gas: gas / count, floor: floor / count };
}
