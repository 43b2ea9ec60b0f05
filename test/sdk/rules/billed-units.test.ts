import { expect } from "chai";
import fc from "fast-check";
import { billedUnitsUp } from "../../../sdk/rules/billed-units.ts";
import { NO_CAPACITY } from "../../../sdk/rules/capacity.ts";
import { GIB, MICRO } from "../../../sdk/rules/cloud-units.ts";
import { capacity } from "../../helpers/random.ts";
import { inGib } from "./nodes.ts";
import { bigintOf, domainVectors, numberOf } from "./vectors.ts";

describe("billedUnitsUp", () => {
  it("counts the compute units of every documented shape", () => {
    const rows = domainVectors("bill-cu-");
    expect(rows).to.have.length(5);
    for (const { id, input, expected } of rows) {
      const shape = inGib(numberOf(input, "cru"), bigintOf(input, "mru_gib"), 0n);
      expect(billedUnitsUp(shape).cuMicro, id).to.equal(bigintOf(expected, "cu") * MICRO);
    }
  });

  it("takes the cheapest of three shapes", () => {
    expect(billedUnitsUp(inGib(4, 8n, 0n)).cuMicro, "half the cores").to.equal(2n * MICRO);
    expect(billedUnitsUp(inGib(1, 8n, 0n)).cuMicro, "all the cores").to.equal(1n * MICRO);
    expect(billedUnitsUp(inGib(8, 2n, 0n)).cuMicro, "a quarter of the cores").to.equal(2n * MICRO);
  });

  it("counts 200 GiB of SSD or 1200 GiB of HDD as one storage unit", () => {
    expect(billedUnitsUp(inGib(0, 0n, 50n)).suMicro).to.equal(250_000n);
    expect(billedUnitsUp(inGib(0, 0n, 200n, 1200n)).suMicro).to.equal(2n * MICRO);
  });

  it("counts nothing for nothing, and a millionth for a byte", () => {
    expect(billedUnitsUp(NO_CAPACITY)).to.deep.equal({ cuMicro: 0n, suMicro: 0n });
    expect(billedUnitsUp({ ...NO_CAPACITY, mruBytes: 1n, hruBytes: 1n })).to.deep.equal({ cuMicro: 1n, suMicro: 1n });
  });

  it("exceeds the exact units by less than a millionth", () => {
    fc.assert(
      fc.property(capacity, ({ cru, mruBytes, sruBytes, hruBytes }) => {
        const cores = BigInt(cru) * GIB;
        const most = (one: bigint, other: bigint) => (one > other ? one : other);
        // Eight times the compute units, and 1200 times the storage units, in bytes.
        const shapes = [most(2n * mruBytes, 4n * cores), most(mruBytes, 8n * cores), most(4n * mruBytes, 2n * cores)];
        const compute = shapes.sort((one, other) => (one < other ? -1 : 1))[0]! * MICRO;
        const storage = (hruBytes + 6n * sruBytes) * MICRO;

        const { cuMicro, suMicro } = billedUnitsUp({ cru, mruBytes, sruBytes, hruBytes });
        const moreCompute = cuMicro * 8n * GIB - compute;
        const moreStorage = suMicro * 1200n * GIB - storage;
        expect(moreCompute >= 0n && moreCompute < 8n * GIB).to.equal(true);
        expect(moreStorage >= 0n && moreStorage < 1200n * GIB).to.equal(true);
      }),
    );
  });
});
