import { readFileSync } from "node:fs";
import { expect } from "chai";
import { pricingSettings } from "../../sdk/deployment/settings.ts";
import { forecastOf } from "../../sdk/rules/account-forecast.ts";
import { GRAINS_PER_UNIT, LEVELS, positionAt, reserveOf } from "../../sdk/rules/account.ts";
import { billedUnitsUp } from "../../sdk/rules/billed-units.ts";
import { GIB } from "../../sdk/rules/cloud-units.ts";
import { tftPerUsdOf } from "../../sdk/rules/price.ts";
import { GENESIS_PRICING } from "../../sdk/rules/pricing.ts";
import { newBooks, reserveUnitsUp, unitsUp, wantedRatesUp } from "../../sdk/rules/quote.ts";
import { trafficCostUp, trafficUnitsDown } from "../../sdk/rules/rates.ts";
import { owedBetween, poolShares, settlementShares } from "../../sdk/rules/stream.ts";
import { integerOf, integersIn, readPage, section, tablesIn } from "./markdown.ts";

const DAY = 86_400n;
const MONTH = 30n * DAY;
const DEPOSIT = 2000n * 10n ** 7n;

const page = section(readPage("economics.md"), "A month of a tenant");

/** The result of a step of the worked example. */
function step(name: string): bigint {
  return integerOf(tablesIn(page)[0]!.rows.find(([first]) => first === name)![2]!);
}

const capacity = { cru: 4, mruBytes: 16n * GIB, sruBytes: 100n * GIB, hruBytes: 0n };
const rates = wantedRatesUp({ capacity, ipv4Count: 1, isDedicated: false, isCertified: false }, GENESIS_PRICING);
const rate = rates.discountableUsdPerSecond;
const tftPerUsd = tftPerUsdOf(8n * 10n ** 16n);
const start = { index: 0n, tftPerUsd, averageTftPerUsd: tftPerUsd, timestamp: 0n };
const books = newBooks(rates, start, DEPOSIT);
const growth = tftPerUsd * MONTH;
const { charged, level } = positionAt(books, growth);
const owed = owedBetween(rates, books.charged, charged);
const served = { servedSeconds: MONTH - 2n * DAY, lengthSeconds: MONTH };
const shares = settlementShares(owed, served, { farmerBps: GENESIS_PRICING.farmerBps, providerBps: 1000 });

describe("docs/economics.md: billing", () => {
  it("quotes the rate by the rules of the library", () => {
    expect(billedUnitsUp(capacity)).to.deep.equal({ cuMicro: step("CU, micro"), suMicro: step("SU, micro") });
    expect(GENESIS_PRICING).to.include({
      cuUsdPerSecond: step("a CU, 10^-18 USD/s"),
      suUsdPerSecond: step("an SU, 10^-18 USD/s"),
      ipv4UsdPerSecond: step("an address, 10^-18 USD/s"),
    });
    expect(step("rate, 10^-18 USD/s")).to.equal(rate);
    expect(step("price, 10^-12 TFT/USD")).to.equal(tftPerUsd);
  });

  it("holds, reserves and covers what the rules say", () => {
    const above = DEPOSIT * GRAINS_PER_UNIT - reserveOf(books.rates, tftPerUsd);
    expect(step("held for an hour, units")).to.equal(unitsUp(rate, 3600n, start));
    expect(step("reserve, units")).to.equal(reserveUnitsUp(rates, start));
    expect(step("days covered")).to.equal(above / (10n * rate * tftPerUsd * DAY));
    expect(LEVELS[level]).to.deep.equal({ step: { discountable: 7n, plain: 10n }, coverageDays: 90n });
  });

  it("charges and shares out to the unit", () => {
    expect(step("growth of the index")).to.equal(growth);
    expect(step("charged, units")).to.equal(owed.units);
    expect(step("served, units")).to.equal(owed.units - shares.refunded);
    const { farmer, provider, pool, refunded } = shares;
    expect([step("farm, units"), step("provider, units"), step("pool, units"), step("refunded, units")]).to.deep.equal([
      farmer,
      provider,
      pool,
      refunded,
    ]);
    const { foundation, stakers } = poolShares(shares, { foundationBps: 4000, stakersBps: 1000 });
    expect([step("foundation, units"), step("stakers, units")]).to.deep.equal([foundation, stakers]);
    expect(page)
      .to.contain(`${Number(owed.units) / 1e7} TFT`)
      .and.contain(`${Number(refunded) / 1e7} TFT`);
  });

  it("says when the discount falls, and when the workload pauses and is exhausted", () => {
    const { discountFallsAt, pausesAt, exhaustsAt } = forecastOf(books, start, tftPerUsd);
    const atHalf = forecastOf(books, start, 2n * tftPerUsd);
    expect(integersIn(page)).to.include.members([discountFallsAt, pausesAt, exhaustsAt, atHalf.pausesAt]);
  });

  it("says what traffic costs", () => {
    const usd = trafficCostUp(40n * 10n ** 9n, GENESIS_PRICING);
    expect(page).to.contain(`${Number(usd) / 1e18} USD`);
    expect(integersIn(page)).to.include(trafficUnitsDown(40n * 10n ** 9n, GENESIS_PRICING, start));
  });

  it("takes prices and split of the parameter files", () => {
    const file = new URL("../../ignition/parameters/replay.json", import.meta.url);
    const { pricing } = JSON.parse(readFileSync(file, "utf8")) as { pricing: { versions: unknown[] } };
    const { prices, split } = pricingSettings.parse(pricing.versions[0]);
    const hourly = [prices.cuUsdPerHour, prices.suUsdPerHour, prices.ipv4UsdPerHour].map((usd) => Number(usd) / 1e18);
    for (const usd of hourly) expect(page).to.contain(`${usd}`);
    expect(split).to.include({ farmBps: 5000, foundationBps: 4000, stakersBps: 1000 });
  });
});
