import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { declareDev } from "../../scripts/cli/commands/dev.ts";
import { runTfgrid } from "../../scripts/cli/run.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);
const REWARDS = fileURLToPath(new URL("minting-reward-vectors.json", FIXTURES));
const UPTIME = fileURLToPath(new URL("minting-uptime-vectors.json", FIXTURES));

interface RewardCase {
  readonly id: string;
  readonly expected: Readonly<Record<string, string>>;
}

async function answerOf(command: string): Promise<unknown> {
  const out: string[] = [];
  const io = { out: (text: string) => void out.push(text), err: () => undefined, env: {}, folder: process.cwd() };
  expect(await runTfgrid([...command.split(" "), "--json"], [declareDev], io)).to.equal(0);
  return JSON.parse(out.join(""));
}

function readCases(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

describe("tfgrid dev conformance", function () {
  this.timeout(60_000);
  const expected = (readCases(REWARDS) as RewardCase[]).map(({ id, expected: values }) => ({ id, ...values }));

  it("computes the original's rewards with the library", async () => {
    expect(await answerOf(`dev conformance rewards --input ${REWARDS}`)).to.deep.equal(expected);
  });

  it("computes the original's rewards with the contracts", async () => {
    expect(await answerOf(`dev conformance rewards --via contract --input ${REWARDS}`)).to.deep.equal(expected);
  });

  it("judges uptime as the original did", async () => {
    const cases = readCases(UPTIME) as { id: string; uptimeSeconds: number; violation: string; failedBoots: number }[];
    expect(await answerOf(`dev conformance uptime --input ${UPTIME}`)).to.deep.equal(
      cases.map(({ id, uptimeSeconds, violation, failedBoots }) => ({ id, uptimeSeconds, violation, failedBoots })),
    );
  });
});
