import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { UnsignedCall } from "./contract-wallet.ts";
import { sendCalls } from "./contract-wallet.ts";
import type { TestGrid } from "./grids.ts";
import { localGrid } from "./grids.ts";
import { tfgrid } from "./tfgrid-process.ts";

interface Farm {
  readonly farm: number;
  readonly owner: string;
  readonly payout: string;
}

describe("tfgrid farm, policy and price, against a Hardhat node", function () {
  this.timeout(180_000);

  let grid: TestGrid;
  let farmer: string;
  let otherFarmer: string;
  let farm: number;

  const create = (name: string) => grid.json<Farm>(`farm create --name ${name} --account 12`);

  before(async () => {
    grid = await localGrid();
    farmer = grid.wallet(12).address;
    otherFarmer = grid.wallet(13).address;
  });

  it("creates a farm and shows it to everybody", async () => {
    const created = await grid.run("farm create --name farms-alpha --account 12");
    expect(created.code, created.err).to.equal(0);
    expect(created.out).to.match(/^Farm \d+ \(farms-alpha\) belongs to 0x\w{40}; its rewards go to 0x\w{40}\.\n$/);

    farm = Number(/^Farm (\d+)/.exec(created.out)?.[1]);
    const shown = await grid.run(`farm show --farm ${farm}`);
    expect(shown.out).to.contain(farmer).and.to.contain("It has no nodes.");
    expect((await grid.run(`farm list --owner ${farmer}`)).out).to.contain("farms-alpha");
  });

  it("changes nothing with --dry-run, and says what it would do", async () => {
    const before = await grid.provider.getBlockNumber();
    const { code, out } = await grid.run("farm create --name farms-beta --account 12 --dry-run");

    expect(code).to.equal(0);
    expect(out).to.contain("The farm farms-beta belongs to the sender.").and.to.contain("Nothing was sent.");
    expect(await grid.provider.getBlockNumber()).to.equal(before);
  });

  it("refuses in a dry run what would be refused", async () => {
    const { code, err } = await grid.runHere("farm create --name farms-alpha --account 12 --dry-run");

    expect(code).to.equal(1);
    expect(err).to.contain('The name "farms-alpha" belongs to farm');
  });

  it("lets another wallet send what --unsigned prints, without any key", async () => {
    const { code, out } = await grid.run(`farm create --name farms-gamma --from ${otherFarmer} --unsigned`);
    const [call, ...others] = JSON.parse(out) as UnsignedCall[];
    expect([code, others]).to.deep.equal([0, []]);
    expect(call).to.include({ chainId: 31337, value: "0" });
    await sendCalls(grid.wallet(13), [call!]);

    const [created] = await grid.json<Farm[]>(`farm list --owner ${otherFarmer}`);
    expect(created).to.include({ owner: otherFarmer, payout: otherFarmer });
  });

  it("opens no keystore to write calls down: its address is enough", async () => {
    await grid.newKey("closed");
    const { TFGRID_RPC_URL = "" } = grid.place.env;
    const env = { TFGRID_RPC_URL, TFGRID_KEYSTORE: "closed.json" };
    const { code, out, err } = await tfgrid({ ...grid.place, env }, "farm", "create", "--name", "closed", "--unsigned");

    expect(code, err).to.equal(0);
    expect(JSON.parse(out)).to.have.length(1);
  });

  it("writes a batch for Safe, without any key", async () => {
    const { code } = await grid.run(`farm create --name farms-delta --payout ${farmer} --safe batch.json`);
    const batch = JSON.parse(readFileSync(path.join(grid.place.folder, "batch.json"), "utf8")) as object;

    expect(code).to.equal(0);
    expect(batch).to.have.property("transactions").with.length(1);
    expect(batch).to.have.property("chainId", "31337");
  });

  it("renames, offers and takes over a farm", async () => {
    expect((await grid.runHere(`farm rename --farm ${farm} --name farms-omega --account 12`)).code).to.equal(0);
    expect((await grid.runHere(`farm transfer --farm ${farm} --to ${otherFarmer} --account 12`)).code).to.equal(0);
    expect(await grid.json<object>(`farm show --farm ${farm}`)).to.include({ pendingOwner: otherFarmer });
    const taken = await grid.runHere(`farm accept --farm ${farm} --account 13`);
    expect(taken.out).to.equal(`Farm ${farm} belongs to ${otherFarmer}.\n`);
  });

  it("moves the payout address after a delay that everybody sees", async () => {
    const { farm: other } = await create("farms-payout");
    const moved = await grid.runHere(`farm payout-address set --farm ${other} --address ${otherFarmer} --account 12`);
    expect(moved.out).to.match(/go to 0x\w{40} from \d{4}-\d\d-\d\dT\S+Z on; until then to 0x\w{40}/);
    expect((await grid.runHere(`farm show --farm ${other}`)).out).to.match(/changes to .*0x\w{40} at \d{4}-/);
    const kept = await grid.runHere(`farm payout-address cancel --farm ${other} --account 12`);
    expect(kept.out).to.equal(`Rewards of farm ${other} go to ${farmer}, as before.\n`);
    expect((await grid.runHere(`farm payout-address lock --farm ${other} --account 12`)).code).to.equal(0);
    expect((await grid.runHere(`farm payout-address unlock --farm ${other} --account 12`)).code).to.equal(0);
  });

  it("announces what a role does with a delay, and does it once the delay is over", async () => {
    const { AccessManager__factory } =
      await import("../../typechain-types/factories/@openzeppelin/contracts/access/manager/AccessManager__factory.ts");
    const { contracts } = await grid.json<{ contracts: Record<string, string> }>("status");
    const manager = AccessManager__factory.connect(contracts["AccessManager"]!, grid.wallet(1));
    const POLICY_MANAGER = 2n;
    await (await manager.grantRole(POLICY_MANAGER, grid.wallet(11).address, 3600)).wait();
    const command = "policy connection-price --musd 85 --account 11";

    const early = await grid.runHere(command);
    expect(early.err).to.contain("acts with a delay, and this call was not announced");
    const announced = await grid.run(`${command} --schedule`);
    expect(announced.out).to.match(/^Set the connection price to 0\.085 USD: announced, can be done from 20\d\d-/);
    expect((await grid.runHere(command)).err).to.contain("may not be made yet");
    await grid.provider.send("evm_increaseTime", [3600]);
    await grid.provider.send("evm_mine", []);
    expect((await grid.runHere(command)).out).to.contain("is 0.085 USD per TFT");
  });

  it("adds policies, certifies a farm and attaches it to one", async () => {
    const file = new URL("../../ignition/parameters/local.json", import.meta.url);
    const { policies } = JSON.parse(readFileSync(file, "utf8")) as { policies: { eligibility: object }[] };
    const [diy] = policies;
    const eligibility = { ...diy?.eligibility, isDefault: false, untilPeriod: 900 };
    grid.write("special.json", { ...diy, name: "special", eligibility });

    const { policy } = await grid.json<{ policy: number }>("policy add --file special.json --account 1");
    const attached = await grid.runHere(`farm attach-policy --farm ${farm} --policy ${policy} --nodes 3 --account 1`);
    const certified = await grid.runHere(`farm certify --farm ${farm} --level gold --account 3`);

    expect([attached.code, certified.code]).to.deep.equal([0, 0]);
    expect((await grid.run("policy list")).out)
      .to.contain("special")
      .and.to.contain("until period 899");
    expect(await grid.json<object>(`farm show --farm ${farm}`)).to.include({
      specialPolicy: policy,
      certification: "gold",
    });
  });

  it("reports prices and shows what they make", async () => {
    const first = await grid.runHere("price report --usd 0.0811 --account 4");
    expect(first.out).to.contain("reported 0.0811 USD per TFT");

    const shown = await grid.run("price show");
    expect(shown.code, shown.err).to.equal(0);
    expect(shown.out).to.contain("1 of 3; 2 are needed").and.to.contain("0.0811");
    const stranger = await grid.runHere("price report --usd 0.0811 --account 12");
    expect(stranger.code).to.equal(1);
    expect(stranger.err).to.contain("is not a member of set 1");
  });
});
