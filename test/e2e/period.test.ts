import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { attest } from "./attest.ts";
import { expectRefusal } from "./expect-refusal.ts";
import { PERIOD, startPeriodChain } from "./period-chain.ts";
import type { PeriodChain } from "./period-chain.ts";

// One month from its end to its second batch; each step needs the one before.
describe("tfgrid period", function () {
  this.timeout(120_000);
  let chain: PeriodChain;
  const tfgrid = (command: string) => chain.tfgrid(command);
  const inFolder = (name: string) => path.join(chain.folder, name);

  before(async () => {
    chain = await startPeriodChain();
    chain.writeMeasured("measured.json", chain.measurements);
  });

  after(() => chain.close());

  it("makes a proposal while the period still runs, but does not submit it before nodes had time to report", async () => {
    expectRefusal(
      await attest(tfgrid, "measured.json", "early"),
      `Measurements of period ${PERIOD} can be proposed from 2023-05-`,
    );
  });

  it("shows what is expected before anything is proposed", async () => {
    await chain.travelTo(Number(await chain.grid.Measurements.proposableAt(PERIOD)));
    const { out } = await tfgrid("period status");
    expect(out).to.match(/expected to be claimable from 2023-05-\d\dT\d\d:\d\d:\d\dZ on/);
  });

  it("refuses measurements under terms that do not hold", async () => {
    const [first, ...others] = chain.measurements;
    chain.writeMeasured("wrong.json", [{ ...first!, termsIndex: 7 }, ...others]);
    expectRefusal(
      await tfgrid("period propose --measurements wrong.json --out wrong-proposal.json"),
      `Node 1: its terms 7 do not cover period ${PERIOD}.`,
    );
  });

  it("refuses a damaged file of measurements and names it", async () => {
    writeFileSync(inFolder("damaged.json"), readFileSync(inFolder("measured.json"), "utf8").slice(0, 200));
    expectRefusal(
      await tfgrid("period propose --measurements damaged.json --out never.json"),
      "damaged.json: This is not a file of measurements: no JSON",
    );
    expectRefusal(
      await tfgrid("period propose --measurements missing.json --out never.json"),
      "The file missing.json cannot be read.",
    );
  });

  it("signs for attestors only, and only what they measured themselves", async () => {
    await tfgrid("period propose --measurements measured.json --out proposal.json");
    expectRefusal(
      await tfgrid("period sign --proposal proposal.json --out never.json --account 12"),
      /0x\w{40} is not one of the attestors of set 1\./,
    );
    chain.writeMeasured("own.json", [{ ...chain.measurements[0]!, uptimeSeconds: 1 }, ...chain.measurements.slice(1)]);
    expectRefusal(
      await tfgrid("period sign --proposal proposal.json --measurements own.json --out never.json --account 4"),
      `The proposal for period ${PERIOD} states other measurements than yours; it was not signed.`,
    );
    for (const account of [4, 5, 6]) {
      const own = "--measurements measured.json";
      const { code } = await tfgrid(
        `period sign --proposal proposal.json ${own} --out sign-${account}.json --account ${account}`,
      );
      expect(code).to.equal(0);
    }
  });

  it("refuses to submit with too few signatures, a foreign one, or one over something else", async () => {
    const submit = (signatures: string) =>
      tfgrid(`period submit --proposal proposal.json --signatures ${signatures} --account 0`);
    expectRefusal(await submit("sign-4.json sign-5.json"), "2 of the 3 needed attestors have signed.");

    const foreign = readFileSync(inFolder("sign-4.json"), "utf8").replace(
      /"member": "0x\w{40}"/,
      `"member": "0x${"1".repeat(40)}"`,
    );
    writeFileSync(inFolder("foreign.json"), foreign);
    expectRefusal(await submit("sign-5.json foreign.json sign-6.json"), "is not one of the attestors of set 1.");

    const other = readFileSync(inFolder("sign-4.json"), "utf8").replace('"count": 9', '"count": 8');
    writeFileSync(inFolder("other.json"), other);
    expectRefusal(
      await submit("sign-5.json other.json sign-6.json"),
      "signed another proposal: its count is 8, not 9.",
    );
    expectRefusal(await submit("proposal.json"), "proposal.json: This is not a signature");
  });

  it("shows what would be sent without a key", async () => {
    const signatures = "--signatures sign-4.json sign-5.json sign-6.json";
    const { code, out } = await tfgrid(`period submit --proposal proposal.json ${signatures} --unsigned --json`);
    expect(code).to.equal(0);
    const calls = JSON.parse(out) as { function: string }[];
    expect(calls.map((call) => call.function)).to.deep.equal(["propose", "publish"]);
  });

  it("submits with signatures in any order, and has nothing to do a second time", async () => {
    const command =
      "period submit --proposal proposal.json --signatures sign-6.json sign-4.json sign-5.json --account 0";
    const first = await tfgrid(command);
    expect(first.out).to.match(
      /^The 9 leaves of period 60, batch 0, are on chain\. Its rewards can be claimed from 2023-/,
    );
    const second = await tfgrid(command);
    expect([second.code, second.out]).to.satisfy(([code, out]: [number, string]) => {
      return code === 0 && out.includes("were on chain before: nothing was sent");
    });
  });

  it("shows the review and who signed", async () => {
    const { out } = await tfgrid("period status --json");
    const status = JSON.parse(out) as { claimable: string; batches: { state: string; signers: string[] }[] };
    expect(status.claimable).to.match(/^claimable from 2023-05-.* on, unless the guardian rejects$/);
    expect(status.batches[0]!.state).to.equal("reviewing");
    expect(status.batches[0]!.signers).to.have.length(3);
  });

  it("lets nobody but the guardian reject", async () => {
    const refused = await tfgrid(`period reject --period ${PERIOD} --account 12`);
    expect(refused.code).to.equal(1);
    const { out } = await tfgrid(`period reject --period ${PERIOD} --account 2`);
    expect(out).to.include(`Batch 0 of period ${PERIOD} is rejected, for the first time.`);
  });

  it("refuses the rejected proposal, and takes the next attempt until it is final", async () => {
    const old = "period submit --proposal proposal.json --signatures sign-6.json sign-4.json sign-5.json --account 0";
    expectRefusal(await tfgrid(old), /for attempt 0; attempt 1 is awaited/);

    expect((await attest(tfgrid, "measured.json", "second")).code).to.equal(0);
    await chain.travelTo(Number(await chain.grid.Measurements.finalAtOf(PERIOD, 0)));
    expect((await tfgrid("period status")).out).to.match(/claimable since 2023-05-/);
  });

  it("lets the measurement admin overrule only what was rejected twice", async () => {
    chain.writeMeasured("corrected.json", chain.corrections);
    await tfgrid("period propose --measurements corrected.json --out overrule.json");
    expectRefusal(
      await tfgrid("period overrule --proposal overrule.json --account 1"),
      /^Batch 1 of period 60.* was rejected 0 times; the admin may propose after 2\./m,
    );
  });

  it("takes corrections in the next batch", async () => {
    const { out } = await attest(tfgrid, "corrected.json", "corrections");
    expect(out).to.include(`The 9 leaves of period ${PERIOD}, batch 1, are on chain.`);
    expectRefusal(
      await tfgrid("period propose --measurements corrected.json --out never.json"),
      `Batch 1 of period ${PERIOD} is reviewing: no other proposal is accepted now.`,
    );
  });
});
