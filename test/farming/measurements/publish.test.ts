import { expect } from "chai";
import hre from "hardhat";
import { hexlify, keccak256, solidityPackedKeccak256, ZeroHash } from "ethers";
import { dataHashOf } from "../../../sdk/rules/chunks.ts";
import { LEAF_BYTES } from "../../../sdk/rules/leaf-bytes.ts";
import { exampleMeasurement, stateCode, TIMING } from "../../helpers/batches.ts";
import { prepareBatch, signProposal } from "../../helpers/close-period.ts";
import { endedPeriod } from "../../helpers/farming-fixtures.ts";
import { plain } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

async function fixture() {
  return endedPeriod(connection);
}

/** A batch of five nodes is proposed, to be published in chunks of two, two and one leaf. */
async function proposed() {
  return proposedInChunks([2, 2, 1]);
}

/** The same with other chunks and, where a test needs it, another number of leaves signed. */
async function proposedInChunks(lengths: readonly number[], signedCount?: number) {
  const context = await networkHelpers.loadFixture(fixture);
  const { grid, attestors, period } = context;
  const nodes = [1, 2, 3, 4, 5].map((nodeId) => exampleMeasurement({ nodeId }));
  const prepared = prepareBatch(nodes, { period });
  const chunks = cut(prepared.leaves, lengths);
  const proposal = { ...prepared.proposal, dataHash: dataHashOf(chunks), count: signedCount ?? nodes.length };
  await grid.Measurements.propose(proposal, await signProposal(grid, proposal, attestors.slice(0, 3)));
  const rests = chunks.map((_, index) => (index + 1 < chunks.length ? dataHashOf(chunks.slice(index + 1)) : ZeroHash));
  return { ...context, proposal, chunks: chunks.map(hexlify), rests, submittedAt: await time.latest() };
}

function cut(leaves: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return leaves.subarray((start - length) * LEAF_BYTES, start * LEAF_BYTES);
  });
}

describe("Measurements", () => {
  describe("publishing the leaves of a batch", () => {
    it("shows a small batch at once and opens its review", async () => {
      const { measurements, period, chunks } = await proposedInChunks([5]);
      const now = (await time.latest()) + 10;
      await time.setNextBlockTimestamp(now);

      const published = measurements.publish(period, 0, chunks[0]!, ZeroHash);
      await expect(published).to.emit(measurements, "LeavesPublished").withArgs(period, 0, 0, 0, 0, chunks[0]);
      await expect(published)
        .to.emit(measurements, "MeasurementsPublished")
        .withArgs(period, 0, 0, now + TIMING.reviewWindowSeconds);
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("reviewing"));
    });

    it("shows a large one chunk by chunk, each naming the block of the one before", async () => {
      const { measurements, period, chunks, rests } = await proposed();

      const first = await measurements.publish(period, 0, chunks[0]!, rests[0]!);
      await expect(first).to.emit(measurements, "LeavesPublished").withArgs(period, 0, 0, 0, 0, chunks[0]);
      await expect(first).not.to.emit(measurements, "MeasurementsPublished");
      const second = await measurements.publish(period, 0, chunks[1]!, rests[1]!);
      await expect(second)
        .to.emit(measurements, "LeavesPublished")
        .withArgs(period, 0, 0, 2, first.blockNumber, chunks[1]);
      await expect(second).not.to.emit(measurements, "MeasurementsPublished");
      const third = await measurements.publish(period, 0, chunks[2]!, rests[2]!);
      await expect(third)
        .to.emit(measurements, "LeavesPublished")
        .withArgs(period, 0, 0, 4, second.blockNumber, chunks[2]);
      await expect(third).to.emit(measurements, "MeasurementsPublished");
    });

    it("can be resumed, by anybody", async () => {
      const { measurements, period, chunks, rests, proposal, submittedAt, ...people } = await proposed();

      await measurements.connect(people.farmer).publish(period, 0, chunks[0]!, rests[0]!);
      const { blockNumber } = await measurements.connect(people.stranger).publish(period, 0, chunks[1]!, rests[1]!);
      expect(plain(await measurements.batchOf(period, 0))).to.deep.equal({
        root: proposal.root,
        nextChunkHash: rests[1]!,
        submittedAt: BigInt(submittedAt),
        publishedAt: 0n,
        lastChunkBlock: BigInt(blockNumber!),
        count: 5n,
        publishedCount: 4n,
        attempt: 0n,
        rejections: 0n,
        isUnrejectable: false,
      });
      await measurements.connect(people.otherFarmer).publish(period, 0, chunks[2]!, rests[2]!);
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("reviewing"));
    });

    it("refuses a chunk that is not the next one", async () => {
      const { measurements, period, chunks, rests, proposal } = await proposed();

      await expect(measurements.publish(period, 0, chunks[1]!, rests[1]!))
        .to.be.revertedWithCustomError(measurements, "MeasurementsChunkInvalid")
        .withArgs(period, 0, linkHash(chunks[1]!, rests[1]!), proposal.dataHash);
      await measurements.publish(period, 0, chunks[0]!, rests[0]!);
      await expect(measurements.publish(period, 0, chunks[0]!, rests[0]!))
        .to.be.revertedWithCustomError(measurements, "MeasurementsChunkInvalid")
        .withArgs(period, 0, proposal.dataHash, rests[0]);
    });

    it("refuses other leaves than those signed", async () => {
      const { measurements, period, chunks, rests, proposal } = await proposed();
      const forged = chunks[0]!.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

      await expect(measurements.publish(period, 0, forged, rests[0]!))
        .to.be.revertedWithCustomError(measurements, "MeasurementsChunkInvalid")
        .withArgs(period, 0, linkHash(forged, rests[0]!), proposal.dataHash);
    });

    it("refuses another rest, so that nobody can end a batch early", async () => {
      const { measurements, period, chunks, proposal } = await proposed();

      await expect(measurements.publish(period, 0, chunks[0]!, ZeroHash))
        .to.be.revertedWithCustomError(measurements, "MeasurementsChunkInvalid")
        .withArgs(period, 0, linkHash(chunks[0]!, ZeroHash), proposal.dataHash);
    });

    it("refuses a last chunk that leaves some missing", async () => {
      const { measurements, period, chunks, rests } = await proposedInChunks([2, 3], 6);
      await measurements.publish(period, 0, chunks[0]!, rests[0]!);

      await expect(measurements.publish(period, 0, chunks[1]!, ZeroHash))
        .to.be.revertedWithCustomError(measurements, "MeasurementsCountInvalid")
        .withArgs(period, 0, 5, 6);
    });

    it("refuses a last chunk with more leaves than signed", async () => {
      const { measurements, period, chunks, rests } = await proposedInChunks([2, 3], 4);
      await measurements.publish(period, 0, chunks[0]!, rests[0]!);

      await expect(measurements.publish(period, 0, chunks[1]!, ZeroHash))
        .to.be.revertedWithCustomError(measurements, "MeasurementsCountInvalid")
        .withArgs(period, 0, 5, 4);
    });

    it("refuses to go on when all signed leaves are there", async () => {
      const { measurements, period, chunks, rests } = await proposedInChunks([2, 2, 1], 4);
      await measurements.publish(period, 0, chunks[0]!, rests[0]!);

      await expect(measurements.publish(period, 0, chunks[1]!, rests[1]!))
        .to.be.revertedWithCustomError(measurements, "MeasurementsCountInvalid")
        .withArgs(period, 0, 4, 4);
    });

    it("refuses half a leaf", async () => {
      const { grid, measurements, attestors, period } = await networkHelpers.loadFixture(fixture);
      const { leaves, proposal: whole } = prepareBatch([exampleMeasurement()], { period });
      const cutLeaves = leaves.subarray(0, LEAF_BYTES - 1);
      const longLeaves = new Uint8Array([...leaves, 0]);

      for (const [attempt, bytes] of [cutLeaves, longLeaves].entries()) {
        const proposal = { ...whole, attempt, dataHash: dataHashOf([bytes]) };
        await measurements.propose(proposal, await signProposal(grid, proposal, attestors));
        await expect(measurements.publish(period, 0, bytes, ZeroHash))
          .to.be.revertedWithCustomError(measurements, "MeasurementsCountInvalid")
          .withArgs(period, 0, Math.floor(bytes.length / LEAF_BYTES), 1);
        await time.increase(TIMING.publicationTimeSeconds);
      }
    });

    it("needs a proposal", async () => {
      const { measurements, period } = await networkHelpers.loadFixture(fixture);

      await expect(measurements.publish(period, 0, "0x", ZeroHash))
        .to.be.revertedWithCustomError(measurements, "MeasurementsStateInvalid")
        .withArgs(period, 0, stateCode("awaited"));
    });

    it("ends with the last leaf", async () => {
      const { measurements, period, chunks } = await proposedInChunks([5]);
      const expectOver = (state: "reviewing" | "final") =>
        expect(measurements.publish(period, 0, chunks[0]!, ZeroHash))
          .to.be.revertedWithCustomError(measurements, "MeasurementsStateInvalid")
          .withArgs(period, 0, stateCode(state));

      await measurements.publish(period, 0, chunks[0]!, ZeroHash);
      await expectOver("reviewing");
      await time.increaseTo(await measurements.finalAtOf(period, 0));
      await expectOver("final");
    });
  });

  describe("publishing too slowly", () => {
    it("is possible until the last second", async () => {
      const { measurements, period, chunks, submittedAt } = await proposedInChunks([5]);

      await time.setNextBlockTimestamp(submittedAt + TIMING.publicationTimeSeconds - 1);
      await expect(measurements.publish(period, 0, chunks[0]!, ZeroHash)).to.emit(
        measurements,
        "MeasurementsPublished",
      );
    });

    it("makes the attempt void", async () => {
      const { measurements, period, chunks, rests, submittedAt } = await proposed();
      await measurements.publish(period, 0, chunks[0]!, rests[0]!);

      await time.setNextBlockTimestamp(submittedAt + TIMING.publicationTimeSeconds);
      await expect(measurements.publish(period, 0, chunks[1]!, rests[1]!))
        .to.be.revertedWithCustomError(measurements, "MeasurementsStateInvalid")
        .withArgs(period, 0, stateCode("void"));
    });

    it("lets the next attempt begin from its first leaf, and is no rejection", async () => {
      const { grid, measurements, attestors, period, chunks, rests, proposal } = await proposed();
      await measurements.publish(period, 0, chunks[0]!, rests[0]!);
      await time.increase(TIMING.publicationTimeSeconds);

      const next = { ...proposal, attempt: 1 };
      await measurements.propose(next, await signProposal(grid, next, attestors));
      expect(plain(await measurements.batchOf(period, 0))).to.deep.include({
        nextChunkHash: proposal.dataHash,
        lastChunkBlock: 0n,
        publishedCount: 0n,
        attempt: 1n,
        rejections: 0n,
        isUnrejectable: false,
      });
      await expect(measurements.publish(period, 0, chunks[0]!, rests[0]!))
        .to.emit(measurements, "LeavesPublished")
        .withArgs(period, 0, 1, 0, 0, chunks[0]);
    });

    it("uses the attempt up", async () => {
      const { grid, measurements, attestors, period, proposal } = await proposed();
      await time.increase(TIMING.publicationTimeSeconds);

      for (const attempt of [0, 2]) {
        const wrong = { ...proposal, attempt };
        await expect(measurements.propose(wrong, await signProposal(grid, wrong, attestors)))
          .to.be.revertedWithCustomError(measurements, "MeasurementsAttemptInvalid")
          .withArgs(period, 0, attempt, 1);
      }
    });
  });
});

function linkHash(leaves: string, rest: string): string {
  return solidityPackedKeccak256(["bytes32", "bytes32"], [keccak256(leaves), rest]);
}
