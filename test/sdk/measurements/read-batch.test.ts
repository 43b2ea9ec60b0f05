import { expect } from "chai";
import hre from "hardhat";
import type { Provider } from "ethers";
import {
  BatchNotPublishedError,
  LeavesMissingError,
  LeavesRootMismatchError,
  checkBatch,
  readBatch,
} from "../../../sdk/measurements/read-batch.ts";
import { rejectAndWait } from "../../../sdk/measurements/reject.ts";
import { MeasurementTermsError, requirePayable } from "../../../sdk/measurements/require-payable.ts";
import { planSubmission, submitBatch } from "../../../sdk/measurements/submit-batch.ts";
import { sendCallAndWait } from "../../../sdk/network/call.ts";
import { connectGrid } from "../../../sdk/network/grid.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import { measured, prepared, quorum, refusalOf, scene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

/** Leaves of 2,500 nodes that nobody registered: three chunks. */
async function fixture() {
  const from = await scene(connection);
  const batch = await prepared(
    from,
    Array.from({ length: 2500 }, (_, index) => measured(index + 1, { farmId: 1 })),
  );
  return { ...from, batch, signatures: await quorum(from, batch) };
}

/** The same contracts behind a node that answers no logs. */
function withoutLogs({ book }: Pick<Scene, "book">): Grid {
  const provider: Provider = new Proxy(connection.ethers.provider, {
    get(target, property, receiver: unknown) {
      if (property === "provider") return receiver;
      if (property === "getLogs") return () => Promise.resolve([]);
      const value: unknown = Reflect.get(target, property);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return connectGrid(book.contracts, provider);
}

describe("reading a batch back", () => {
  it("finds its chunks in the blocks that hold them", async () => {
    const { grid, stranger, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    await submitBatch(grid, stranger, { batch, signatures });
    await networkHelpers.mine(5);
    const { leaves, tree } = await readBatch(grid, { period, batch: 0 });
    expect(leaves).to.deep.equal(batch.leaves);
    expect(tree.root).to.equal(batch.proposal.root);
  });

  it("finds several chunks in one block, and none of a rejected attempt", async () => {
    const { grid, stranger, guardian, batch, signatures, attestors, period } =
      await networkHelpers.loadFixture(fixture);
    await submitBatch(grid, stranger, { batch, signatures });
    await rejectAndWait(grid, guardian, { period, batch: 0 });

    const again = { ...batch, proposal: { ...batch.proposal, attempt: 1 } };
    const steps = await planSubmission(grid, { batch: again, signatures: await quorum({ grid, attestors }, again) });
    const [proposal, ...chunks] = steps;
    await sendCallAndWait(stranger, proposal!.call);
    const nonce = await stranger.getNonce();
    await connection.provider.request({ method: "evm_setAutomine", params: [false] });
    try {
      for (const [index, { call }] of chunks.entries()) {
        await stranger.sendTransaction({ to: call.to, data: call.data, nonce: nonce + index, gasLimit: 5_000_000n });
      }
      await networkHelpers.mine();
    } finally {
      await connection.provider.request({ method: "evm_setAutomine", params: [true] });
    }
    expect((await readBatch(grid, { period, batch: 0 })).leaves).to.deep.equal(batch.leaves);
  });

  it("is an error where the node has thrown the logs away", async () => {
    const { grid, book, stranger, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    await submitBatch(grid, stranger, { batch, signatures });
    const error = await refusalOf(readBatch(withoutLogs({ book }), { period, batch: 0 }));
    expect(error).to.be.instanceOf(LeavesMissingError);
    expect(error.message).to.match(/^The node has no logs of block \d+, in which measurements of period \d+, batch 0/);
  });

  it("takes leaves from elsewhere if they have the root", async () => {
    const { grid, book, stranger, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    await submitBatch(grid, stranger, { batch, signatures });
    const pruned = withoutLogs({ book });
    expect((await checkBatch(pruned, { period, batch: 0 }, batch.leaves)).tree.root).to.equal(batch.proposal.root);

    const other = batch.leaves.slice(64);
    expect(await refusalOf(checkBatch(pruned, { period, batch: 0 }, other))).to.be.instanceOf(LeavesRootMismatchError);
  });

  it("waits until all leaves are published", async () => {
    const { grid, stranger, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    for (const { call } of (await planSubmission(grid, { batch, signatures })).slice(0, 3)) {
      await sendCallAndWait(stranger, call);
    }
    expect(await refusalOf(readBatch(grid, { period, batch: 0 }))).to.be.instanceOf(BatchNotPublishedError);
  });
});

describe("checking leaves before signing", () => {
  it("passes leaves whose terms cover the period and pay their farm", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    await requirePayable(from.grid, await prepared(from, [measured(1), measured(2), measured(3)]));
  });

  it("names the node whose terms do not cover the period", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    const batch = await prepared(from, [measured(1), measured(2, { termsIndex: 1 })]);
    const error = await refusalOf(requirePayable(from.grid, batch));
    expect(error).to.be.instanceOf(MeasurementTermsError);
    expect(error.message).to.equal(`Node 2: its terms 1 do not cover period ${from.period}.`);
  });

  it("names the node whose terms pay another farm", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    const batch = await prepared(from, [measured(1, { farmId: 2 })]);
    const error = await refusalOf(requirePayable(from.grid, batch));
    expect(error.message).to.equal("Node 1: its terms 0 pay farm 1, not farm 2.");
  });
});
