import { expect } from "chai";
import fc from "fast-check";
import { shareDown, SharesExceedWholeError, split } from "../../../sdk/rules/split.ts";

const amount = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
const shares = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }))
  .map(([one, other]) => ({ farmerBps: Math.min(one, other), providerBps: Math.abs(one - other) }))
  .filter(({ farmerBps, providerBps }) => farmerBps + providerBps <= 10_000);

describe("split", () => {
  it("gives half to the farmer and half to the pool", () => {
    expect(split(100n, { farmerBps: 5000, providerBps: 0 })).to.deep.equal({ farmer: 50n, provider: 0n, pool: 50n });
  });

  it("takes a provider's share from the pool", () => {
    expect(split(1000n, { farmerBps: 5000, providerBps: 2000 })).to.deep.equal({
      farmer: 500n,
      provider: 200n,
      pool: 300n,
    });
  });

  it("gives what rounding leaves to the pool", () => {
    expect(split(9n, { farmerBps: 5000, providerBps: 2000 })).to.deep.equal({ farmer: 4n, provider: 1n, pool: 4n });
    expect(split(1n, { farmerBps: 9999, providerBps: 1 })).to.deep.equal({ farmer: 0n, provider: 0n, pool: 1n });
  });

  it("refuses to give more than the whole", () => {
    expect(split(7n, { farmerBps: 10_000, providerBps: 0 }).pool).to.equal(0n);
    expect(() => split(7n, { farmerBps: 9000, providerBps: 1001 })).to.throw(SharesExceedWholeError);
  });

  it("loses nothing and pays nobody more than the share", () => {
    fc.assert(
      fc.property(amount, shares, (whole, { farmerBps, providerBps }) => {
        const { farmer, provider, pool } = split(whole, { farmerBps, providerBps });
        expect(farmer + provider + pool).to.equal(whole);
        for (const [part, bps] of [
          [farmer, farmerBps],
          [provider, providerBps],
        ] as const) {
          const less = whole * BigInt(bps) - part * 10_000n;
          expect(less >= 0n && less < 10_000n).to.equal(true);
        }
      }),
    );
  });

  it("pays no more in two parts than at once", () => {
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 0, max: 10_000 }), (one, other, bps) => {
        expect(shareDown(one, bps) + shareDown(other, bps) <= shareDown(one + other, bps)).to.equal(true);
      }),
    );
  });
});
