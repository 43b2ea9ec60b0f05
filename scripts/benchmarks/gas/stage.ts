import { HDNodeWallet, Mnemonic } from "ethers";
import type { BaseWallet, Signer } from "ethers";
import hre from "hardhat";
import { directoryDomain, JOIN_FARM_TYPES, NO_CONSENT } from "../../../sdk/directory/consent.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import { leafAt } from "../../../sdk/rules/leaf-bytes.ts";
import { leafWords } from "../../../sdk/rules/leaf.ts";
import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { multiProof, singleProof } from "../../../sdk/rules/measurement-tree.ts";
import { periodEnd, REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { prepareBatch, signProposal } from "../../../test/helpers/close-period.ts";
import type { PreparedBatch } from "../../../test/helpers/close-period.ts";
import { deployGrid, localSettings } from "../../../test/helpers/deploy-grid.ts";
import type { RawProvider } from "./floor.ts";

/** Leaves of a period, most of them of nodes that never claim here: only the depth of the tree counts. */
export const LEAVES = 1024;

/** Nodes of the farm whose claims are measured: numbers 1 to this, within one word of settled bits. */
export const FARM_NODES = 64;

/** Nodes of the other farm end in the next word, so that it can claim first without touching the measured one. */
const ALL_NODES = 260;

const MNEMONIC = Mnemonic.fromPhrase("test test test test test test test test test test test junk");
const CAPACITY = { cru: 32, mruBytes: 270_431_719_424n, sruBytes: 4_096_816_496_640n, hruBytes: 0n };

/** A chain on which the same transactions cost the same in every run: clock, keys and addresses are fixed. */
export async function startStage() {
  const connection = await hre.network.create({
    override: { initialDate: "2024-06-05T00:00:00Z" },
  });
  const { ethers, networkHelpers } = connection;
  const signers = await ethers.getSigners();
  const grid = await deployGrid(connection, localSettings());
  const account = (index: number): Signer => required(signers[index]);
  return {
    grid,
    provider: ethers.provider as unknown as RawProvider,
    account,
    attestors: signers.slice(4, 7),
    impersonate: async (address: string): Promise<Signer> => {
      await networkHelpers.setBalance(address, 10n ** 18n);
      return ethers.getImpersonatedSigner(address);
    },
    travelTo: (unixSeconds: number) => networkHelpers.time.increaseTo(unixSeconds),
    close: () => connection.close(),
  };
}

export type Stage = Awaited<ReturnType<typeof startStage>>;

/** The signed registration of node number `index`, to be sent by the farmer. */
export async function registration({ grid, provider }: Stage, farmId: number, index: number) {
  const key = nodeKey(index);
  const stated = {
    farmId,
    key: key.address,
    capacity: { cru: CAPACITY.cru, mru: CAPACITY.mruBytes, sru: CAPACITY.sruBytes, hru: CAPACITY.hruBytes },
    ipv4Count: 0,
    isVirtualized: false,
    details: {
      country: "Belgium",
      city: "Lochristi",
      latitudeE6: 51_096_000,
      longitudeE6: 3_833_000,
      serialNumber: "",
      hasSecureBoot: true,
    },
  };
  const { chainId } = await provider.getNetwork();
  const domain = directoryDomain(chainId, await grid.Directory.getAddress());
  const consent = { nonce: 0n, deadline: 2n ** 40n };
  const signature = await key.signTypedData(domain, JOIN_FARM_TYPES, { registration: stated, ...consent });
  return [stated, { ...consent, signature }, NO_CONSENT] as const;
}

/** The key of node number `index`. */
export function nodeKey(index: number): BaseWallet {
  return HDNodeWallet.fromMnemonic(MNEMONIC, `m/44'/60'/2'/0/${index}`);
}

/** Registers the rest of both farms' nodes: farm 1 has the first ones, farm 2 all others. */
export async function registerAll(stage: Stage, farmers: readonly Signer[]): Promise<void> {
  for (let index = 2; index <= ALL_NODES; index++) {
    const farmId = index <= FARM_NODES ? 1 : 2;
    const directory = stage.grid.Directory.connect(required(farmers[farmId - 1]));
    await directory.register(...(await registration(stage, farmId, index)));
  }
}

/** A period's primary batch, nearly full uptime for every node. */
export function fullBatch(period: number): PreparedBatch {
  const measurements = Array.from({ length: LEAVES }, (_, index) => measurement(index + 1));
  return prepareBatch(measurements, { period });
}

/** A batch of corrections that raise the uptime of the first node. */
export function correctionBatch(period: number): PreparedBatch {
  const corrected = { ...measurement(1), uptimeSeconds: 2_630_880, corrects: { batch: 0, position: 0 } };
  return prepareBatch([corrected], { period, batch: 1 });
}

function measurement(nodeId: number): Measurement {
  return {
    farmId: nodeId <= FARM_NODES ? 1 : 2,
    nodeId,
    termsIndex: 0,
    uptimeSeconds: 2_620_000,
    violation: "none",
    capacity: CAPACITY,
    nruBytes: 0n,
    ipSeconds: 0,
  };
}

/** Travels to the first moment at which the period may be proposed. */
export async function endPeriod({ travelTo }: Stage, period: number): Promise<void> {
  await travelTo(periodEnd(REAL_GRID_SCHEDULE, period) + localSettings().timing.submissionDelaySeconds);
}

export async function signed(grid: Grid, batch: PreparedBatch, attestors: readonly Signer[]) {
  return [batch.proposal, await signProposal(grid, batch.proposal, attestors)] as const;
}

/** A claim of some leaves of a batch, by their positions. */
export function batchClaim(batch: PreparedBatch, positions: readonly number[]) {
  const { period, batch: number } = batch.proposal;
  const [only] = positions;
  if (positions.length === 1 && only !== undefined) {
    const leaves = [positionedLeaf(batch, only)];
    return { period, batch: number, leaves, proof: singleProof(batch.tree, only), proofFlags: [] };
  }
  const { positions: ordered, proof, proofFlags } = multiProof(batch.tree, positions);
  return {
    period,
    batch: number,
    leaves: ordered.map((position) => positionedLeaf(batch, position)),
    proof,
    proofFlags,
  };
}

export function positionedLeaf(batch: PreparedBatch, position: number) {
  const [head, body] = leafWords(leafAt(batch.leaves, position));
  return { position, head, body };
}

export function required<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("The benchmark lacks something that it counts on.");
  return value;
}
