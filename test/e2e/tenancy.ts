import { id as hashOf } from "ethers";
import { TFT__factory } from "../../typechain-types/factories/contracts/token/TFT__factory.ts";
import { anvilGrid, localGrid } from "./grids.ts";
import type { TestGrid } from "./grids.ts";

const UNITS_PER_TFT = 10_000_000n;
export const HOUR = 3600;

/** What tests reserve of a node with four times as much, and what it is to run. */
export const SIZE = "--cru 2 --mru 4 --sru 100";
export const HASH = hashOf("a deployment");

/** A Hardhat node and Anvil. */
export const CHAINS = [
  { client: "a Hardhat node", startGrid: localGrid },
  { client: "Anvil", startGrid: anvilGrid },
];

/** A reservation, as `reservation show` prints it. */
export interface ShownReservation {
  readonly state: string;
  readonly reason: string;
  readonly streamId: number;
  readonly settledTo: number;
  readonly nodeId: number;
  readonly provider?: string;
  readonly capacity: { readonly cru: number };
  readonly ips: readonly string[];
  readonly discountableUsdPerSecond: string;
  readonly update?: { deploymentHash: string };
}

export type Tenancy = Awaited<ReturnType<typeof startTenancy>>;

/**
 * Account 15 has a farm with a node in a country of its own, account 17 has TFT, and the price is fresh. Grids are shared by
 * test files.
 *
 * @param name Of the farm and of the node's keystore
 */
export async function startTenancy(grid: TestGrid, { name, country }: { name: string; country: string }) {
  const { contracts } = await grid.json<{ contracts: Record<string, string> }>("status");
  const [governor, minter] = [grid.wallet(1), grid.wallet(0)];
  await (await TFT__factory.connect(contracts["TFT"]!, governor).setMinter(minter, 10n ** 13n, 0n)).wait();
  const tft = TFT__factory.connect(contracts["TFT"]!, minter);
  await (await tft.mint(grid.wallet(17), 10_000n * UNITS_PER_TFT)).wait();
  const { farm } = await grid.json<{ farm: number }>(`farm create --name ${name}-farm --account 15`);
  await grid.newKey(name);
  const hardware = `--cru 8 --mru 32GiB --sru 1TB --country ${country} --city Ghent`;
  const command = `node register --farm ${farm} --node-key-file ${name}.json ${hardware} --account 15`;
  const node = (await grid.json<{ registered: { node: number }[] }>(command)).registered[0]!.node;

  /** Two of the reporters are enough. */
  async function reportPrice(): Promise<void> {
    for (const reporter of [4, 5]) await grid.json(`price report --usd 0.08 --account ${reporter}`);
  }
  await reportPrice();

  let signed = 0;
  /** Statement files of attestors about the node, named in one line. */
  async function sign(flags: string, attestors: readonly number[] = [4, 5, 6]): Promise<string> {
    const files = attestors.map(() => `${name}-statement-${++signed}.json`);
    for (const [index, attestor] of attestors.entries()) {
      await grid.json(`availability sign --node ${node} ${flags} --out ${files[index]} --account ${attestor}`);
    }
    return files.join(" ");
  }

  return {
    ...{ farm, node, contracts, reportPrice, sign },
    tft: tft.connect(grid.provider),
    show: (id: number) => grid.json<ShownReservation>(`reservation show --id ${id}`),
    /** The node acknowledges what the reservation waits for. */
    acknowledge: (id: number) => grid.json(`reservation ack --id ${id} --key-file ${name}.json --account 16`),
    now: async (): Promise<number> => (await grid.provider.getBlock("latest"))!.timestamp,
  };
}
