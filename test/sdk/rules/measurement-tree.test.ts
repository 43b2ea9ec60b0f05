import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { hexlify } from "ethers";
import fc from "fast-check";
import {
  LEAF_BYTES,
  leafAt,
  LeafLengthError,
  LeafPositionError,
  NoLeavesError,
} from "../../../sdk/rules/leaf-bytes.ts";
import { leafHash } from "../../../sdk/rules/leaf.ts";
import {
  buildMeasurementTree,
  DuplicatePositionError,
  multiProof,
  NothingToProveError,
  singleProof,
} from "../../../sdk/rules/measurement-tree.ts";

const MAX_LEAVES = 300;

/** Bytes of 1 to 300 leaves; the tree does not look into them. */
const leavesOfABatch = fc
  .integer({ min: 1, max: MAX_LEAVES })
  .chain((count) => fc.uint8Array({ minLength: count * LEAF_BYTES, maxLength: count * LEAF_BYTES }));

/** Such a batch with some of its positions, in any order. */
const leavesAndPositions = leavesOfABatch.chain((leaves) => {
  const position = fc.nat(countOf(leaves) - 1);
  return fc.tuple(fc.constant(leaves), fc.uniqueArray(position, { minLength: 1, maxLength: countOf(leaves) }));
});

describe("measurement tree", function () {
  // OpenZeppelin's tree, the oracle, takes most of the time.
  this.timeout("20s");
  const oracleRuns = { numRuns: 40 };

  it("has the root of OpenZeppelin's tree, whatever the number of leaves", () => {
    for (let count = 1; count <= 65; count++) {
      const leaves = new Uint8Array(count * LEAF_BYTES).map((_, i) => i * 31 + count);
      const tree = buildMeasurementTree(leaves);
      expect(tree.root).to.equal(oracleOf(leaves).root);
      expect(tree.count).to.equal(count);
    }
  });

  it("is the leaf's hash for a single leaf", () => {
    const leaf = new Uint8Array(LEAF_BYTES).fill(3);

    expect(buildMeasurementTree(leaf).root).to.equal(hexlify(leafHash(0, leaf)));
  });

  it("has another root as soon as any byte differs", () => {
    fc.assert(
      fc.property(leavesOfABatch, fc.nat(), (leaves, at) => {
        const changed = leaves.slice();
        changed[at % leaves.length] = (leaves[at % leaves.length] ?? 0) ^ 1;
        expect(buildMeasurementTree(changed).root).not.to.equal(buildMeasurementTree(leaves).root);
      }),
    );
  });

  it("refuses no leaves and a cut leaf", () => {
    expect(() => buildMeasurementTree(new Uint8Array())).to.throw(NoLeavesError);
    expect(() => buildMeasurementTree(new Uint8Array(LEAF_BYTES + 1)))
      .to.throw(LeafLengthError)
      .that.includes({ length: LEAF_BYTES + 1 });
  });

  describe("proof of one leaf", () => {
    it("is OpenZeppelin's, and OpenZeppelin accepts it", () => {
      fc.assert(
        fc.property(leavesOfABatch, fc.nat(), (leaves, at) => {
          const position = at % countOf(leaves);
          const tree = buildMeasurementTree(leaves);
          const proof = singleProof(tree, position);

          expect(proof).to.deep.equal(oracleOf(leaves).getProof(position));
          expect(SimpleMerkleTree.verify(tree.root, hashOf(leaves, position), proof)).to.equal(true);
        }),
        oracleRuns,
      );
    });

    it("refuses a position without a leaf", () => {
      const tree = buildMeasurementTree(new Uint8Array(3 * LEAF_BYTES));
      for (const position of [-1, 3, 0.5, Number.NaN]) {
        expect(() => singleProof(tree, position))
          .to.throw(LeafPositionError)
          .that.includes({ count: 3 });
      }
    });
  });

  describe("proof of several leaves", () => {
    it("is OpenZeppelin's, and OpenZeppelin accepts it with the leaves in the order given", () => {
      fc.assert(
        fc.property(leavesAndPositions, ([leaves, chosen]) => {
          const tree = buildMeasurementTree(leaves);
          const { positions, proof, proofFlags } = multiProof(tree, chosen);
          const hashes = positions.map((position) => hashOf(leaves, position));

          expect({ leaves: hashes, proof, proofFlags }).to.deep.equal(oracleOf(leaves).getMultiProof([...chosen]));
          expect(SimpleMerkleTree.verifyMultiProof(tree.root, { leaves: hashes, proof, proofFlags })).to.equal(true);
        }),
        oracleRuns,
      );
    });

    it("of all leaves needs no hash", () => {
      fc.assert(
        fc.property(leavesOfABatch, (leaves) => {
          const all = Array.from({ length: countOf(leaves) }, (_, position) => position);
          expect(multiProof(buildMeasurementTree(leaves), all).proof).to.deep.equal([]);
        }),
      );
    });

    it("leaves the caller's list as it is", () => {
      const chosen = [2, 0];
      multiProof(buildMeasurementTree(new Uint8Array(3 * LEAF_BYTES)), chosen);

      expect(chosen).to.deep.equal([2, 0]);
    });

    it("refuses no position, a position twice and one without a leaf", () => {
      const tree = buildMeasurementTree(new Uint8Array(3 * LEAF_BYTES));

      expect(() => multiProof(tree, [])).to.throw(NothingToProveError);
      expect(() => multiProof(tree, [1, 0, 1]))
        .to.throw(DuplicatePositionError)
        .that.includes({ position: 1 });
      expect(() => multiProof(tree, [0, 3]))
        .to.throw(LeafPositionError)
        .that.includes({ position: 3, count: 3 });
    });
  });
});

function oracleOf(leaves: Uint8Array): SimpleMerkleTree {
  const hashes = Array.from({ length: countOf(leaves) }, (_, position) => hashOf(leaves, position));
  return SimpleMerkleTree.of(hashes, { sortLeaves: false });
}

function hashOf(leaves: Uint8Array, position: number): string {
  return hexlify(leafHash(position, leafAt(leaves, position)));
}

function countOf(leaves: Uint8Array): number {
  return leaves.length / LEAF_BYTES;
}
