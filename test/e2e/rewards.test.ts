import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { AuditDocument } from "../../sdk/audit/audit-document.ts";
import { attest } from "./attest.ts";
import { expectRefusal } from "./expect-refusal.ts";
import { PERIOD, startPeriodChain } from "./period-chain.ts";
import type { PeriodChain } from "./period-chain.ts";

interface ReceiptsDocument {
  readonly receipts: readonly { readonly tft: string; readonly value?: string; readonly time: string }[];
  readonly totalTft: string;
  readonly totalUnits: string;
  readonly totalValue?: string;
}

// Farm 1 (QualiaFarm) has seven nodes, farm 2 one whose month was void at first, farm 3 one. Each step needs those before.
describe("tfgrid rewards", function () {
  this.timeout(120_000);
  let chain: PeriodChain;
  const tfgrid = (command: string) => chain.tfgrid(command);
  const document = async (command: string) => JSON.parse((await tfgrid(`${command} --json`)).out) as unknown;

  before(async () => {
    chain = await startPeriodChain();
    chain.writeMeasured("measured.json", chain.measurements);
    chain.writeMeasured("corrected.json", chain.corrections);
    await chain.travelTo(Number(await chain.grid.Measurements.proposableAt(PERIOD)));
  });

  after(() => chain.close());

  it("says when a month that nobody measured can be expected", async () => {
    expectRefusal(
      await tfgrid(`rewards claim --farm 1 --period ${PERIOD} --account 12`),
      /Period 60 is not measured yet; it is expected to be claimable from 2023-05-\d\dT\d\d:\d\d:\d\dZ on\./,
    );
  });

  it("says when a month under review will be final", async () => {
    expect((await attest(tfgrid, "measured.json", "proposal")).code).to.equal(0);
    expectRefusal(
      await tfgrid(`rewards claim --farm 1 --period ${PERIOD} --account 12`),
      /Period 60 is not final yet: it can be claimed from 2023-05-\S+Z on, unless a guardian rejects it\./,
    );
    const all = await tfgrid("rewards claim --farm 1 --account 12");
    expect([all.code, all.out]).to.satisfy(([code, out]: [number, string]) => {
      return code === 0 && /nothing left to claim[^]*Period 60 can be claimed from 2023-05/.test(out);
    });
  });

  it("lists what can be claimed, and why something cannot", async () => {
    await chain.travelTo(Number(await chain.grid.Measurements.finalAtOf(PERIOD, 0)));
    const { out } = await tfgrid("rewards list --farm 1");
    expect(out).to.match(/TFT can be claimed now for 7 node-periods\./);
    const zero = await tfgrid("rewards list --farm 2");
    expect(zero.out).to.match(/zero: violation/);
    expect(zero.out).to.match(/0\.0000000 TFT can be claimed now for 0 node-periods/);
  });

  it("says to who watches that a month became claimable", async () => {
    const { out } = await tfgrid("watch --once --farm 1");
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).to.match(/^\{"kind":"claimable","farmId":1,"period":60,"units":"\d+","tft":"\d+\.\d{7}"\}$/);
    expectRefusal(await tfgrid("watch --once --farm 9"), "There is no farm 9.");
  });

  it("refuses unknown farms and periods that are not paid here", async () => {
    expectRefusal(await tfgrid("rewards list --farm 9"), "There is no farm 9.");
    expectRefusal(await tfgrid("rewards claim --farm 9 --account 12"), "There is no farm 9.");
    expectRefusal(await tfgrid(`rewards list --farm 1 --period ${PERIOD + 1}`), "Period 61 is not measured yet");
  });

  it("simulates, and hands calls to another wallet, without sending anything", async () => {
    const dry = await tfgrid("rewards claim --farm 1 --dry-run --account 12");
    expect(dry.out).to.match(/Claim 7 rewards of farm 1[^]*Nothing was sent\./);
    const unsigned = await tfgrid("rewards claim --farm 1 --unsigned --json");
    expect(JSON.parse(unsigned.out)).to.have.length(1);
    expect(await chain.grid.FarmingRewards.isSettled(PERIOD, 1)).to.equal(false);
  });

  it("refuses the leaves of another period, and of nothing that was proposed", async () => {
    chain.writeMeasured("later.json", chain.measurements, PERIOD + 1);
    await tfgrid("period propose --measurements later.json --out later-proposal.json");
    expectRefusal(
      await tfgrid(`rewards claim --farm 1 --period ${PERIOD} --leaves later-proposal.json --account 12`),
      "The file of leaves proves period 61, but period 60 is to be claimed.",
    );
    expectRefusal(
      await tfgrid(`rewards claim --farm 1 --period ${PERIOD} --leaves measured.json --account 12`),
      "measured.json: This is not a proposal",
    );
  });

  it("claims with leaves from a file, to the payout address, and the second time finds nothing left", async () => {
    const before = await chain.grid.TFT.balanceOf(await payoutOf(1));
    const command = `rewards claim --farm 1 --leaves proposal.json --account 19`;
    const first = (await document(command)) as { claimedUnits: string; transactions: string[] };
    expect(first.transactions).to.have.length(1);
    expect((await chain.grid.TFT.balanceOf(await payoutOf(1))) - before).to.equal(BigInt(first.claimedUnits));

    const second = await tfgrid("rewards claim --farm 1 --account 12");
    expect([second.code, second.out]).to.deep.equal([0, "There is nothing left to claim for farm 1.\n"]);
  });

  it("settles what pays nothing when asked to, so that it has its receipt", async () => {
    expect((await tfgrid("rewards claim --farm 2 --account 13")).out).to.match(
      /nothing left to claim for farm 2\.\n1 node-period earned nothing/,
    );
    expect((await tfgrid("rewards claim --farm 2 --all --account 13")).out).to.match(
      /^Claimed 0\.0000000 TFT for 1 node/,
    );
    const { receipts } = (await document("rewards receipts --farm 2")) as ReceiptsDocument;
    expect(receipts).to.have.length(1);
  });

  it("claims what corrections add", async () => {
    expect((await attest(tfgrid, "corrected.json", "corrections")).code).to.equal(0);
    await chain.travelTo(Number(await chain.grid.Measurements.finalAtOf(PERIOD, 1)));
    const { out } = await tfgrid("rewards claim --farm 2 --account 13");
    expect(out).to.match(/^Claimed 340\.2625000 TFT for 1 node-period of farm 2, in 1 transaction/);
    expect((await tfgrid("rewards list --farm 2 --all")).out).to.match(/settled: adds nothing|settled/);
  });

  it("claims primary leaves and corrections together for who comes late", async () => {
    const { out } = await tfgrid("rewards claim --farm 3 --account 14");
    expect(out).to.match(/^Claimed \d+\.\d{7} TFT for 2 node-periods of farm 3, in 2 transactions/);
    expect((await tfgrid("rewards claim --farm 3 --account 14")).out).to.match(/nothing left/);
  });

  it("keeps receipts whose totals are those of the chain", async () => {
    const { receipts, totalUnits, totalTft } = (await document("rewards receipts --farm 1")) as ReceiptsDocument;
    expect(BigInt(totalUnits)).to.equal(await chain.grid.TFT.balanceOf(await payoutOf(1)));
    const sum = receipts.reduce((units, { tft }) => units + BigInt(tft.replace(".", "")), 0n);
    expect(sum.toString()).to.equal(totalUnits);
    expect(totalTft).to.match(/^\d+\.\d{7}$/);
    expect((await tfgrid(`rewards receipts --farm 1 --period ${PERIOD - 1}`)).out).to.match(
      /0\.0000000 TFT in 0 receipts/,
    );
  });

  it("writes receipts as CSV and cuts them by days", async () => {
    const { out } = await tfgrid("rewards receipts --farm 2 --csv");
    const [head, violation, correction] = out.trimEnd().split("\n");
    expect(head).to.equal("time_utc,transaction,farm,node,period,tft,note");
    expect(violation).to.match(/^2023-05-\d\dT\S+Z,0x\w{64},2,8,60,0\.0000000,violation$/);
    expect(correction).to.match(/,2,8,60,340\.2625000,correction \(batch 1\)$/);

    const day = correction!.slice(0, 10);
    const cut = await tfgrid(`rewards receipts --farm 2 --csv --from ${day} --to ${day}`);
    expect(cut.out.trimEnd().split("\n")).to.deep.equal([head, correction]);
  });

  it("values receipts in any currency at the day's price", async () => {
    const prices = { currency: "EUR", prices: { "2023-05-01": "0.05", "2024-01-01": "9" } };
    writeFileSync(path.join(chain.folder, "prices.json"), JSON.stringify(prices));
    const found = (await document("rewards receipts --farm 2 --prices prices.json")) as ReceiptsDocument;
    expect(found.receipts.map(({ value }) => value)).to.deep.equal(["0.00", "17.01"]);
    expect(found.totalValue).to.equal("17.01");

    writeFileSync(
      path.join(chain.folder, "late.json"),
      JSON.stringify({ currency: "EUR", prices: { "2024-01-01": "9" } }),
    );
    expectRefusal(
      await tfgrid("rewards receipts --farm 2 --prices late.json"),
      /The file of prices has no EUR price for 2023-05-\d\d or before\./,
    );
    expectRefusal(await tfgrid("rewards receipts --farm 2 --prices measured.json"), "is not a file of prices");
  });

  it("is audited: the month of the real farms, its corrections and every claim agree", async () => {
    const audit = (await document(`audit --period ${PERIOD}`)) as AuditDocument;
    expect(audit.differences).to.deep.equal([]);
    expect(audit.batches.map(({ batch, statedBy }) => [batch, statedBy])).to.deep.equal([
      [0, "quorum"],
      [1, "quorum"],
    ]);
    expect(BigInt(audit.totals.units)).to.equal(await chain.grid.TFT.totalSupply());

    const { code, out } = await tfgrid(`audit --period ${PERIOD}`);
    expect([code, out.trimEnd().split("\n").at(-1)]).to.deep.equal([0, "All agrees."]);
  });

  it("fails an audit by the address book of other contracts", async () => {
    const file = path.join(chain.folder, "deployments", "localhost.json");
    const book = JSON.parse(readFileSync(file, "utf8")) as { contracts: Record<string, string> };
    const contracts = { ...book.contracts, Attestors: book.contracts["Verifiers"] };
    writeFileSync(path.join(chain.folder, "deployments", "other.json"), JSON.stringify({ ...book, contracts }));

    const { code, out } = await tfgrid(`audit --period ${PERIOD} --network other`);
    expect(code).to.equal(1);
    expect(out).to.match(/^\d+ differences:$/m);
    expect(out).to.match(/^Measurements asks the attestors of 0x\w{40}; the address book names 0x\w{40}\.$/m);
  });

  it("estimates without any farm", async () => {
    const { out } = await tfgrid("rewards estimate --cru 8 --mru 32 --sru 1024 --uptime 99.1");
    expect(out).to.include("281.1467000 TFT");
    const below = await tfgrid("rewards estimate --cru 8 --mru 32 --sru 1024 --uptime 94.9");
    expect(below.out).to.include("below minimum uptime 95.0 %");
    expectRefusal(await tfgrid("rewards estimate --cru 0 --mru 32 --sru 1024"), "cru");
  });

  async function payoutOf(farm: number): Promise<string> {
    return (await chain.grid.Directory.payoutOf(farm)).payout;
  }
});
