import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { cloudUnits } from "../../sdk/rules/cloud-units.ts";
import { REPLAY_DIY_UNTIL_72 } from "../../sdk/rules/farming-policy.ts";
import { REAL_GRID_SCHEDULE, periodAt } from "../../sdk/rules/minting-period.ts";
import { farmingReward } from "../../sdk/rules/reward.ts";
import { integerOf, integersIn, readPage, section, tablesIn } from "./markdown.ts";

const page = readPage("bounds.md");

const GIB = 2n ** 30n;
const MICRO = 10n ** 6n;
const MAX_U16 = 2 ** 16 - 1;
const MAX_U24 = 2 ** 24 - 1;
const MAX_U32 = 2 ** 32 - 1;
const MAX_U48 = 2 ** 48 - 1;
const MAX_U64 = 2n ** 64n - 1n;

/** `name width` of every number that a contract stores or emits. */
function widthsInSource(): Set<string> {
  const source = globSync("contracts/**/*.sol")
    .map((file) => readFileSync(file, "utf8").replace(/\/\/.*$/gm, ""))
    .join("\n");
  const declarations = [
    ...source.matchAll(/\bstruct \w+ \{[^}]*\}/g),
    ...source.matchAll(/\bevent \w+\([^)]*\)/g),
    ...source.matchAll(/^ {4}(?:mapping\(|u?int\d+ (?:public|private|internal)(?! constant)).*;$/gm),
  ].map(([text]) => text);
  const named = /\b(u?int\d+) (?:(?:indexed|public|private|internal|immutable|override) )*(\w+)/g;
  return new Set(
    declarations.flatMap((text) => [...text.matchAll(named)].map(([, width, name]) => `${name} ${width}`)),
  );
}

/** The same as the first table lists it. Rows of several widths name one for each field. */
function widthsOnPage(): Set<string> {
  const { rows } = tablesIn(section(page, "Widths"))[0]!;
  return new Set(
    rows.flatMap(([, fields = "", cell = ""]) => {
      const widths = cell.split(", ");
      const names = [...fields.matchAll(/`(\w+)`/g)].map(([, name]) => name);
      return names.map((name, index) => `${name} ${widths[widths.length === 1 ? 0 : index]}`);
    }),
  );
}

/** What the third table gives as the greatest value, and the power of two below which it says that this is. */
function greatest(name: string): { value: bigint; below: bigint } {
  const row = tablesIn(section(page, "Unchecked blocks"))[0]!.rows.find(([, value]) => value === name)!;
  return { value: integerOf(row[2]!), below: 2n ** BigInt(row[3]!.replace("2^", "")) };
}

function expectGreatest(name: string, value: bigint): void {
  const stated = greatest(name);
  expect(stated.value, name).to.equal(value);
  expect(value < stated.below && value * 2n >= stated.below, `${name}: the power of two`).to.be.true;
}

describe("docs/bounds.md", () => {
  it("lists every width that the contracts store or emit, and no other", () => {
    const [inSource, onPage] = [widthsInSource(), widthsOnPage()];
    expect([...inSource].filter((width) => !onPage.has(width))).to.deep.equal([]);
    expect([...onPage].filter((width) => !inSource.has(width))).to.deep.equal([]);
  });

  it("gives the greatest values in unchecked blocks", () => {
    const capacity = { cru: MAX_U32, mruBytes: MAX_U64, sruBytes: MAX_U64, hruBytes: MAX_U64 };
    const units = cloudUnits(capacity, MAX_U64);
    expectGreatest("cores · 2 · 2^30 · 10^6", BigInt(MAX_U32) * 2n * GIB * MICRO);
    expectGreatest("memory or SSD · 10^6", MAX_U64 * MICRO);
    expectGreatest("CU, micro (the SSD limits)", units.cuMicro);
    expectGreatest("sum before GiB", (MAX_U64 * MICRO) / 1200n + (MAX_U64 * MICRO) / 250n);
    expectGreatest("SU, micro", units.suMicro);
    expectGreatest("NU, micro", units.nuMicro);

    const rate = BigInt(MAX_U32);
    const microMusd = (units.cuMicro + units.suMicro + units.nuMicro) * rate;
    const ipProduct = BigInt(MAX_U48) * rate;
    const base = microMusd / MICRO + ipProduct / 3600n;
    expectGreatest("micro-mUSD", microMusd);
    expectGreatest("IP-seconds · rate", ipProduct);
    expectGreatest("base, mUSD", base);
    expectGreatest("base · (10^4 + bonus)", base * (10n ** 4n + BigInt(MAX_U16)));

    const rates = { cuMusd: MAX_U32, suMusd: MAX_U32, nuMusd: MAX_U32, ipv4Musd: MAX_U32, certifiedBonusBps: MAX_U16 };
    const { fullMusd, rewardTftUnits } = farmingReward({
      capacity,
      nruBytes: MAX_U64,
      ipSeconds: MAX_U48,
      uptimeSeconds: MAX_U32,
      violation: "none",
      certified: true,
      virtualized: false,
      verified: true,
      connectionPriceMusd: 1,
      policy: { ...REPLAY_DIY_UNTIL_72, ...rates },
      periodLengthSeconds: MAX_U24,
    });
    expectGreatest("full reward, mUSD", fullMusd);
    expectGreatest("full reward, TFT units", rewardTftUnits);
    expectGreatest("TFT units · 1000", rewardTftUnits * 1000n);
  });

  it("says when the ranges end", () => {
    const ends = integersIn(section(page, "Ends of the ranges"));
    const secondsPerYear = 31_556_952;
    const years = (seconds: number) => BigInt(Math.floor(seconds / secondsPerYear));
    const lastMoment = 2 ** 40 - 1;

    expect(ends).to.include.members([
      BigInt(MAX_U16),
      BigInt(MAX_U24),
      BigInt(MAX_U24 - 1),
      BigInt(MAX_U32),
      BigInt(periodAt(REAL_GRID_SCHEDULE, lastMoment)),
      years(MAX_U24 * 3600),
      BigInt(Math.floor(MAX_U24 / 86_400)),
      years(2 ** 40 / 4),
      years(2 ** 16 * 3 * 86_400),
      years(2 ** 96 / 1e16),
      BigInt(MAX_U16) * BigInt(MAX_U24),
    ]);
    expect(section(page, "Ends of the ranges")).to.contain("February 36812");
    // No calendar of the machine reaches so far: the same second of the year, some cycles of 400 years before.
    const cycles = 86;
    const earlier = new Date((lastMoment - cycles * 400 * secondsPerYear) * 1000);
    expect(earlier.getUTCFullYear() + cycles * 400).to.equal(36_812);
    expect(earlier.getUTCMonth()).to.equal(1);
  });
});
