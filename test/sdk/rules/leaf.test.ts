import { expect } from "chai";
import { AbiCoder, concat, hexlify, keccak256, solidityPacked } from "ethers";
import fc from "fast-check";
import { LEAF_BYTES, LeafLengthError, LeafPositionError, NoLeavesError } from "../../../sdk/rules/leaf-bytes.ts";
import {
  decodeLeaf,
  decodeLeaves,
  encodeLeaf,
  encodeLeaves,
  leafHash,
  LeafPrimaryPositionError,
  LeafUnknownViolationError,
  LeafValueDoesNotFitError,
  LeafVersionError,
  leafWords,
} from "../../../sdk/rules/leaf.ts";
import { type Measurement, type Violation, VIOLATIONS } from "../../../sdk/rules/measurement.ts";

const MAX_U16 = 65_535;
const MAX_U32 = 4_294_967_295;
const MAX_U48 = 281_474_976_710_655;
const MAX_U64 = 18_446_744_073_709_551_615n;
const MAX_PRIMARY_BATCH = MAX_U16 - 1;

const GIB = 1_073_741_824n;

const example: Measurement = {
  farmId: 1,
  nodeId: 7,
  termsIndex: 2,
  uptimeSeconds: 2_630_880,
  violation: "none",
  capacity: { cru: 24, mruBytes: 192n * GIB, sruBytes: 2_000n * GIB, hruBytes: 0n },
  nruBytes: 5n * GIB,
  ipSeconds: 3 * 2_630_880,
};

// Without a prototype would be a difference to what decoding returns.
const plain = { noNullPrototype: true };
const wholeNumber = (max: number) => fc.integer({ min: 0, max });
const u32 = wholeNumber(MAX_U32);
const u64 = fc.bigInt({ min: 0n, max: MAX_U64 });

const primaryMeasurement: fc.Arbitrary<Measurement> = fc.record(
  {
    farmId: u32,
    nodeId: u32,
    termsIndex: wholeNumber(MAX_U16),
    uptimeSeconds: u32,
    violation: fc.constantFrom(...VIOLATIONS),
    capacity: fc.record({ cru: u32, mruBytes: u64, sruBytes: u64, hruBytes: u64 }, plain),
    nruBytes: u64,
    ipSeconds: wholeNumber(MAX_U48),
  },
  plain,
);
const correction: fc.Arbitrary<Measurement> = fc
  .tuple(primaryMeasurement, fc.record({ batch: wholeNumber(MAX_PRIMARY_BATCH), position: u32 }, plain))
  .map(([measurement, corrects]) => ({ ...measurement, corrects }));
const anyMeasurement = fc.oneof(primaryMeasurement, correction);

describe("leaf", () => {
  describe("encoding", () => {
    it("packs the fields as Solidity's own encoder packs them", () => {
      fc.assert(
        fc.property(anyMeasurement, (measurement) => {
          expect(hexlify(encodeLeaf(measurement))).to.equal(packedBySolidity(measurement));
        }),
      );
    });

    it("gives the same words for the same measurement for ever", () => {
      const correctionExample = { ...example, violation: "uptimeTooLow", corrects: { batch: 1, position: 9 } } as const;

      expect(leafWords(encodeLeaf(correctionExample))).to.deep.equal([
        "0x01020000000100000007" + "0002002824e0" + "000000786ea0" + "00010000000900000018",
        "0x0000003000000000" + "000001f400000000" + "0000000000000000" + "0000000140000000",
      ]);
    });

    it("writes many leaves one after the other", () => {
      fc.assert(
        fc.property(fc.array(anyMeasurement, { maxLength: 20 }), (list) => {
          expect(hexlify(encodeLeaves(list))).to.equal(concat(list.map(encodeLeaf)));
        }),
      );
    });

    for (const [field, max, withValue] of numberFields()) {
      it(`refuses ${field} just above its bound, below zero, broken or not exact`, () => {
        const primaries = { ...example, corrects: { batch: 0, position: 0 } };
        expect(() => encodeLeaf(withValue(primaries, max))).not.to.throw();

        for (const value of [max + 1, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
          expect(() => encodeLeaf(withValue(primaries, value)))
            .to.throw(LeafValueDoesNotFitError)
            .that.includes({ field, max })
            .and.satisfies((error: LeafValueDoesNotFitError) => Object.is(error.value, value));
        }
      });
    }

    for (const [field, withValue] of byteFields()) {
      it(`refuses ${field} just above its bound and below zero`, () => {
        expect(() => encodeLeaf(withValue(example, MAX_U64))).not.to.throw();

        for (const value of [MAX_U64 + 1n, -1n]) {
          expect(() => encodeLeaf(withValue(example, value)))
            .to.throw(LeafValueDoesNotFitError)
            .that.includes({ field, value, max: MAX_U64 });
        }
      });
    }

    it("names node, farm, field, value and limit of an underflowed uptime", () => {
      expect(() => encodeLeaf({ ...example, uptimeSeconds: 18_446_744_073_709_550_000 }))
        .to.throw(LeafValueDoesNotFitError)
        .with.property("message")
        .that.matches(/node 7 of farm 1: uptimeSeconds is 18446744073709550000\b.* 4294967295\b/);
    });

    it("refuses a violation that has no code", () => {
      expect(() => encodeLeaf({ ...example, violation: "tooLoud" as Violation }))
        .to.throw(LeafUnknownViolationError)
        .that.includes({ farmId: 1, nodeId: 7, violation: "tooLoud" });
    });
  });

  describe("decoding", () => {
    it("returns what was encoded", () => {
      fc.assert(
        fc.property(anyMeasurement, (measurement) => {
          expect(decodeLeaf(encodeLeaf(measurement))).to.deep.equal(measurement);
        }),
      );
    });

    it("returns every one of many", () => {
      fc.assert(
        fc.property(fc.array(anyMeasurement, { minLength: 1, maxLength: 20 }), (list) => {
          expect(decodeLeaves(encodeLeaves(list))).to.deep.equal(list);
        }),
      );
    });

    it("accepts only bytes that encode to themselves", () => {
      const bytes = fc.uint8Array({ minLength: LEAF_BYTES, maxLength: LEAF_BYTES });
      const codes = fc.nat(VIOLATIONS.length - 1);
      fc.assert(
        fc.property(bytes, codes, (random, code) => {
          const leaf = Uint8Array.of(1, code, ...random.subarray(2));
          fc.pre(!positionWithoutBatch(leaf));
          expect(hexlify(encodeLeaf(decodeLeaf(leaf)))).to.equal(hexlify(leaf));
        }),
      );
    });

    it("refuses another version", () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 255 }), (version) => {
          fc.pre(version !== 1);
          expect(() => decodeLeaf(changed(0, version)))
            .to.throw(LeafVersionError)
            .that.includes({ version });
        }),
      );
    });

    it("refuses a violation code beyond the list", () => {
      fc.assert(
        fc.property(fc.integer({ min: VIOLATIONS.length, max: 255 }), (violation) => {
          expect(() => decodeLeaf(changed(1, violation)))
            .to.throw(LeafUnknownViolationError)
            .that.includes({ farmId: 1, nodeId: 7, violation });
        }),
      );
    });

    it("refuses a primary position without a batch", () => {
      expect(() => decodeLeaf(changed(27, 5)))
        .to.throw(LeafPrimaryPositionError)
        .that.includes({ farmId: 1, nodeId: 7, position: 5 });
    });

    it("refuses anything but 64 bytes", () => {
      for (const length of [0, LEAF_BYTES - 1, LEAF_BYTES + 1, 2 * LEAF_BYTES]) {
        expect(() => decodeLeaf(new Uint8Array(length)))
          .to.throw(LeafLengthError)
          .that.includes({ length });
      }
    });

    it("refuses a run of leaves that is empty or cut", () => {
      expect(() => decodeLeaves(new Uint8Array())).to.throw(NoLeavesError);
      expect(() => decodeLeaves(new Uint8Array(LEAF_BYTES + 1))).to.throw(LeafLengthError);
    });
  });

  describe("hashing", () => {
    it("hashes position and words as Solidity's abi.encode lays them out", () => {
      fc.assert(
        fc.property(u32, anyMeasurement, (position, measurement) => {
          const leaf = encodeLeaf(measurement);
          const encoded = new AbiCoder().encode(["uint256", "bytes32", "bytes32"], [position, ...leafWords(leaf)]);
          expect(hexlify(leafHash(position, leaf))).to.equal(keccak256(encoded));
        }),
      );
    });

    it("refuses a position that a correction could not name", () => {
      for (const position of [-1, 0.5, MAX_U32 + 1, Number.NaN]) {
        expect(() => leafHash(position, encodeLeaf(example))).to.throw(LeafPositionError);
      }
    });

    it("refuses anything but 64 bytes", () => {
      expect(() => leafHash(0, new Uint8Array(LEAF_BYTES - 1))).to.throw(LeafLengthError);
      expect(() => leafWords(new Uint8Array(LEAF_BYTES + 1))).to.throw(LeafLengthError);
    });
  });
});

function packedBySolidity(m: Measurement): string {
  const { batch, position } = m.corrects ?? { batch: MAX_U16, position: 0 };
  return concat([
    solidityPacked(
      ["uint8", "uint8", "uint32", "uint32", "uint16", "uint32"],
      [1, VIOLATIONS.indexOf(m.violation), m.farmId, m.nodeId, m.termsIndex, m.uptimeSeconds],
    ),
    solidityPacked(["uint48", "uint16", "uint32", "uint32"], [m.ipSeconds, batch, position, m.capacity.cru]),
    solidityPacked(["uint64", "uint64"], [m.capacity.mruBytes, m.capacity.sruBytes]),
    solidityPacked(["uint64", "uint64"], [m.capacity.hruBytes, m.nruBytes]),
  ]);
}

/** Bytes that name the position of a primary leaf and no batch, which no leaf encodes to. */
function positionWithoutBatch(leaf: Uint8Array): boolean {
  const { buffer, byteOffset } = leaf;
  const view = new DataView(buffer, byteOffset);
  return view.getUint16(22) === MAX_U16 && view.getUint32(24) !== 0;
}

/** The example's leaf with one byte changed. */
function changed(offset: number, value: number): Uint8Array {
  const leaf = encodeLeaf(example);
  leaf[offset] = value;
  return leaf;
}

type WithNumber = (m: Measurement & { corrects: { batch: number; position: number } }, value: number) => Measurement;

function numberFields(): [field: string, max: number, withValue: WithNumber][] {
  return [
    ["farmId", MAX_U32, (m, farmId) => ({ ...m, farmId })],
    ["nodeId", MAX_U32, (m, nodeId) => ({ ...m, nodeId })],
    ["termsIndex", MAX_U16, (m, termsIndex) => ({ ...m, termsIndex })],
    ["uptimeSeconds", MAX_U32, (m, uptimeSeconds) => ({ ...m, uptimeSeconds })],
    ["ipSeconds", MAX_U48, (m, ipSeconds) => ({ ...m, ipSeconds })],
    ["cru", MAX_U32, (m, cru) => ({ ...m, capacity: { ...m.capacity, cru } })],
    ["corrects.batch", MAX_PRIMARY_BATCH, (m, batch) => ({ ...m, corrects: { ...m.corrects, batch } })],
    ["corrects.position", MAX_U32, (m, position) => ({ ...m, corrects: { ...m.corrects, position } })],
  ];
}

function byteFields(): [field: string, withValue: (m: Measurement, value: bigint) => Measurement][] {
  return [
    ["mruBytes", (m, mruBytes) => ({ ...m, capacity: { ...m.capacity, mruBytes } })],
    ["sruBytes", (m, sruBytes) => ({ ...m, capacity: { ...m.capacity, sruBytes } })],
    ["hruBytes", (m, hruBytes) => ({ ...m, capacity: { ...m.capacity, hruBytes } })],
    ["nruBytes", (m, nruBytes) => ({ ...m, nruBytes })],
  ];
}
