import { MaxUint256, ZeroAddress } from "ethers";
import type { ContractTransactionResponse } from "ethers";
import hre from "hardhat";
import { deployGrid } from "../../../test/helpers/deploy-grid.ts";
import { required } from "../gas/stage.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

export const STREAM_COUNTS = [1, 10, 100, 1000] as const;
export const SILENCES = [
  { name: "1 hour", seconds: HOUR },
  { name: "1 day", seconds: DAY },
  { name: "1 month", seconds: 30 * DAY },
  { name: "1 year", seconds: YEAR },
  { name: "10 years", seconds: 10 * YEAR },
] as const;

/** What two operations cost on an account with so many streams, after so long a silence. */
export interface FlatCost {
  readonly streams: number;
  readonly silence: string;
  readonly depositGas: number;
  readonly settleGas: number;
}

/** So little that a thousand streams leave the account on the highest level of the ladder for ten years. */
const RATE = 10n ** 9n;
const DEPOSIT = 10n ** 12n;
const LIMITS = { maxRate: 2n ** 40n, maxCharge: 0, expiresAt: 2n ** 39n };

/** All combinations, on one chain with fixed clock, keys and addresses. Streams are added as the counts grow. */
export async function measureFlatCosts(): Promise<FlatCost[]> {
  const connection = await hre.network.create({ override: { initialDate: "2024-06-05T00:00:00Z" } });
  const { ethers, networkHelpers } = connection;
  const grid = await deployGrid(connection);
  const signers = await ethers.getSigners();
  const [governor, tenant, operator] = [required(signers[1]), required(signers[12]), required(signers[16])];
  await grid.TFT.connect(governor).setMinter(governor, 4n * DEPOSIT, 0n);
  await grid.TFT.connect(governor).mint(tenant, 4n * DEPOSIT);
  await grid.TFT.connect(tenant).approve(grid.Escrow, MaxUint256);
  const escrow = grid.Escrow.connect(tenant);
  await escrow.openAccount();
  await escrow.deposit(1, DEPOSIT);
  await escrow.approve(1, operator, LIMITS);

  const costs: FlatCost[] = [];
  for (const streams of STREAM_COUNTS) {
    await runStreams(streams);
    await usedBefore();
    for (const silence of SILENCES) costs.push(await measureAfter(streams, silence));
  }
  await connection.close();
  return costs;

  async function runStreams(count: number): Promise<void> {
    for (let streamId = Number(await grid.Escrow.streamCount()) + 1; streamId <= count; streamId++) {
      await grid.Escrow.connect(operator).open({
        ...{ accountId: 1, farmId: 0, nodeId: 0, provider: ZeroAddress, providerBps: 0, pricingVersion: 1 },
        ...{ discountableRate: RATE, plainRate: 0 },
      });
      await grid.Escrow.connect(operator).start(streamId);
    }
  }

  /** Words that were never written cost more, once. */
  async function usedBefore(): Promise<void> {
    await networkHelpers.time.increase(HOUR);
    await settle(await networkHelpers.time.latest());
    await escrow.deposit(1, 1n);
  }

  async function measureAfter(streams: number, { name, seconds }: (typeof SILENCES)[number]): Promise<FlatCost> {
    const snapshot = await networkHelpers.takeSnapshot();
    await networkHelpers.time.increase(seconds);
    const depositGas = await gasOf(escrow.deposit(1, 1n));
    await snapshot.restore();
    await networkHelpers.time.increase(seconds);
    const settleGas = await gasOf(settle(await networkHelpers.time.latest()));
    await snapshot.restore();
    return { streams, silence: name, depositGas, settleGas };
  }

  /** Streams that serve no node need no signatures: what is measured is the settlement alone. */
  async function settle(to: number): Promise<ContractTransactionResponse> {
    const from = Number(await grid.Escrow.settledTo(1));
    const availability = { nodeId: 0, from, to, servedSeconds: to - from, stopIndex: 0, setVersion: 0 };
    return grid.ProofOfService.settle(grid.Escrow, [1], availability, []);
  }
}

async function gasOf(sent: Promise<ContractTransactionResponse>): Promise<number> {
  return Number(required(await (await sent).wait()).gasUsed);
}
