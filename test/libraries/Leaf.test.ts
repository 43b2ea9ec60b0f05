import { expect } from "chai";
import { hexlify } from "ethers";
import fc from "fast-check";
import hre from "hardhat";
import { encodeLeaf, leafHash, leafWords, LEAF_VERSION } from "../../sdk/rules/leaf.ts";
import { VIOLATIONS } from "../../sdk/rules/measurement.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { LeafHarness__factory } from "../../typechain-types/factories/test/contracts/LeafHarness__factory.ts";
import { toCapacityStruct } from "../helpers/nodes.ts";
import { bytes, capacity, sample } from "../helpers/random.ts";
import { comparable, plain } from "../helpers/struct.ts";

const { ethers, networkHelpers } = await hre.network.create();

const CASES = 500;
const NO_PRIMARY = 2 ** 16 - 1;

const u16 = fc.integer({ min: 0, max: 2 ** 16 - 1 });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const measurement: fc.Arbitrary<Measurement> = fc
  .record({
    farmId: u32,
    nodeId: u32,
    termsIndex: u16,
    uptimeSeconds: u32,
    violation: fc.constantFrom(...VIOLATIONS),
    capacity,
    nruBytes: bytes,
    ipSeconds: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    corrects: fc.option(fc.record({ batch: fc.integer({ min: 0, max: NO_PRIMARY - 1 }), position: u32 })),
  })
  .map(({ corrects, ...primary }) => (corrects === null ? primary : { ...primary, corrects }));

async function fixture() {
  const [deployer] = await ethers.getSigners();
  return { harness: await new LeafHarness__factory(deployer!).deploy() };
}

function toPositionedLeaf(position: number, leaf: Uint8Array) {
  const [head, body] = leafWords(leaf);
  return { position, head, body };
}

describe("Leaf", () => {
  describe("reading a leaf", () => {
    it("gives the fields that the library wrote, and the hash that it puts into the tree", async () => {
      const { harness } = await networkHelpers.loadFixture(fixture);
      const cases = sample(fc.record({ measurement, position: u32 }), CASES);
      const leaves = cases.map((each) => encodeLeaf(each.measurement));

      const [fields, hashes] = await harness.read(
        cases.map(({ position }, index) => toPositionedLeaf(position, leaves[index]!)),
      );

      for (const [index, { measurement, position }] of cases.entries()) {
        const { nodeId, termsIndex, uptimeSeconds, ipSeconds, corrects } = measurement;
        expect(plain(fields[index]), String(index)).to.deep.equal(
          comparable({
            version: LEAF_VERSION,
            violation: VIOLATIONS.indexOf(measurement.violation),
            nodeId,
            termsIndex,
            uptimeSeconds,
            ipSeconds,
            primaryBatch: corrects?.batch ?? NO_PRIMARY,
            primaryPosition: corrects?.position ?? 0,
            capacity: toCapacityStruct(measurement.capacity),
            nru: measurement.nruBytes,
          }),
        );
        expect(hashes[index], String(index)).to.equal(hexlify(leafHash(position, leaves[index]!)));
      }
    });

    it("refuses a position that does not fit: none but the one that was hashed can be told", async () => {
      const { harness } = await networkHelpers.loadFixture(fixture);
      const word = (value: bigint) => value.toString(16).padStart(64, "0");
      const { selector } = harness.interface.getFunction("read");
      const callWith = (position: bigint) =>
        ethers.provider.call({ to: harness, data: selector + [32n, 1n, position, 0n, 0n].map(word).join("") });

      expect(await callWith(2n ** 32n - 1n)).to.not.equal("0x");
      await expect(callWith(2n ** 32n)).to.be.revertedWithoutReason(ethers);
    });
  });
});
