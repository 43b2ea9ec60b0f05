import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import { LEVELS, positionAt, stretchesOf, thresholdOf } from "../../sdk/rules/account.ts";
import type { AccountBooks } from "../../sdk/rules/account.ts";
import { owedBetween } from "../../sdk/rules/stream.ts";
import { AccrualHarness__factory } from "../../typechain-types/factories/test/contracts/AccrualHarness__factory.ts";
import type { AccountBooksStruct, AccrualHarness } from "../../typechain-types/test/contracts/AccrualHarness.ts";
import { anyRates, books, later, upTo } from "../helpers/account-cases.ts";
import { sample } from "../helpers/random.ts";
import { plain } from "../helpers/struct.ts";

const { ethers, networkHelpers } = await hre.network.create();

const CASES = 400;
const CASES_PER_CALL = 200;

interface Case {
  readonly account: AccountBooks;
  readonly index: bigint;
}

async function fixture() {
  const [deployer] = await ethers.getSigners();
  return { harness: await new AccrualHarness__factory(deployer!).deploy() };
}

/** The index at each border between two levels, and one step before and after. */
function borders(account: AccountBooks): Case[] {
  let index = account.index;
  return stretchesOf(account).flatMap(({ steps }) => {
    index += steps;
    const around = [index - 1n, index, index + 1n];
    return around.filter((each) => each >= account.index).map((each) => ({ account, index: each }));
  });
}

async function standingsAt(harness: AccrualHarness, cases: readonly Case[]) {
  const standings = [];
  for (let at = 0; at < cases.length; at += CASES_PER_CALL) {
    const part = cases.slice(at, at + CASES_PER_CALL);
    const accounts = part.map(({ account }) => toStruct(account));
    const indexes = part.map(({ index }) => index);
    standings.push(...(await harness.standingsAt(accounts, indexes)));
  }
  return standings;
}

function toStruct({ charged, epoch, rates, ...books }: AccountBooks): AccountBooksStruct {
  return {
    ...books,
    charged: { ...charged, epoch },
    rates: {
      discountable: rates.discountableUsdPerSecond,
      plain: rates.plainUsdPerSecond,
      pendingDiscountable: rates.pendingDiscountableUsdPerSecond,
      pendingPlain: rates.pendingPlainUsdPerSecond,
    },
  };
}

/** What the library says, in the contract's words. */
function byLibrary(account: AccountBooks, asked: bigint) {
  const { grains, index, charged, status, level } = positionAt(account, asked);
  const isActive = status === "active";
  return {
    position: { grains, index, ...charged, isActive, isExhausted: status === "exhausted" },
    levels: isActive ? BigInt(level + 1) : 0n,
  };
}

describe("Accrual", () => {
  describe("charging an account, equal to the last grain", () => {
    for (const [when, cases] of [
      ["at random moments", sample(later, CASES)],
      ["around every change of its level", sample(books, CASES / 10).flatMap(borders)],
    ] as const) {
      it(`gives what the library gives ${when}`, async () => {
        const { harness } = await networkHelpers.loadFixture(fixture);

        const actual = await standingsAt(harness, cases);

        for (const [i, { account, index }] of cases.entries())
          expect(plain(actual[i]), String(i)).to.deep.equal(byLibrary(account, index));
        const seen = new Set(
          cases.map(({ account, index }) => positionAt(account, index)).map((at) => at.status + at.level),
        );
        expect(seen, "every status and level occurs").to.have.length(LEVELS.length + 2);
      });
    }
  });

  it("gives the library's thresholds", async () => {
    const { harness } = await networkHelpers.loadFixture(fixture);
    const accounts = sample(books, CASES);

    const actual = await harness.thresholdsOf(accounts.map(toStruct));

    for (const [i, account] of accounts.entries())
      expect([...actual[i]!]).to.deep.equal(LEVELS.map((level) => thresholdOf(account, level)));
  });

  it("owes streams what the library says", async () => {
    const { harness } = await networkHelpers.loadFixture(fixture);
    const growth = fc.record({ discountable: upTo(2n ** 104n - 1n), plain: upTo(2n ** 104n - 1n) });
    const cases = sample(fc.record({ rates: anyRates, growth }), CASES);

    const actual = await harness.owed(
      cases.map(({ rates: of, growth: by }) => ({
        discountableRate: of.discountableUsdPerSecond,
        plainRate: of.plainUsdPerSecond,
        discountableGrowth: by.discountable,
        plainGrowth: by.plain,
      })),
    );

    const start = { discountable: 0n, plain: 0n };
    for (const [i, each] of cases.entries())
      expect(plain(actual[i])).to.deep.equal(owedBetween(each.rates, start, each.growth));
  });
});
