import { expect } from "chai";
import fc from "fast-check";
import { GRAINS_PER_BALANCE, GRAINS_PER_UNIT, positionAt } from "../../../sdk/rules/account.ts";
import { chargedUntil, owedBetween, poolShares, settlementShares } from "../../../sdk/rules/stream.ts";
import { later, upTo } from "../../helpers/account-cases.ts";

const SPLIT = { foundationBps: 4000, stakersBps: 1000 };

const owed = fc
  .tuple(upTo(10n ** 15n), upTo(10n ** 15n))
  .map(([units, plainUnits]) => ({ units: units + plainUnits, plainUnits }));
const served = fc
  .tuple(upTo(10n ** 7n), upTo(10n ** 7n, 1n))
  .map(([servedSeconds, more]) => ({ servedSeconds, lengthSeconds: servedSeconds + more }));

/** Cuts a whole into parts. */
function partsOf(whole: bigint, cuts: readonly bigint[]): bigint[] {
  const borders = [0n, ...cuts.map((cut) => cut % (whole + 1n)), whole].sort((a, b) => (a < b ? -1 : 1));
  return borders.slice(1).map((border, i) => border - borders[i]!);
}

describe("owedBetween", () => {
  it("rounds down, in all and for the plain rate", () => {
    const rates = { discountableUsdPerSecond: GRAINS_PER_UNIT / 4n, plainUsdPerSecond: GRAINS_PER_UNIT / 2n };
    const settled = { discountable: 100n, plain: 200n };
    const charged = { discountable: 105n, plain: 205n };
    expect(owedBetween(rates, settled, charged)).to.deep.equal({ units: 3n, plainUnits: 2n });
    expect(owedBetween(rates, settled, settled)).to.deep.equal({ units: 0n, plainUnits: 0n });
  });

  it("owes all streams together at most what their account was charged, less than a unit for each below it", () => {
    fc.assert(
      fc.property(later, fc.array(upTo(2n ** 64n), { maxLength: 8 }), ({ account, index }, cuts) => {
        const { grains, charged } = positionAt(account, index);
        const plainRates = partsOf(account.rates.plainUsdPerSecond, cuts.toReversed());
        const units = partsOf(account.rates.discountableUsdPerSecond, cuts)
          .map((discountableUsdPerSecond, i) => ({ discountableUsdPerSecond, plainUsdPerSecond: plainRates[i]! }))
          .reduce((sum, rates) => sum + owedBetween(rates, account.charged, charged).units, 0n);
        const excess = account.balance * GRAINS_PER_BALANCE - grains - units * GRAINS_PER_UNIT;
        expect(excess >= 0n && excess < GRAINS_PER_UNIT * BigInt(cuts.length + 1)).to.equal(true);
      }),
    );
  });
});

describe("chargedUntil", () => {
  const settled = { to: 100, charged: { discountable: 10n, plain: 20n } };
  const now = { to: 107, charged: { discountable: 20n, plain: 40n } };

  it("takes the share of the time that a statement covers, rounded down", () => {
    expect(chargedUntil(settled, now, 102)).to.deep.equal({ discountable: 12n, plain: 25n });
  });

  it("takes all up to now, and nothing up to the last settlement", () => {
    expect(chargedUntil(settled, now, 107)).to.deep.equal(now.charged);
    expect(chargedUntil(settled, now, 100)).to.deep.equal(settled.charged);
    expect(chargedUntil(settled, settled, 100)).to.deep.equal(settled.charged);
  });
});

describe("settlementShares", () => {
  it("gives the farm its share and all of the plain rate, and back to the payer what was not served", () => {
    const shares = settlementShares(
      { units: 1000n, plainUnits: 200n },
      { servedSeconds: 3n, lengthSeconds: 4n },
      { farmerBps: 5000, providerBps: 2000 },
    );
    expect(shares).to.deep.equal({ farmer: 150n + 300n, provider: 120n, pool: 180n, refunded: 250n });
  });

  it("shares out what is owed, to the unit, and nothing to the payer when all was served", () => {
    fc.assert(
      fc.property(owed, served, (accrued, service) => {
        const shares = settlementShares(accrued, service, { farmerBps: 5000, providerBps: 1999 });
        const parts = Object.values(shares) as bigint[];
        expect(parts.reduce((sum, part) => sum + part)).to.equal(accrued.units);
        expect(parts.every((part) => part >= 0n)).to.equal(true);
        const all = { ...service, servedSeconds: service.lengthSeconds };
        expect(settlementShares(accrued, all, { farmerBps: 5000, providerBps: 1999 }).refunded).to.equal(0n);
      }),
    );
  });
});

describe("poolShares", () => {
  it("takes what providers were paid from the foundation alone", () => {
    expect(poolShares({ pool: 500n, provider: 0n }, SPLIT)).to.deep.equal({ foundation: 400n, stakers: 100n });
    expect(poolShares({ pool: 300n, provider: 200n }, SPLIT)).to.deep.equal({ foundation: 200n, stakers: 100n });
  });

  it("leaves the foundation what rounding leaves", () => {
    expect(poolShares({ pool: 9n, provider: 0n }, SPLIT)).to.deep.equal({ foundation: 8n, stakers: 1n });
  });

  it("never takes more from the foundation than it has, where a provider gets at most half of its share", () => {
    fc.assert(
      fc.property(owed, served, fc.nat(2000), (accrued, service, providerBps) => {
        const received = settlementShares(accrued, service, { farmerBps: 5000, providerBps });
        const { foundation, stakers } = poolShares(received, SPLIT);
        expect(foundation >= 0n).to.equal(true);
        expect(foundation + stakers).to.equal(received.pool);
      }),
    );
  });
});
