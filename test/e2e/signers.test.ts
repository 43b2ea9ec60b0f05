import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { writeMeasurements } from "../../sdk/measurements/measurements-document.ts";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import { exampleMeasurement } from "../helpers/batches.ts";
import { attest, signed } from "./attest.ts";
import type { TestChain } from "./chains.ts";
import { startLocalChain, startPublicChain } from "./chains.ts";
import { expectRefusal } from "./expect-refusal.ts";
import type { TestGrid } from "./grids.ts";
import { deployGrid } from "./grids.ts";

const DAY = 86_400;

interface SignerSet {
  readonly version: number;
  readonly members: readonly string[];
  readonly threshold: number;
  readonly neededToRotate: number;
  readonly rotationDelaySeconds: number;
  readonly next?: { readonly version: number; readonly members: readonly string[]; readonly activeFrom: number };
}

const CHAINS: [where: string, startChain: () => Promise<TestChain>][] = [
  ["a Hardhat node", startLocalChain],
  ["a public chain with blocks 12 s apart", startPublicChain],
];

// The attestors of local.json, 3 of the accounts 4 to 8, hand over to the accounts 5, 6 and 10. Each step needs those before.
for (const [where, startChain] of CHAINS)
  describe(`attestors that hand over to others, on ${where}`, function () {
    this.timeout(300_000);

    let grid: TestGrid;
    let farm: number;
    let period: number;
    let activeFrom: number;

    const show = (set = "attestors") => grid.json<SignerSet>(`signers show --set ${set}`);
    const sign = (account: number) =>
      `signers sign --rotation rotation.json --out by-${account}.json --account ${account}`;
    const submit = (...accounts: number[]) =>
      `signers submit --rotation rotation.json --signatures ${accounts.map((one) => `by-${one}.json`).join(" ")} --account 19`;
    const addressOf = (account: number) => grid.wallet(account).address;
    const status = () =>
      grid.json<{ proposableAt: number; batches: { state: string; finalAt: number }[] }>(
        `period status --period ${period}`,
      );

    /** Writes a file that is another one with some text replaced. */
    function forge(from: string, to: string, text: string, replacement: string): void {
      const original = readFileSync(path.join(grid.place.folder, from), "utf8");
      expect(original).to.contain(text);
      writeFileSync(path.join(grid.place.folder, to), original.replaceAll(text, replacement));
    }

    before(async () => {
      grid = await deployGrid(await startChain());
      ({ farm } = await grid.json<{ farm: number }>("farm create --name signers --account 12"));
      await grid.newKey("node");
      const hardware = "--cru 8 --mru 32GiB --sru 1024GiB --country Belgium --city Ghent";
      await grid.json(`node register --farm ${farm} --node-key-file node.json ${hardware} --account 12`);
      period = (await grid.json<{ period: number }>("status")).period + 1;
      await grid.travelTo((await status()).proposableAt - 5 * DAY);
    });

    after(() => grid?.stop());

    it("are shown with how many must sign for a change", async () => {
      const { version, members, threshold, neededToRotate, rotationDelaySeconds, next } = await show();

      expect([version, members.length, threshold, neededToRotate]).to.deep.equal([1, 5, 3, 4]);
      expect([rotationDelaySeconds, next]).to.deep.equal([7 * DAY, undefined]);
      expect((await grid.run("signers show --set attestors")).out)
        .to.contain(addressOf(4))
        .and.to.contain("4 of them; it takes effect 7 days later");
      expect((await show("verifiers")).members).to.have.length(3);
      expect((await show("reporters")).members).to.contain(addressOf(4));
      expectRefusal(
        await grid.runHere("signers show --set farmers"),
        /Allowed choices are attestors, verifiers, reporters/,
      );
    });

    it("make no set that the contract would refuse", async () => {
      const propose = (members: number[], threshold: number) =>
        `signers propose --set attestors --members ${members.map(addressOf).join(" ")} --threshold ${threshold} --out rotation.json`;

      expectRefusal(await grid.runHere(propose([5, 5], 2)), /are no valid set\.\nGive 1 to 32 different addresses/);
      expectRefusal(await grid.runHere(propose([5, 6, 10], 1)), /^1 of the 3 addresses/);
      const mistyped = propose([5], 1).replace(
        addressOf(5),
        addressOf(5).replace(/[a-f](?=\w*$)/, (c) => c.toUpperCase()),
      );
      expectRefusal(await grid.runHere(mistyped), /wrong checksum/);

      const { code, out, err } = await grid.run(propose([10, 6, 5], 2));
      expect(code, err).to.equal(0);
      expect(out).to.contain("attestors, set 2 after set 1").and.to.contain("2 of 3; 3 of 5 now");
    });

    it("sign it themselves: no stranger can, not even one who shall be a member", async () => {
      for (const account of [4, 5, 6, 8]) expect((await grid.runHere(sign(account))).code).to.equal(0);
      expect((await grid.runHere(sign(4))).code).to.equal(0);

      expectRefusal(await grid.runHere(sign(10)), `${addressOf(10)} is not one of the attestors of set 1.`);
    });

    it("are too few below two thirds, whatever the threshold is", async () => {
      expectRefusal(await grid.runHere(submit(4, 5, 6)), "3 of the 4 needed attestors have signed.");
      expectRefusal(await grid.runHere(submit(4, 5, 6, 4)), "3 of the 4 needed attestors have signed.");
    });

    it("are not impersonated, and bound to their chain and to what they signed", async () => {
      forge("by-4.json", "by-7.json", addressOf(4), addressOf(7));
      expectRefusal(
        await grid.runHere(submit(5, 6, 8, 7)),
        `The signature of ${addressOf(7)} is not his over this rotation.`,
      );

      forge("by-4.json", "by-9.json", addressOf(4), addressOf(9));
      expectRefusal(await grid.runHere(submit(5, 6, 8, 9)), `${addressOf(9)} is not one of the attestors of set 1.`);

      forge("by-4.json", "by-0.json", `"chainId": "${grid.chainId}"`, '"chainId": "1"');
      expectRefusal(
        await grid.runHere(submit(5, 6, 8, 0)),
        /^by-0\.json: The signature is for contract 0x\w+ on chain 1,/,
      );

      forge("by-4.json", "by-0.json", '"threshold": 2', '"threshold": 3');
      expectRefusal(
        await grid.runHere(submit(5, 6, 8, 0)),
        /signed another rotation: to set 2 of the attestors, 3 of 0x/,
      );

      forge("rotation.json", "elsewhere.json", `"chainId": "${grid.chainId}"`, '"chainId": "1"');
      expectRefusal(
        await grid.runHere(sign(4).replace("rotation.json", "elsewhere.json")),
        /^elsewhere\.json: The rotation is for contract 0x\w+ on chain 1,/,
      );
    });

    it("see with --dry-run what will be, and change nothing", async () => {
      const { code, out, err } = await grid.run(`${submit(4, 5, 6, 8)} --dry-run`);

      expect(code, err).to.equal(0);
      expect(out).to.contain("Until then the present set speaks").and.to.contain("Nothing was sent.");
      expect((await show()).next).to.equal(undefined);
    });

    it("decide on a rotation that anybody submits, and a repeated command sends nothing", async () => {
      const submitted = await grid.run(submit(8, 4, 6, 5));
      expect(submitted.code, submitted.err).to.equal(0);
      expect(submitted.out).to.match(/^Set 2 of the attestors is decided on: 2 of 3 speak from \d{4}-\S+Z on\.\n$/);

      const sent = await grid.provider.getTransactionCount(addressOf(19));
      const again = await grid.run(submit(8, 4, 6, 5));
      expect(again.out).to.match(/^Set 2 of the attestors was on chain before: 2 of 3 speak from /);
      expect(await grid.provider.getTransactionCount(addressOf(19))).to.equal(sent);
      const { version, next } = await show();
      expect([version, next?.version]).to.deep.equal([1, 2]);
      activeFrom = next!.activeFrom;
    });

    it("cannot change their minds before the delay is over", async () => {
      const propose = `signers propose --set attestors --members ${addressOf(4)} --threshold 1 --out other.json`;
      expectRefusal(await grid.runHere(propose), /^Set 2 of the attestors was decided on and speaks from /);
      expectRefusal(await grid.runHere(sign(7)), /^Set 2 of the attestors is on chain already;/);
      forge("rotation.json", "other.json", '"threshold": 2', '"threshold": 3');
      expectRefusal(
        await grid.runHere(submit(8, 4, 6, 5).replace("rotation.json", "other.json")),
        /^Set 2 of the attestors has other members/,
      );
    });

    it("still speak until then, and what they stated stays valid", async () => {
      const measurements = [exampleMeasurement({ farmId: farm })];
      const text = writeMeasurements({ period, ruleSetId: RULE_SETS.conformance.id, measurements });
      writeFileSync(path.join(grid.place.folder, "measured.json"), text);
      await grid.travelTo(activeFrom - DAY);
      const submitted = await attest(grid.runHere, "measured.json", "first");
      expect(submitted.code, submitted.err).to.equal(0);

      await grid.travelTo(activeFrom);
      expect((await show()).version).to.equal(2);
      const [batch] = (await status()).batches;
      expect([batch!.state, batch!.finalAt > activeFrom]).to.deep.equal(["reviewing", true]);
      await grid.travelTo(batch!.finalAt);
      expect((await status()).batches[0]!.state).to.equal("final");
      const claimed = await grid.run(`rewards claim --farm ${farm} --account 19`);
      expect(claimed.code, claimed.err).to.equal(0);
    });

    it("have handed over: the new ones speak and the old ones do not", async () => {
      expect((await grid.run(submit(8, 4, 6, 5))).out).to.contain("was on chain before");
      const old = signed(grid.runHere, "measured.json", "second", ["--account 5", "--account 4"]);
      let refusal = "";
      await old.catch((error: Error) => (refusal = error.message));
      expect(refusal).to.contain(`${addressOf(4)} is not one of the attestors of set 2.`);

      const corrected = await attest(grid.runHere, "measured.json", "second", ["--account 5", "--account 10"]);
      expect(corrected.code, corrected.err).to.equal(0);
    });

    it("cannot be replayed into a later set", async () => {
      forge("rotation.json", "replay.json", '"version": 2', '"version": 3');
      for (const account of [5, 6])
        forge(`by-${account}.json`, `replay-${account}.json`, '"version": 2', '"version": 3');
      const replay = "signers submit --rotation replay.json --signatures replay-5.json replay-6.json --account 19";

      expectRefusal(await grid.runHere(replay), /is not his over this rotation\./);
    });
  });
