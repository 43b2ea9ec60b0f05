import { chunkLeaves } from "../../../sdk/rules/chunks.ts";
import { singleProof } from "../../../sdk/rules/measurement-tree.ts";
import { minus, per } from "./measured.ts";
import type { Measure, Operation } from "./measured.ts";
import type { PreparedBatch } from "../../../test/helpers/close-period.ts";
import {
  FARM_NODES,
  batchClaim,
  correctionBatch,
  endPeriod,
  fullBatch,
  positionedLeaf,
  registerAll,
  registration,
  required,
  signed,
} from "./stage.ts";
import type { Stage } from "./stage.ts";

/** Sends every operation of the farming half once and measures it, in an order in which each finds the state that it names. */
export async function measureFarming(stage: Stage, measure: Measure): Promise<Operation[]> {
  const { grid, account, attestors } = stage;
  const [farmer, otherFarmer] = [account(12), account(13)];

  const directory = grid.Directory.connect(farmer);
  const createFarm = await measure(directory.createFarm("QualiaFarm", await farmer.getAddress()));
  await grid.Directory.connect(otherFarmer).createFarm("NewFarm", await otherFarmer.getAddress());
  const register = await measure(directory.register(...(await registration(stage, 1, 1))));
  await registerAll(stage, [farmer, otherFarmer]);

  const first = Number(await grid.Directory.currentPeriod()) + 1;
  const batches = [first, first + 1, first + 2, first + 3].map(fullBatch);
  const [b0, b1, b2, b3] = batches as [PreparedBatch, PreparedBatch, PreparedBatch, PreparedBatch];
  await endPeriod(stage, first + 3);
  const propose = await measure(grid.Measurements.propose(...(await signed(grid, b0, attestors))));
  const publish = await measure(grid.Measurements.publish(first, 0, ...onlyChunk(b0)));
  for (const batch of [b1, b2, b3]) {
    await grid.Measurements.propose(...(await signed(grid, batch, attestors)));
    await grid.Measurements.publish(batch.proposal.period, 0, ...onlyChunk(batch));
  }
  const reject = await measure(grid.Measurements.connect(account(2)).reject(first + 3, 0));
  await stage.travelTo(Number(await grid.Measurements.finalAtOf(first + 2, 0)));

  // Positions 256 and above lie in the second word of settled bits, those of the measured farm in the first one.
  const rewards = grid.FarmingRewards;
  await rewards.claim(2, [batchClaim(b0, [259])]);
  await rewards.claim(2, [batchClaim(b1, [259])]);
  const firstOfPeriod = await measure(rewards.claim(2, [batchClaim(b2, [259])]));
  const laterOfPeriod = await measure(rewards.claim(2, [batchClaim(b2, [FARM_NODES])]));
  await rewards.claim(1, [batchClaim(b0, [0])]);
  const one = await measure(rewards.claim(1, [batchClaim(b0, [1])]));
  const fifty = await measure(rewards.claim(1, [batchClaim(b0, range(2, 52))]));
  const twoFresh = await measure(rewards.claim(1, [batchClaim(b0, [52]), batchClaim(b1, [52])]));
  const twoUsed = await measure(rewards.claim(1, [batchClaim(b0, [53]), batchClaim(b1, [53])]));

  const correction = correctionBatch(first);
  await grid.Measurements.propose(...(await signed(grid, correction, attestors)));
  await grid.Measurements.publish(first, 1, ...onlyChunk(correction));
  await stage.travelTo(Number(await grid.Measurements.finalAtOf(first, 1)));
  const correct = await measure(
    rewards.claimCorrections(1, [
      {
        period: first,
        batch: 1,
        leaf: positionedLeaf(correction, 0),
        proof: singleProof(correction.tree, 0),
        primary: positionedLeaf(b0, 0),
        primaryProof: singleProof(b0.tree, 0),
      },
    ]),
  );

  return [
    { name: "claim, 1 node, 1,024-leaf period", ...one, budget: 92_000n },
    { name: "claim, each further node of the farm (50 nodes)", ...per(minus(fifty, one), 49n), budget: 20_000n },
    { name: "claim, each further period, bit word in use", ...minus(twoUsed, one), budget: 38_000n },
    { name: "claim, each further period, bit word fresh", ...minus(twoFresh, one), budget: 56_000n },
    { name: "first claim of a period on the whole grid, on top", ...minus(firstOfPeriod, laterOfPeriod) },
    { name: "claim a correction of a paid node", ...correct },
    { name: "create a farm", ...createFarm },
    { name: "register a node, the farmer sends", ...register },
    { name: "propose a batch, 3 signatures", ...propose },
    { name: "publish 1,024 leaves", ...publish },
    { name: "reject a batch", ...reject },
  ];
}

function onlyChunk(batch: PreparedBatch): [Uint8Array, string] {
  const { leaves, rest } = required(chunkLeaves(batch.leaves).chunks[0]);
  return [leaves, rest];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
