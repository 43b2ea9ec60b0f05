import { expect } from "chai";
import { NODE_PASSWORD, startPublicChain } from "./chains.ts";
import type { PublicChain } from "./chains.ts";
import type { Commands } from "./commands.ts";
import { commandsOn, writeKeystore } from "./commands.ts";
import { LOCAL_PARAMETERS } from "./grids.ts";
import { tfgrid, tfgridJson } from "./tfgrid-process.ts";

const DEPLOY = `deploy --parameters ${LOCAL_PARAMETERS} --account 0`;

// What a month does there is in month.test.ts, what is refused in refusals.test.ts.
describe("tfgrid against Anvil with the id of a public chain and blocks 12 s apart", function () {
  this.timeout(600_000);

  let chain: PublicChain;
  let commands: Commands;

  before(async () => {
    chain = await startPublicChain();
    commands = commandsOn(chain);
  });

  after(() => chain?.stop());

  it("takes no account of the development mnemonic and no parameters that were not named", async () => {
    const account = await tfgrid(chain.place, "deploy", "--parameters", LOCAL_PARAMETERS, "--account", "0");
    const parameters = await commands.run("deploy --account 0");
    const key = await tfgrid(chain.place, "deploy", "--parameters", LOCAL_PARAMETERS);

    expect([account.code, parameters.code, key.code]).to.deep.equal([1, 1, 1]);
    expect(account.err).to.contain("keys that everybody knows");
    expect(parameters.err).to.contain("There is no parameter file for the network base-rehearsal");
    expect(key.err).to.contain("No key is configured to sign with");
  });

  it("deploys, goes on after it was killed, and sends nothing twice", async () => {
    const { transactions } = await commands.json<{ transactions: number }>(`${DEPLOY} --dry-run`);
    const interrupted = commands.start(DEPLOY);
    interrupted.onProgress((err) => {
      if (err.includes("Transaction 9 of")) interrupted.kill();
    });
    expect((await interrupted.outcome).code).to.equal(undefined);
    const resumed = await commands.run(DEPLOY);
    expect(resumed.code, resumed.err).to.equal(0);
    expect(resumed.err).to.contain(`Transaction ${transactions} of ${transactions} sent.`);

    expect((await commands.run(DEPLOY)).out).to.contain("already");
    expect((await commands.run("verify")).code).to.equal(0);
    expect((await commands.run("roles")).code).to.equal(0);
  });

  it("creates a farm with an encrypted keystore and registers nodes in one go", async () => {
    await writeKeystore(chain.place, "farmer", commands.wallet(12));
    const env = { ...chain.place.env, TFGRID_KEYSTORE: "farmer.json", TFGRID_KEYSTORE_PASSWORD: NODE_PASSWORD };
    const farmer = { ...chain.place, env };
    const { farm } = await tfgridJson<{ farm: number }>(farmer, "farm", "create", "--name", "anvil-farm");
    await Promise.all(["a1", "a2", "a3"].map((name) => commands.newKey(name)));
    const hardware = { cru: 8, mru: "32GiB", sru: "1TB", country: "Egypt", city: "Cairo" };
    const nodes = ["a1.json", "a2.json", "a3.json"].map((keyFile) => ({ keyFile, ...hardware }));
    const list = ["--farm", String(farm), "--file", commands.write("nodes.json", nodes)];

    const { registered } = await tfgridJson<{ registered: { node: number }[] }>(farmer, "node", "register", ...list);

    expect(registered.map(({ node }) => node)).to.deep.equal([1, 2, 3]);
    expect((await commands.run("node list")).code).to.equal(0);
    expect((await commands.run("status")).out).to.contain(`chain ${chain.chainId}`);
  });

  it("sees blocks whose timestamps are 12 s apart", async () => {
    const latest = await chain.provider.getBlockNumber();
    const [last, before] = await Promise.all([latest, latest - 1].map((number) => chain.provider.getBlock(number)));

    expect(last!.timestamp - before!.timestamp).to.equal(12);
  });

  it("never asked for anything that only development nodes or nodes with keys answer", () => {
    expect([...chain.refused]).to.deep.equal([]);
  });
});
