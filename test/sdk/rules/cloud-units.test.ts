import { expect } from "chai";
import fc from "fast-check";
import type { Capacity } from "../../../sdk/rules/capacity.ts";
import { cloudUnits, GIB, MICRO } from "../../../sdk/rules/cloud-units.ts";
import { inGib } from "./nodes.ts";
import { bigintOf, capacityOf, capacityOfNode, domainVectors, rewardVectors } from "./vectors.ts";

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const anyCapacity = fc.record({
  cru: fc.nat({ max: 2 ** 32 - 1 }),
  mruBytes: uint64,
  sruBytes: uint64,
  hruBytes: uint64,
});

describe("cloudUnits", () => {
  it("gives the units of every documented node", () => {
    const rows = domainVectors("farm-units-");
    expect(rows).to.have.length(13);
    for (const row of rows) {
      expect(cloudUnits(capacityOf(row), bigintOf(row.input, "nru_bytes")), row.id).to.deep.equal({
        cuMicro: bigintOf(row.expected, "cu_micro"),
        suMicro: bigintOf(row.expected, "su_micro"),
        nuMicro: bigintOf(row.expected, "nu_micro"),
      });
    }
  });

  it("gives the units that the original program gave", () => {
    for (const { id, node, measurement, expected } of rewardVectors) {
      expect(cloudUnits(capacityOfNode(node), BigInt(measurement.nruBytes)), id).to.deep.equal({
        cuMicro: BigInt(expected.cuMicro),
        suMicro: BigInt(expected.suMicro),
        nuMicro: BigInt(expected.nuMicro),
      });
    }
  });

  it("counts SSD for compute and storage alike", () => {
    expect(cloudUnits(inGib(1000, 100_000n, 500n), 0n)).to.include({ cuMicro: 10n * MICRO, suMicro: 2n * MICRO });
  });

  it("gives no CU to a node with less memory than the operating system needs", () => {
    const none: Capacity = { ...inGib(8, 0n, 1000n), mruBytes: GIB - 1n };
    expect(cloudUnits(none, 0n).cuMicro).to.equal(0n);
    expect(cloudUnits({ ...none, mruBytes: 0n }, 0n).cuMicro).to.equal(0n);
    expect(cloudUnits({ ...none, mruBytes: GIB }, 0n).cuMicro).to.equal(0n);
    expect(cloudUnits({ ...none, mruBytes: 2n * GIB }, 0n).cuMicro).to.equal(250_000n);
  });

  it("gives nothing for nothing", () => {
    expect(cloudUnits(inGib(0, 0n, 0n), 0n)).to.deep.equal({ cuMicro: 0n, suMicro: 0n, nuMicro: 0n });
  });

  it("gives the smallest of the three CU limits, each rounded down once", () => {
    fc.assert(
      fc.property(anyCapacity, (capacity) => {
        const limits = [
          BigInt(capacity.cru) * 2n * MICRO,
          capacity.mruBytes < GIB ? 0n : ((capacity.mruBytes - GIB) * MICRO) / (4n * GIB),
          (capacity.sruBytes * MICRO) / (50n * GIB),
        ];
        const { cuMicro } = cloudUnits(capacity, 0n);
        expect(limits).to.include(cuMicro);
        expect(limits.every((limit) => cuMicro <= limit)).to.equal(true);
      }),
    );
  });

  it("gives the exact SU less at most one millionth and the two inner roundings", () => {
    fc.assert(
      fc.property(anyCapacity, (capacity) => {
        // HRU / 1200 + SRU / 250 over the common denominator 6000 GiB.
        const exact = (5n * capacity.hruBytes + 24n * capacity.sruBytes) * MICRO;
        const lost = exact - cloudUnits(capacity, 0n).suMicro * 6000n * GIB;
        expect(lost >= 0n && lost < 6000n * (GIB + 2n)).to.equal(true);
      }),
    );
  });

  it("gives one NU for each GiB of traffic", () => {
    expect(cloudUnits(inGib(0, 0n, 0n), GIB).nuMicro).to.equal(MICRO);
    expect(cloudUnits(inGib(0, 0n, 0n), 1000n).nuMicro).to.equal(0n);
    expect(cloudUnits(inGib(0, 0n, 0n), 1074n).nuMicro).to.equal(1n);
  });
});
