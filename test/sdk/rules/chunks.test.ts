import { expect } from "chai";
import { hexlify, keccak256, solidityPackedKeccak256, ZeroHash } from "ethers";
import fc from "fast-check";
import { chunkLeaves, DataHashMismatchError, joinChunks, LEAVES_PER_CHUNK } from "../../../sdk/rules/chunks.ts";
import { LEAF_BYTES, LeafLengthError, NoLeavesError } from "../../../sdk/rules/leaf-bytes.ts";

/** Batches around the borders of a chunk, and some between; the chunks do not look into the leaves. */
const leavesOfABatch = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(1, LEAVES_PER_CHUNK - 1, LEAVES_PER_CHUNK, LEAVES_PER_CHUNK + 1, 3 * LEAVES_PER_CHUNK),
      fc.integer({ min: 1, max: 4 * LEAVES_PER_CHUNK }),
    ),
    fc.nat(255),
  )
  .map(([count, seed]) => new Uint8Array(count * LEAF_BYTES).map((_, i) => (i * 7 + (i >> 8) * 3) ^ seed));

const FEW_RUNS = { numRuns: 25 };

describe("chunks", function () {
  this.timeout("20s");

  it("cut a batch after every 1024 leaves", () => {
    for (const [count, sizes] of [
      [1, [1]],
      [1024, [1024]],
      [1025, [1024, 1]],
      [2048, [1024, 1024]],
      [2500, [1024, 1024, 452]],
    ] as const) {
      const { chunks } = chunkLeaves(new Uint8Array(count * LEAF_BYTES));
      expect(chunks.map(({ leaves }) => leaves.length / LEAF_BYTES)).to.deep.equal(sizes);
    }
  });

  it("pass the contract's check one by one, and end with the zero hash", () => {
    fc.assert(
      fc.property(leavesOfABatch, (leaves) => {
        const { chunks, dataHash } = chunkLeaves(leaves);
        let expected = dataHash;
        for (const chunk of chunks) {
          const words = [keccak256(chunk.leaves), chunk.rest];
          expect(solidityPackedKeccak256(["bytes32", "bytes32"], words)).to.equal(expected);
          expected = chunk.rest;
        }
        expect(expected).to.equal(ZeroHash);
      }),
      FEW_RUNS,
    );
  });

  it("join to the leaves they were cut from", () => {
    fc.assert(
      fc.property(leavesOfABatch, (leaves) => {
        const { chunks, dataHash } = chunkLeaves(leaves);
        const published = chunks.map((chunk) => chunk.leaves);
        expect(hexlify(joinChunks(published, dataHash))).to.equal(hexlify(leaves));
      }),
      FEW_RUNS,
    );
  });

  it("join whatever the case of the signed hash", () => {
    const leaves = new Uint8Array(LEAF_BYTES);
    const { dataHash } = chunkLeaves(leaves);

    expect(joinChunks([leaves], `0x${dataHash.slice(2).toUpperCase()}`)).to.deep.equal(leaves);
  });

  it("are refused when one is missing, repeated, swapped or changed", () => {
    const leaves = new Uint8Array(3 * LEAVES_PER_CHUNK * LEAF_BYTES).map((_, i) => i >> 10);
    const { chunks, dataHash } = chunkLeaves(leaves);
    const [first, second, third] = chunks.map((chunk) => chunk.leaves.slice()) as [Uint8Array, Uint8Array, Uint8Array];
    const changed = second.map((byte, i) => (i === 99 ? byte ^ 1 : byte));

    for (const list of [
      [],
      [first, second],
      [second, third],
      [first, second, third, third],
      [second, first, third],
      [first, changed, third],
      [leaves],
    ]) {
      expect(() => joinChunks(list, dataHash))
        .to.throw(DataHashMismatchError)
        .that.includes({ expected: dataHash });
    }
  });

  it("are refused when what was signed holds no whole leaves", () => {
    const cut = new Uint8Array(LEAF_BYTES + 1);
    const signed = solidityPackedKeccak256(["bytes32", "bytes32"], [keccak256(cut), ZeroHash]);

    expect(() => joinChunks([cut], signed)).to.throw(LeafLengthError);
    expect(() => joinChunks([], ZeroHash)).to.throw(NoLeavesError);
  });

  it("are not made of no leaves or of a cut leaf", () => {
    expect(() => chunkLeaves(new Uint8Array())).to.throw(NoLeavesError);
    expect(() => chunkLeaves(new Uint8Array(LEAF_BYTES - 1))).to.throw(LeafLengthError);
  });
});
