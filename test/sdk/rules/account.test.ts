import { expect } from "chai";
import fc from "fast-check";
import {
  ACCOUNT_STATUSES,
  GRAINS_PER_BALANCE,
  grainsOf,
  LEVELS,
  positionAt,
  reserveOf,
  stretchesOf,
} from "../../../sdk/rules/account.ts";
import type { AccountRates } from "../../../sdk/rules/account.ts";
import { books, BOOKS, coveringDays, evenBooks, later, upTo } from "../../helpers/account-cases.ts";
import { simulateSteps } from "../../models/step-simulation.ts";

const STEPS = 60;

function scaled(rates: AccountRates, factor: bigint): AccountRates {
  const entries = Object.entries(rates as unknown as Record<string, bigint>);
  return Object.fromEntries(entries.map(([name, rate]) => [name, rate * factor])) as unknown as AccountRates;
}

describe("positionAt", () => {
  it("has the codes of the contract", () => {
    expect(ACCOUNT_STATUSES).to.deep.equal(["active", "paused", "exhausted"]);
  });

  it("keeps a reserve of 5.6 days at all rates: 40 % for 14 days", () => {
    expect(reserveOf(BOOKS.rates, BOOKS.referenceTftPerUsd)).to.equal(
      coveringDays(56n, 10n).balance * GRAINS_PER_BALANCE,
    );
  });

  describe("at the end of every level", () => {
    const cases: [what: string, tenthsOfDays: bigint, above: string, below: string][] = [
      ["60 %", 56n + 5400n, "active 4", "active 3"],
      ["40 %", 56n + 1800n, "active 3", "active 2"],
      ["30 %", 56n + 900n, "active 2", "active 1"],
      ["20 %", 56n + 450n, "active 1", "active 0"],
      ["list price", 56n, "active 0", "paused 0"],
    ];
    for (const [what, tenthsOfDays, above, below] of cases) {
      it(`falls from ${what}`, () => {
        const account = coveringDays(tenthsOfDays, 10n);
        const more = { ...account, balance: account.balance + 1n };
        const standing = ({ status, level } = positionAt(account, 0n)) => `${status} ${level}`;
        expect(standing(positionAt(more, 0n))).to.equal(above);
        expect(standing(positionAt(account, 0n))).to.equal(below);
      });
    }

    it("is exhausted by the step that it cannot pay", () => {
      const account = coveringDays(1n, 10n);
      const steps = stretchesOf(account).reduce((sum, stretch) => sum + stretch.steps, 0n);
      expect(positionAt(account, steps)).to.include({ status: "paused", index: steps });
      expect(positionAt(account, steps + 1n)).to.include({ status: "exhausted", index: steps });
      expect(positionAt(account, steps * 1000n)).to.deep.equal(positionAt(account, steps + 1n));
    });
  });

  it("charges nothing without an active stream, and pauses it within the reserve", () => {
    const pending = { ...BOOKS.rates, discountableUsdPerSecond: 0n, pendingPlainUsdPerSecond: 10n ** 12n };
    const resting = { ...coveringDays(56n, 10n), rates: pending };
    const { charged } = resting;
    expect(positionAt(resting, 10n ** 30n)).to.deep.include({ status: "active", level: 0, charged });
    expect(positionAt({ ...resting, balance: resting.balance - 1n }, 10n ** 30n)).to.include({ status: "paused" });
    expect(positionAt({ ...resting, balance: 0n, rates: scaled(pending, 0n) }, 1n)).to.include({ status: "active" });
  });

  it("charges what charging step by step charges", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(evenBooks, books), fc.nat(STEPS), (account, steps) => {
        const { status, level, index, ...position } = positionAt(account, account.index + BigInt(steps));
        const simulated = simulateSteps(account, steps);
        seen.add(`${positionAt(account, account.index).status} to ${status} ${level}`);
        expect(position).to.deep.equal({ grains: simulated.grains, charged: simulated.charged });
        expect(status === "exhausted").to.equal(simulated.steps < steps);
        expect(index - account.index).to.equal(BigInt(status === "exhausted" ? simulated.steps : steps));
      }),
      { numRuns: 2000 },
    );
    expect(seen).to.include.members(["active to active 4", "active to active 0", "active to paused 0"]);
  });

  it("is the same in one walk and in two", () => {
    fc.assert(
      fc.property(evenBooks, upTo(10n ** 9n), upTo(10n ** 9n), (account, first, second) => {
        const between = positionAt(account, account.index + first);
        fc.pre(between.status !== "exhausted");
        const { grains, index, charged } = between;
        const written = { ...account, balance: grains / GRAINS_PER_BALANCE, index, charged };
        expect(positionAt(written, index + second)).to.deep.equal(positionAt(account, index + second));
      }),
    );
  });

  it("takes from the balance what the rates cost by the accumulators", () => {
    fc.assert(
      fc.property(later, ({ account, index }) => {
        const { grains, charged } = positionAt(account, index);
        const growth = {
          discountable: charged.discountable - account.charged.discountable,
          plain: charged.plain - account.charged.plain,
        };
        expect(grains + grainsOf(account.rates, growth)).to.equal(account.balance * GRAINS_PER_BALANCE);
        expect(grains >= 0n).to.equal(true);
      }),
    );
  });

  it("charges two accounts of half the balance and half the rates the same", () => {
    fc.assert(
      fc.property(later, upTo(1000n, 2n), ({ account, index }, parts) => {
        const whole = { ...account, balance: account.balance * parts, rates: scaled(account.rates, parts) };
        const { grains, ...rest } = positionAt(account, index);
        expect(positionAt(whole, index)).to.deep.equal({ grains: grains * parts, ...rest });
      }),
    );
  });

  it("never pauses an account of more money earlier, nor lowers its level", () => {
    fc.assert(
      fc.property(later, upTo(10n ** 20n), ({ account, index }, more) => {
        const poorer = positionAt(account, index);
        const richer = positionAt({ ...account, balance: account.balance + more }, index);
        if (poorer.status === "active") expect(richer.status).to.equal("active");
        expect(richer.level).to.be.at.least(poorer.level);
        expect(richer.index >= poorer.index - 2n, "it ends at most two steps before").to.equal(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("lets levels only fall", () => {
    fc.assert(
      fc.property(later, upTo(10n ** 20n), ({ account, index }, steps) => {
        const [before, after] = [positionAt(account, index), positionAt(account, index + steps)];
        expect(after.level).to.be.at.most(before.level);
        expect(after.grains <= before.grains).to.equal(true);
      }),
    );
  });

  it("has the ladder's levels", () => {
    expect(LEVELS.map(({ step }) => step.discountable)).to.deep.equal([10n, 8n, 7n, 6n, 4n]);
  });
});
