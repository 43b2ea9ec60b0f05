import { MaxUint256, ZeroAddress, ZeroHash, id } from "ethers";
import type { Signer } from "ethers";
import { signAcknowledgement } from "../../../sdk/reservations/node-signatures.ts";
import { signAvailability } from "../../../sdk/service/availability.ts";
import { mergeStatements } from "../../../sdk/service/merge-statements.ts";
import type { Measure, Operation } from "./measured.ts";
import { minus, per } from "./measured.ts";
import { nodeKey, registration, required } from "./stage.ts";
import type { Stage } from "./stage.ts";

const DEPOSIT = 10_000_000n * 100_000n;
const GENEROUS = { maxRate: 2n ** 60n, maxCharge: DEPOSIT, expiresAt: 2n ** 39n };
const HOUR = 3600;
const GIB = 2n ** 30n;

/** A sixteenth of the node. */
const PART = { cru: 2, mru: 8n * GIB, sru: 100n * GIB, hru: 0n };
const DEPLOYMENT = id("deployment");

/** What a tenant's reservations of parts of one node cost, from the request to the end; others of his are there before. */
export async function measureReservations(stage: Stage, measure: Measure): Promise<Operation[]> {
  const { grid, account } = stage;
  const [governor, tenant, farmer] = [account(1), account(12), account(13)];
  await grid.TFT.connect(governor).setMinter(governor, 10n * DEPOSIT, 0n);
  await grid.TFT.connect(governor).mint(tenant, 10n * DEPOSIT);
  await grid.TFT.connect(tenant).approve(grid.Escrow, MaxUint256);
  await grid.Directory.connect(farmer).createFarm("QualiaFarm", await farmer.getAddress());
  await grid.Directory.connect(farmer).register(...(await registration(stage, 1, 1)));

  const escrow = grid.Escrow.connect(tenant);
  await escrow.openAccount();
  await escrow.deposit(1, DEPOSIT);
  await escrow.approve(1, grid.Reservations, GENEROUS);
  await escrow.approve(1, grid.Names, GENEROUS);
  await reserve(stage, tenant);
  await acknowledge(stage, 1);
  const reserved = await measure(reserve(stage, tenant));
  const acknowledged = await measure(acknowledge(stage, 2));
  for (let reservationId = 3; reservationId <= 11; reservationId++) {
    await reserve(stage, tenant);
    await acknowledge(stage, reservationId);
  }
  const name = await measure(grid.Names.connect(tenant).reserve(1, "mycelium", MaxUint256 >> 192n));

  const from = await settleAll(stage, 11);
  await stage.travelTo(from + HOUR);
  const one = await measure(settle(stage, [1], from, from + HOUR));
  const ten = await measure(settle(stage, range(2, 11), from, from + HOUR));
  const updated = await measure(grid.Reservations.connect(tenant).updateHash(3, id("another deployment")));
  const cancelled = await measure(grid.Reservations.connect(tenant).cancel(2));

  return [
    { name: "reserve shared capacity, no IP, no provider", ...reserved },
    { name: "acknowledge a reservation, signed by the node", ...acknowledged },
    { name: "ask for another deployment", ...updated },
    { name: "cancel", ...cancelled },
    { name: "settle one reservation, with a statement of 3 attestors", ...one },
    { name: "settle, each further reservation of the same payer in a batch", ...per(minus(ten, one), 9n) },
    { name: "reserve a name, its first month included", ...name },
  ];
}

function reserve({ grid }: Stage, tenant: Signer) {
  return grid.Reservations.connect(tenant).reserve({
    accountId: 1,
    nodeId: 1,
    isDedicated: false,
    ipv4Count: 0,
    provider: ZeroAddress,
    capacity: PART,
    deploymentHash: DEPLOYMENT,
    ref: ZeroHash,
    mostRate: 2n ** 60n,
    dailyTrafficBytes: 0,
  });
}

async function acknowledge({ grid }: Stage, reservationId: number) {
  const statement = { reservationId, streamId: reservationId, deploymentHash: DEPLOYMENT };
  return grid.Reservations.acknowledge(
    reservationId,
    DEPLOYMENT,
    await signAcknowledgement(grid, nodeKey(1), statement),
  );
}

/** Settles every reservation once up to the same moment, so that one statement fits all of them from then on. */
async function settleAll(stage: Stage, count: number): Promise<number> {
  const moments = await Promise.all(range(1, count).map((streamId) => stage.grid.Escrow.settledTo(streamId)));
  const to = Number(moments.reduce((latest, each) => (each > latest ? each : latest))) + HOUR;
  await stage.travelTo(to);
  for (const [index, from] of moments.entries()) await settle(stage, [index + 1], Number(from), to);
  return to;
}

async function settle({ grid, provider, attestors }: Stage, streamIds: number[], from: number, to: number) {
  const { chainId } = await provider.getNetwork();
  const availability = { nodeId: 1, from, to, servedSeconds: to - from, stopIndex: 0n, setVersion: 1 };
  const files = await Promise.all(
    attestors.map((attestor) => signAvailability(grid, attestor, { chainId, availability })),
  );
  const { signatures } = required((await mergeStatements(grid, files))[0]);
  return grid.ProofOfService.settle(grid.Escrow, streamIds, availability, [...signatures]);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
