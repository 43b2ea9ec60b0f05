import { toCall } from "../../sdk/network/to-call.ts";
import type { TenancyRun } from "../tenancy/run.ts";
import { send } from "../tenancy/run.ts";

/** Who is given TFT. */
export interface Gift {
  readonly to: string;
  /** In units of 10^-7 TFT. */
  readonly units: bigint;
}

/** Gives TFT to tenants while nobody has claimed any: the governor mints it, once, and never again. */
export async function mintTft(run: TenancyRun, gifts: readonly Gift[]): Promise<void> {
  const { grid, chain } = run;
  const { governor } = chain;
  const minter = await governor.getAddress();
  const allow = (units: bigint) => toCall("TFT", "setMinter", grid.TFT.setMinter.populateTransaction(minter, units, 0));
  const mint = ({ to, units }: Gift) => toCall("TFT", "mint", grid.TFT.mint.populateTransaction(to, units));
  await send(run, governor, "set minter", allow(gifts.reduce((sum, { units }) => sum + units, 0n)));
  for (const gift of gifts) await send(run, governor, "mint", mint(gift));
  await send(run, governor, "set minter", allow(0n));
}
