import { expect } from "chai";
import fc from "fast-check";
import { BALANCE_PER_UNIT, positionAt } from "../../../sdk/rules/account.ts";
import type { AccountBooks, AccountPosition } from "../../../sdk/rules/account.ts";
import { depositToLast, forecastOf, forecastsOf } from "../../../sdk/rules/account-forecast.ts";
import type { TimedQuote } from "../../../sdk/rules/account-forecast.ts";
import { writeAndFollow } from "../../../sdk/rules/account-writes.ts";
import { BOOKS, coveringDays, later, price, upTo } from "../../helpers/account-cases.ts";

const DAY = 86_400n;

const QUOTE: TimedQuote = {
  timestamp: 1_800_000_000n,
  index: 0n,
  tftPerUsd: BOOKS.referenceTftPerUsd,
  averageTftPerUsd: BOOKS.referenceTftPerUsd,
};

/** An account, and what the price feed says later. */
const situation = fc.record({ later, tftPerUsd: price, averageTftPerUsd: price }).map(({ later: at, ...prices }) => ({
  account: at.account,
  now: { timestamp: QUOTE.timestamp, index: at.index, ...prices },
}));

/** The account in a second to come, at a price that stays. */
function inSecond(account: AccountBooks, now: TimedQuote, second: bigint, tftPerUsd = now.tftPerUsd): AccountPosition {
  return positionAt(account, now.index + (second - now.timestamp) * tftPerUsd);
}

describe("forecastOf", () => {
  it("counts the days of a balance at its price", () => {
    const { pausesAt, exhaustsAt, discountFallsAt } = forecastOf(coveringDays(20n, 1n), QUOTE, QUOTE.tftPerUsd);
    const paused = (20n - 6n) * DAY + (DAY * 4n) / 10n;
    expect(pausesAt).to.equal(QUOTE.timestamp + paused);
    expect(exhaustsAt).to.equal(QUOTE.timestamp + paused + 14n * DAY + 1n);
    expect(discountFallsAt).to.equal(undefined);
  });

  it("answers for the present price, for one 20 % lower and for half of it", () => {
    const { atPresentPrice, at20PercentLess, atHalfPrice } = forecastsOf(coveringDays(56n + 200n, 10n), QUOTE);
    const pauses = [atPresentPrice, at20PercentLess, atHalfPrice].map(({ pausesAt }) => pausesAt! - QUOTE.timestamp);
    expect(pauses).to.deep.equal([20n * DAY, 16n * DAY, 10n * DAY]);
  });

  it("is kept to the second, each second before still being as it was", () => {
    fc.assert(
      fc.property(situation, price, ({ account, now }, tftPerUsd) => {
        const { discountFallsAt, pausesAt, exhaustsAt } = forecastOf(account, now, tftPerUsd);
        const at = (second: bigint) => inSecond(account, now, second, tftPerUsd);
        const { status, level } = at(now.timestamp);
        if (discountFallsAt !== undefined) {
          expect(at(discountFallsAt).level).to.be.below(level);
          expect(at(discountFallsAt - 1n).level).to.equal(level);
        }
        if (pausesAt !== undefined) {
          expect(at(pausesAt).status).not.to.equal("active");
          if (status === "active") expect(at(pausesAt - 1n).status).to.equal("active");
        }
        if (exhaustsAt !== undefined) {
          expect(at(exhaustsAt).status).to.equal("exhausted");
          if (status !== "exhausted") expect(at(exhaustsAt - 1n).status).not.to.equal("exhausted");
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("has no date for what will not happen, and the present for what has", () => {
    fc.assert(
      fc.property(situation, price, ({ account, now }, tftPerUsd) => {
        const { discountFallsAt, pausesAt, exhaustsAt } = forecastOf(account, now, tftPerUsd);
        const { status, level } = positionAt(account, now.index);
        const { discountableUsdPerSecond, plainUsdPerSecond } = account.rates;
        const accrues = discountableUsdPerSecond + plainUsdPerSecond > 0n;
        expect(discountFallsAt !== undefined).to.equal(accrues && level > 0);
        expect(exhaustsAt !== undefined).to.equal(accrues);
        expect(pausesAt !== undefined).to.equal(accrues || status === "paused");
        expect(pausesAt === now.timestamp).to.equal(status !== "active");
        expect(exhaustsAt === now.timestamp).to.equal(status === "exhausted");
      }),
    );
  });
});

describe("depositToLast", () => {
  it("is what is missing at list price, with the reserve", () => {
    const account = coveringDays(10n, 1n);
    const more = coveringDays(16n, 1n).balance - coveringDays(4n, 10n).balance - account.balance;
    const deposit = depositToLast(account, QUOTE, QUOTE.timestamp + 10n * DAY);
    expect(deposit).to.equal(more / BALANCE_PER_UNIT + 1n);
    expect(depositToLast(account, QUOTE, QUOTE.timestamp + 4n * DAY)).to.equal(0n);
  });

  it("is enough, and one unit less is not", () => {
    fc.assert(
      fc.property(situation, upTo(1500n * DAY), ({ account, now }, seconds) => {
        const until = now.timestamp + seconds;
        const deposit = depositToLast(account, now, until);
        const lasts = (units: bigint) => {
          const { books } = writeAndFollow(account, now, ({ balance, rates }) => ({
            balance: balance + units * BALANCE_PER_UNIT,
            rates,
          }));
          return inSecond({ ...books, referenceTftPerUsd: now.averageTftPerUsd }, now, until).status === "active";
        };
        expect(lasts(deposit)).to.equal(true);
        if (deposit > 0n) expect(lasts(deposit - 1n)).to.equal(false);
      }),
      { numRuns: 300 },
    );
  });
});
