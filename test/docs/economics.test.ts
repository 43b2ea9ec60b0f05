import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Capacity } from "../../sdk/rules/capacity.ts";
import * as policies from "../../sdk/rules/farming-policy.ts";
import type { FarmingPolicy } from "../../sdk/rules/farming-policy.ts";
import { REAL_GRID_SCHEDULE } from "../../sdk/rules/minting-period.ts";
import { effectiveCapacity, farmingReward } from "../../sdk/rules/reward.ts";
import type { RewardBreakdown, RewardInput } from "../../sdk/rules/reward.ts";
import { integerOf, integersIn, readPage, section, tablesIn } from "./markdown.ts";

const GIB = 2n ** 30n;
const MICRO = 10n ** 6n;
const PRICE_MUSD = 80;

const page = readPage("economics.md");
const paidSection = section(page, "One that was paid");
const zeroSection = section(page, "One that was not");

interface Receipt {
  readonly id: string;
  readonly node: number;
  readonly farm: number;
  readonly period: number;
  readonly certification: string;
  readonly cru: number;
  readonly mru: number;
  readonly sru: number;
  readonly hru: number;
  readonly cuMicro: number;
  readonly suMicro: number;
  readonly uptime: number;
  readonly rewardMusd: number;
  readonly rewardUnits: number;
}

/** The receipt whose number a section names. */
function receiptIn(text: string): Receipt {
  const { receipts } = readJson("../fixtures/real-grid/receipts.json") as { receipts: Receipt[] };
  const id = /[0-9a-f]{64}/.exec(text)?.[0];
  return receipts.find((receipt) => receipt.id === id)!;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
}

interface Parameters {
  readonly token: { readonly supplyCapUnits: string };
  readonly minting: { readonly capacityUnits: string; readonly refillPerSecondUnits: string };
}

function parametersOf(name: string): Parameters {
  return readJson(`../../ignition/parameters/${name}.json`) as Parameters;
}

/** The results of a worked example by the names of their steps. */
function resultsIn(text: string): (step: string) => bigint {
  const rows = tablesIn(text).flatMap(({ rows }) => rows);
  return (step) => integerOf(rows.find(([name]) => name === step)!.at(-1)!);
}

function inputsOf(column: "Terms" | "Leaf"): (name: string) => bigint {
  const { head, rows } = tablesIn(paidSection)[0]!;
  return (name) => integerOf(rows.find(([first]) => first === name)![head.indexOf(column)]!);
}

function capacityOf(value: (name: string) => bigint): Capacity {
  return {
    cru: Number(value("cores")),
    mruBytes: value("memory, bytes"),
    sruBytes: value("SSD, bytes"),
    hruBytes: value("HDD, bytes"),
  };
}

function reward(changes: Partial<RewardInput>): RewardBreakdown {
  return farmingReward({
    capacity: terms,
    nruBytes: 0n,
    ipSeconds: 0,
    uptimeSeconds: REAL_GRID_SCHEDULE.lengthSeconds,
    violation: "none",
    certified: false,
    virtualized: false,
    verified: true,
    connectionPriceMusd: PRICE_MUSD,
    policy: policies.REPLAY_DIY_FROM_73,
    periodLengthSeconds: REAL_GRID_SCHEDULE.lengthSeconds,
    ...changes,
  });
}

const terms = capacityOf(inputsOf("Terms"));
const leaf = inputsOf("Leaf");

describe("docs/economics.md", () => {
  it("shows a real receipt that was paid", () => {
    const receipt = receiptIn(paidSection);
    const step = resultsIn(paidSection);
    const { cru, mruBytes, sruBytes, hruBytes } = capacityOf(leaf);

    expect(paidSection)
      .to.contain(`Node ${receipt.node} of farm ${receipt.farm}`)
      .and.contain(`period ${receipt.period}`);
    expect([cru, Number(mruBytes), Number(sruBytes), Number(hruBytes)]).to.deep.equal([
      receipt.cru,
      receipt.mru,
      receipt.sru,
      receipt.hru,
    ]);
    expect(leaf("uptime, seconds")).to.equal(BigInt(receipt.uptime));
    expect(step("CU, micro")).to.equal(BigInt(receipt.cuMicro));
    expect(step("SU, micro")).to.equal(BigInt(receipt.suMicro));
    expect(step("reward, mUSD")).to.equal(BigInt(receipt.rewardMusd));
    expect(step("reward, TFT units")).to.equal(BigInt(receipt.rewardUnits));
  });

  it("computes it by the rules of the library", () => {
    const step = resultsIn(paidSection);
    const capacity = effectiveCapacity(capacityOf(leaf), terms);
    const ipSeconds = Number(leaf("IP-seconds"));
    const uptimeSeconds = Number(leaf("uptime, seconds"));
    const result = reward({ capacity, nruBytes: leaf("traffic, bytes"), ipSeconds, uptimeSeconds });

    expect(step("memory that counts")).to.equal(capacity.mruBytes);
    expect(result).to.include({
      cuMicro: step("CU, micro"),
      suMicro: step("SU, micro"),
      fullMusd: step("full reward, mUSD"),
      uptimePermille: Number(step("uptime, per mille")),
      rewardMusd: step("reward, mUSD"),
      rewardTftUnits: step("reward, TFT units"),
      outcome: "paid",
    });
    expect(reward({ capacity }).rewardTftUnits).to.equal(step("full reward, TFT units"));
  });

  it("names every intermediate number rightly", () => {
    const step = resultsIn(paidSection);
    const { cru, mruBytes, sruBytes, hruBytes } = capacityOf(leaf);
    const byMemory = ((mruBytes - GIB) * MICRO) / 4n;
    const [byHdd, bySsd] = [(hruBytes * MICRO) / 1200n, (sruBytes * MICRO) / 250n];
    const { cuMusd, suMusd } = policies.REPLAY_DIY_FROM_73;

    expect(step("most memory that counts")).to.equal((terms.mruBytes * 101n) / 100n);
    expect(step("CU by cores, micro")).to.equal(BigInt(cru) * 2n * MICRO);
    expect(step("CU by memory, before GiB")).to.equal(byMemory);
    expect(step("CU by memory, micro")).to.equal(byMemory / GIB);
    expect(step("CU by SSD, micro")).to.equal((sruBytes * MICRO) / 50n / GIB);
    expect(step("SU by HDD, before GiB")).to.equal(byHdd);
    expect(step("SU by SSD, before GiB")).to.equal(bySsd);
    expect(step("SU, micro")).to.equal((byHdd + bySsd) / GIB);
    const microMusd = step("CU, micro") * BigInt(cuMusd) + step("SU, micro") * BigInt(suMusd);
    expect(step("micro-mUSD")).to.equal(microMusd);
    expect(step("full reward, mUSD")).to.equal(microMusd / MICRO);

    const converted = (step("reward, mUSD") * 10n ** 7n) / BigInt(PRICE_MUSD);
    expect(integersIn(paidSection)).to.include(converted);
    expect(paidSection).to.contain(`${Number(step("reward, TFT units")) / 1e7} TFT`);
  });

  it("shows a real receipt of zero, and why", () => {
    const receipt = receiptIn(zeroSection);
    const step = resultsIn(zeroSection);
    const measured = { ...terms, mruBytes: BigInt(receipt.mru) };
    const uptimeSeconds = Number(step("uptime, seconds"));
    const result = reward({ capacity: effectiveCapacity(measured, terms), uptimeSeconds });

    expect(zeroSection).to.contain(`period ${receipt.period}`);
    expect(integersIn(zeroSection)).to.include(BigInt(receipt.mru));
    expect(receipt.node).to.equal(receiptIn(paidSection).node);
    expect(BigInt(receipt.rewardUnits)).to.equal(step("reward, TFT units"));
    expect(uptimeSeconds).to.equal(receipt.uptime);
    expect(result).to.include({
      cuMicro: step("CU, micro"),
      fullMusd: step("full reward, mUSD"),
      uptimePermille: Number(step("uptime, per mille")),
      rewardTftUnits: 0n,
    });
    expect(zeroSection).to.contain(`\`${result.outcome}\``);
  });

  it("lists the presets as they are", () => {
    const listed = tablesIn(section(page, "Policies"))[0]!.rows.map(([name = "", ...cells]) => [name, cells] as const);
    expect(listed.map(([name]) => name.toUpperCase().replaceAll(" ", "_"))).to.have.members(Object.keys(policies));

    for (const [name, cells] of listed) {
      const preset: FarmingPolicy = policies[name.toUpperCase().replaceAll(" ", "_") as keyof typeof policies];
      const { uptimeRule, requiresVerification, ceilingCu, ceilingSu, ...rates } = preset;
      const numbers = cells.filter((_, column) => column !== 7).map((cell) => Number(integerOf(cell)));
      expect(uptimeRule).to.equal("linear");
      expect(cells[7]).to.equal(requiresVerification ? "yes" : "no");
      expect(numbers, name).to.deep.equal([
        rates.cuMusd,
        rates.suMusd,
        rates.nuMusd,
        rates.ipv4Musd,
        rates.minimumUptimeDiyPermille,
        rates.minimumUptimeCertifiedPermille,
        rates.certifiedBonusBps,
        ceilingCu,
        ceilingSu,
      ]);
    }
  });

  it("says at which second a threshold begins", () => {
    const text = section(page, "Policies");
    for (const [permille, seconds] of [
      [950, 2_499_336],
      [980, 2_578_263],
    ] as const) {
      expect(integersIn(text)).to.include.members([BigInt(permille), BigInt(seconds)]);
      expect(reward({ uptimeSeconds: seconds }).uptimePermille).to.equal(permille);
      expect(reward({ uptimeSeconds: seconds - 1 }).uptimePermille).to.equal(permille - 1);
    }
  });

  it("says what a node at the ceilings earns", () => {
    const most = 2n ** 64n - 1n;
    const capacity = { cru: 2 ** 32 - 1, mruBytes: most, sruBytes: most, hruBytes: most };
    const earned = (policy: FarmingPolicy, certified: boolean) => reward({ capacity, policy, certified });
    const ofDiy = earned(policies.LIVE_DIY, false);
    const ofCertified = earned(policies.LIVE_CERTIFIED, true);

    expect(earned(policies.LIVE_DIY, true).rewardTftUnits).to.equal(ofCertified.rewardTftUnits);
    for (const { rewardMusd, rewardTftUnits } of [ofDiy, ofCertified]) {
      expect(integersIn(section(page, "Ceilings"))).to.include.members([rewardMusd, rewardTftUnits / 10n ** 7n]);
    }
  });

  it("says what another connection price pays", () => {
    const at100 = reward({ connectionPriceMusd: 100 }).rewardTftUnits;
    expect(section(page, "Connection price")).to.contain("a price\nof 100 pays the node above 80 %");
    expect(at100 * 100n).to.equal(reward({}).rewardTftUnits * 80n);
  });

  it("says what can be minted", () => {
    const { rows } = tablesIn(section(page, "Supply cap, allowance, owed"))[0]!;
    for (const [name, ...cells] of rows) {
      const { token, minting } = parametersOf(name!);
      const [capacity, refill, perPeriod] = cells.map(integerOf);
      expect(integersIn(section(page, "Supply cap, allowance, owed"))).to.include(BigInt(token.supplyCapUnits));
      expect(capacity).to.equal(BigInt(minting.capacityUnits));
      expect(refill).to.equal(BigInt(minting.refillPerSecondUnits));
      expect(perPeriod).to.equal((refill! * BigInt(REAL_GRID_SCHEDULE.lengthSeconds)) / 10n ** 7n);
    }
  });

  it("says what is owed then", () => {
    const step = resultsIn(section(page, "Supply cap, allowance, owed"));
    const refill = BigInt(parametersOf("local").minting.refillPerSecondUnits);
    const owed = resultsIn(paidSection)("reward, TFT units") - step("minted at once, units");

    expect(step("owed, units")).to.equal(owed);
    expect(step("seconds until the refill covers it, if nobody else claims")).to.equal((owed + refill - 1n) / refill);
  });
});
