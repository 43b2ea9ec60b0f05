import { readFileSync } from "node:fs";
import { expect } from "chai";
import { Escrow__factory } from "../../typechain-types/factories/contracts/reservation/Escrow__factory.ts";
import { TFT__factory } from "../../typechain-types/factories/contracts/token/TFT__factory.ts";
import { LOCAL_PARAMETERS, localGrid } from "./grids.ts";
import type { TestGrid } from "./grids.ts";
import type { UnsignedCall } from "./contract-wallet.ts";
import { sendCalls } from "./contract-wallet.ts";
import { expectRefusal } from "./expect-refusal.ts";

const UNITS_PER_TFT = 10_000_000n;

/** 1 CU, 1 SU and an address: 10 + 5 + 4 mUSD per hour. */
const RESOURCES = "--cru 2 --mru 4 --sru 200 --ips 1";

interface Shown {
  readonly owner: string;
  readonly status: string;
  readonly balanceTft: string;
  readonly creditsTft: string;
  readonly discountPercent: number;
  readonly managers: { manager: string }[];
  readonly operators: { operator: string }[];
  readonly streams: { status: string; owedUnits: string }[];
  readonly forecasts: Record<string, { pausesAt?: string }>;
}

interface Quote {
  readonly reserveTft: string;
  readonly levels: { discountPercent: number; depositTft: string; usdPerHour: string }[];
  readonly deposit?: { tft: string; level: number; forecasts: Record<string, { pausesAt: string }> };
}

describe("tfgrid account, pricing, quote and earnings, against a Hardhat node", function () {
  this.timeout(180_000);

  let grid: TestGrid;
  let tenant: string;
  let other: string;
  let id: number;

  const show = () => grid.json<Shown>(`account show --id ${id}`);
  const contracts = async () => (await grid.json<{ contracts: Record<string, string> }>("status")).contracts;

  before(async () => {
    grid = await localGrid();
    tenant = grid.wallet(12).address;
    other = grid.wallet(13).address;
    const { TFT = "" } = await contracts();
    const [governor, minter] = [grid.wallet(1), grid.wallet(0)];
    await (await TFT__factory.connect(TFT, governor).setMinter(minter, 10n ** 13n, 0n)).wait();
    for (const receiver of [tenant, other]) {
      await (await TFT__factory.connect(TFT, minter).mint(receiver, 10_000n * UNITS_PER_TFT)).wait();
    }
  });

  it("opens an account and lists it", async () => {
    const created = await grid.run("account create --account 12");
    expect(created.code, created.err).to.equal(0);
    expect(created.out).to.match(/^Account \d+ belongs to 0x\w{40}\.\n$/);
    id = Number(/^Account (\d+)/.exec(created.out)?.[1]);

    expect((await grid.run(`account list --owner ${tenant}`)).out).to.contain(tenant);
    expect((await grid.runHere(`account list --owner ${grid.wallet(14).address}`)).out).to.contain("owns no account");
  });

  it("takes a deposit of the owner, letting the escrow take the TFT first", async () => {
    const dry = await grid.run(`account deposit --id ${id} --amount 1234.5 --account 12 --dry-run`);
    expect(dry.out).to.contain("Let the escrow take 1,234.5000000 TFT").and.to.contain("Nothing was sent.");

    const paid = await grid.runHere(`account deposit --id ${id} --amount 1234.5 --account 12`);
    expect(paid.out).to.equal(`1,234.5000000 TFT were added to the balance of account ${id}.\n`);
    expect(await show()).to.include({ status: "active", balanceTft: "1234.5000000" });
  });

  it("takes a deposit by a permit, in one transaction", async () => {
    const { transactions } = await grid.json<{ transactions: string[] }>(
      `account deposit --id ${id} --amount 0.5 --permit --account 12`,
    );

    expect(transactions).to.have.length(1);
    expect(await show()).to.include({ balanceTft: "1235.0000000" });
  });

  it("keeps what a stranger gives as a credit until the owner adds it", async () => {
    expectRefusal(
      await grid.runHere(`account deposit --id ${id} --amount 5 --account 13`),
      new RegExp(`cannot add to its balance.*tfgrid account credit --id ${id}`, "s"),
    );
    const paid = await grid.runHere(`account credit --id ${id} --amount 5 --account 13`);
    expect(paid.out).to.contain(`5.0000000 TFT are a credit of account ${id}`);
    expect(await show()).to.include({ balanceTft: "1235.0000000", creditsTft: "5.0000000" });

    const added = await grid.runHere(`account credits --id ${id} --account 12`);
    expect(added.out).to.contain("5.0000000 TFT were added to the balance");
    const again = await grid.runHere(`account credits --id ${id} --account 12`);
    expect(again.out).to.equal(`Account ${id} has no credits.\n`);
  });

  it("writes a credit down for another wallet, without any key", async () => {
    const { code, out } = await grid.run(`account credit --id ${id} --amount 1 --from ${other} --unsigned`);
    const calls = JSON.parse(out) as UnsignedCall[];

    expect([code, calls.length]).to.deep.equal([0, 2]);
    await sendCalls(grid.wallet(13), calls);
    expect(await show()).to.include({ creditsTft: "1.0000000" });
  });

  it("lets an operator open a stream, and shows what follows", async () => {
    const operator = grid.wallet(18);
    const approved = await grid.runHere(
      `account approve --id ${id} --operator ${operator.address} --max-usd 20 --until 2200-01-01 --account 12`,
    );
    expect(approved.out).to.contain("for up to 20 USD in 30 days, and charge 0.0000000 TFT at once");
    const { farm } = await grid.json<{ farm: number }>("farm create --name accounts-farm --account 14");
    const escrow = Escrow__factory.connect((await contracts())["Escrow"]!, operator);
    const request = { accountId: id, farmId: farm, nodeId: 0, provider: other, providerBps: 0, pricingVersion: 1 };
    const price = await grid.runHere("price report --usd 0.08 --account 4");
    expect(price.code, price.err).to.equal(0);
    const second = await grid.runHere("price report --usd 0.08 --account 5");
    expect(second.code, second.err).to.equal(0);
    await (await escrow.open({ ...request, discountableRate: 10n ** 12n, plainRate: 0n })).wait();
    await (await escrow.start(await escrow.streamCount())).wait();

    const shown = await show();
    expect(shown).to.include({ status: "active", discountPercent: 60 });
    expect(shown.streams.map(({ status }) => status)).to.deep.equal(["running"]);
    const { atPresentPrice, at20PercentLess, atHalfPrice } = shown.forecasts;
    expect(Number(atPresentPrice?.pausesAt)).to.be.above(Number(at20PercentLess?.pausesAt));
    expect(Number(at20PercentLess?.pausesAt)).to.be.above(Number(atHalfPrice?.pausesAt));
    const page = await grid.run(`account show --id ${id}`);
    expect(page.out).to.contain("2.592 USD in 30 days").and.to.contain("0.04 USD").and.to.contain("60 % until 20");

    const earned = await grid.runHere(`earnings show --farm ${farm}`);
    expect(earned.out).to.contain("accounts-farm").and.to.contain("running");
    const withdrawn = await grid.runHere(`earnings withdraw --farm ${farm} --account 14`);
    expect(withdrawn.out).to.contain(`Farm ${farm} has nothing to withdraw`);
  });

  it("pays out what is above the reserve, and says how much has to stay", async () => {
    const paid = await grid.runHere(`account withdraw --id ${id} --amount 200 --to ${other} --account 12`);
    expect(paid.out).to.equal(`200.0000000 TFT of account ${id} went to ${other}.\n`);

    expectRefusal(
      await grid.runHere(`account withdraw --id ${id} --amount 1036 --account 12`),
      /its reserve of [\d.]+ TFT and the charge of a step have to stay/,
    );
  });

  it("dismisses managers and operators one by one, or all by a transfer", async () => {
    const manager = grid.wallet(14).address;
    const admit = `account manager --id ${id} --manager ${manager} --max-usd 10 --until 2200-01-01 --account 12`;
    await grid.runHere(admit);
    expect((await show()).managers.map((one) => one.manager)).to.deep.equal([manager]);
    const revoked = await grid.runHere(`account revoke --id ${id} --manager ${manager} --account 12`);
    expect(revoked.out).to.equal(`${manager} may do nothing more with account ${id}.\n`);
    expect((await show()).managers).to.deep.equal([]);

    await grid.runHere(admit);
    await grid.runHere(`account transfer --id ${id} --to ${other} --account 12`);
    expect((await grid.runHere(`account show --id ${id}`)).out).to.contain("offered to");
    const taken = await grid.runHere(`account accept --id ${id} --account 13`);
    expect(taken.out).to.contain(`Account ${id} belongs to ${other}`);
    expect(await show()).to.deep.include({ owner: other, managers: [], operators: [] });
  });

  it("refuses in clear words", async () => {
    const refusals: [string, RegExp][] = [
      ["account show --id 9999", /^There is no account 9999\./],
      ["account deposit --id 9999 --amount 1 --account 12", /^There is no account 9999\./],
      [`account deposit --id ${id} --amount 1,5 --account 12`, /It must be TFT with at most 7 decimals/],
      [`account credit --id ${id} --amount 0 --account 12`, /^An amount of 0 TFT moves nothing\./],
      [`account deposit --id ${id} --amount 999999 --account 12`, /999,999\.0000000 TFT are to be paid in/],
      [`account deposit --id ${id} --amount 1 --permit --from ${other} --unsigned`, /no key is at hand/],
      [`account withdraw --id ${id} --amount 1 --account 12`, /does not own account/],
      [`account accept --id ${id} --account 12`, /was not offered to/],
      [`account revoke --id ${id} --account 13`, /^It is not said whose powers end\./],
      [`account manager --id ${id} --manager ${other} --max-usd 1 --until soon`, /It must be a date/],
      ["quote --cru 1 --mru 1 --sru 1 --deposit 1 --months 1", /cannot be used with/],
      ["earnings show --farm 9999", /^There is no farm 9999\./],
      ["pricing retire --version 1 --account 12", /does not hold the role/],
    ];
    for (const [command, message] of refusals) expectRefusal(await grid.runHere(command), message);
  });

  it("quotes what a reservation costs, and how long a deposit lasts", async () => {
    const { levels, reserveTft } = await grid.json<Quote>(`quote ${RESOURCES}`);
    expect(levels.map(({ discountPercent }) => discountPercent)).to.deep.equal([0, 20, 30, 40, 60]);
    expect(levels.map(({ usdPerHour }) => usdPerHour)).to.deep.equal(["0.019", "0.0152", "0.0133", "0.0114", "0.0076"]);
    expect(Number(reserveTft)).to.be.within(31.9, 32);

    const twelve = await grid.json<Quote>(`quote ${RESOURCES} --months 12`);
    const same = await grid.json<Quote>(`quote ${RESOURCES} --deposit ${twelve.deposit!.tft}`);
    expect(same.deposit!.level).to.equal(twelve.deposit!.level);
    const text = await grid.run(`quote ${RESOURCES} --deposit 1000`);
    expect(text.out).to.contain("A deposit of 1,000.0000000 TFT begins at 30 % off").and.to.contain("exhausted");
    expect((await grid.runHere(`quote ${RESOURCES} --deposit 1`)).out).to.contain("is too little to reserve this");
  });

  it("quotes whole and certified nodes", async () => {
    const hourly = async (flags: string) =>
      (await grid.json<Quote>(`quote ${RESOURCES} ${flags}`)).levels[0]?.usdPerHour;

    expect(await hourly("--dedicated")).to.equal("0.0115");
    expect(await hourly("--certified")).to.equal("0.02375");
  });

  it("adds and retires pricing versions", async () => {
    const { pricing } = JSON.parse(readFileSync(LOCAL_PARAMETERS, "utf8")) as {
      pricing: { versions: { prices: object; split: object }[] };
    };
    const [first] = pricing.versions;
    grid.write("pricing.json", { ...first, prices: { ...first?.prices, cuUsdPerHour: "0.02" } });

    const added = await grid.runHere("pricing add --file pricing.json --account 1");
    expect(added.out, added.err).to.equal("New reservations are under pricing version 2.\n");
    const retired = await grid.runHere("pricing retire --version 1 --account 1");
    expect(retired.out).to.contain("Pricing version 1 is retired");
    const listed = await grid.run("pricing list");
    expect(listed.out)
      .to.contain("for new reservations")
      .and.to.contain("0.02")
      .and.to.contain("retired, may be closed");
    expectRefusal(await grid.runHere("pricing retire --version 2 --account 1"), /is the latest one/);
  });
});
