import type { Block, Filter, Log, Provider, Signer, TransactionResponse } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { auditPeriod } from "../../../sdk/audit/audit-period.ts";
import { rejectAndWait } from "../../../sdk/measurements/reject.ts";
import { submitBatch } from "../../../sdk/measurements/submit-batch.ts";
import { sendCallAndWait } from "../../../sdk/network/call.ts";
import type { GridSource } from "../../../sdk/network/connect-deployment.ts";
import { connectGrid } from "../../../sdk/network/grid.ts";
import { listRewards } from "../../../sdk/rewards/list-rewards.ts";
import { planClaims } from "../../../sdk/rewards/plan-claims.ts";
import { dataHashOf } from "../../../sdk/rules/chunks.ts";
import { LEAF_BYTES } from "../../../sdk/rules/leaf-bytes.ts";
import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { signProposal } from "../../helpers/close-period.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { finalize, measured, prepared, quorum, scene } from "../measurements/scene.ts";
import type { Scene } from "../measurements/scene.ts";

/** What was measured at first, and the correction of node 2. */
export const MEASUREMENTS = [measured(1), measured(2, { violation: "clockSkew" }), measured(3)];
export const CORRECTION = measured(2, { corrects: { batch: 0, position: 1 } });

/** A period that was rejected once, published in two chunks, claimed by both farms, corrected and claimed again. */
export async function closedPeriod(connection: NetworkConnection<string>, settings = localSettings()): Promise<Scene> {
  const from = await scene(connection, settings);
  const { grid, stranger, guardian, period } = from;
  const first = await prepared(from, [measured(1)]);
  await submitBatch(grid, stranger, { batch: first, signatures: await quorum(from, first) });
  await rejectAndWait(grid, guardian, { period, batch: 0 });

  await publishInTwo(from, MEASUREMENTS);
  await claimAll(from, from.farmer, 1);
  await claimAll(from, from.otherFarmer, 2);
  await finalize(from, [CORRECTION], 1);
  await claimAll(from, from.stranger, 1);
  return from;
}

/** Brings batch 0 on chain in two chunks, the first of which holds one leaf, and lets its review window pass. */
async function publishInTwo(from: Scene, measurements: readonly Measurement[]): Promise<void> {
  const { grid, period, attestors, connection } = from;
  const { leaves, proposal } = await prepared(from, measurements);
  const chunks = [leaves.subarray(0, LEAF_BYTES), leaves.subarray(LEAF_BYTES)];
  const statement = { ...proposal, dataHash: dataHashOf(chunks) };
  await grid.Measurements.propose(statement, await signProposal(grid, statement, attestors.slice(0, 3)));
  for (const [index, chunk] of chunks.entries()) {
    await grid.Measurements.publish(period, 0, chunk, dataHashOf(chunks.slice(index + 1)));
  }
  await connection.networkHelpers.time.increaseTo(await grid.Measurements.finalAtOf(period, 0));
}

/** Claims all that a farm can claim, zeros included. */
export async function claimAll({ grid, period }: Scene, signer: Signer, farmId: number): Promise<void> {
  const { items } = await listRewards(grid, { farmId, periods: [period] });
  const wanted = items.filter(({ status }) => status === "claimable" || status === "zero");
  const from = await signer.getAddress();
  for (const { call } of await planClaims(grid, { farmId, items: wanted, from })) await sendCallAndWait(signer, call);
}

/** What an endpoint that cannot be trusted does to answers. */
export interface Tampering {
  readonly logs?: (logs: readonly Log[], filter: Filter) => readonly Log[];
  readonly transaction?: (transaction: TransactionResponse) => TransactionResponse | null;
  readonly block?: (block: Block) => Block;
}

/** The same contracts behind an endpoint that changes what the chain answers. */
export function sourceOf({ connection, book }: Scene, tampering: Tampering = {}): GridSource {
  const { logs, transaction, block } = tampering;
  const real = connection.ethers.provider;
  const changes: Partial<Record<PropertyKey, unknown>> = {
    ...(logs && { getLogs: async (filter: Filter) => logs(await real.getLogs(filter), filter) }),
    ...(transaction && { getTransaction: async (hash: string) => transaction((await real.getTransaction(hash))!) }),
    ...(block && { getBlock: async (number: number) => block((await real.getBlock(number))!) }),
  };
  const provider: Provider = new Proxy<Provider>(real, {
    get(target, property, receiver: unknown) {
      if (property === "provider") return receiver;
      const value: unknown = changes[property] ?? Reflect.get(target, property);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { provider, book, grid: connectGrid(book.contracts, provider) };
}

/** What an audit finds behind an endpoint that tampers. */
export async function differencesOf(from: Scene, tampering: Tampering = {}): Promise<readonly string[]> {
  const { differences } = await auditPeriod(sourceOf(from, tampering), { period: from.period });
  return differences;
}
