import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { encryptKeystoreJson, HDNodeWallet, Wallet } from "ethers";
import { emptyFolder } from "../scripts/cli/fake-io.ts";
import type { ChainProcess } from "./chain-process.ts";
import { startAnvil } from "./chain-process.ts";
import type { RpcProxy } from "./rpc-proxy.ts";
import { startRpcProxy } from "./rpc-proxy.ts";
import type { Place } from "./tfgrid-process.ts";
import { startTfgrid, tfgrid, tfgridJson } from "./tfgrid-process.ts";

/** A public chain's id, so that nothing takes the chain for a development one. */
const CHAIN_ID = 84532;

/** Seconds between blocks: 1 to save time, 12 as on Ethereum when asked for. */
const BLOCK_TIME = process.env["TFGRID_TEST_BLOCK_TIME"] ?? "1";

const MNEMONIC = "test test test test test test test test test test test junk";
const LOCAL = fileURLToPath(new URL("../../ignition/parameters/local.json", import.meta.url));

/** What every Ethereum node answers. */
const STANDARD = /^(eth_(?!accounts|sendTransaction|sign)\w+|net_version|web3_clientVersion)$/;

describe(`tfgrid against Anvil with chain id ${CHAIN_ID} and a block every ${BLOCK_TIME} s`, function () {
  this.timeout(600_000);

  let chain: ChainProcess;
  let proxy: RpcProxy;
  let here: Place;

  const as = (account: number): Place => {
    const { privateKey } = HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/0'/0/${account}`);
    return { ...here, env: { ...here.env, TFGRID_PRIVATE_KEY: privateKey } };
  };
  const deploy = ["deploy", "--parameters", LOCAL];

  before(async () => {
    chain = await startAnvil("--accounts", "20", "--chain-id", String(CHAIN_ID), "--block-time", BLOCK_TIME);
    proxy = await startRpcProxy(chain.url);
    here = { folder: emptyFolder(), env: { TFGRID_NETWORK: "base-rehearsal", TFGRID_NODE_KEYSTORE_PASSWORD: "a" } };
    writeFileSync(path.join(here.folder, "networks.json"), JSON.stringify({ "base-rehearsal": { rpcUrl: proxy.url } }));
  });

  after(async () => {
    proxy?.stop();
    await chain?.stop();
  });

  it("takes no account of the development mnemonic and no parameters that were not named", async () => {
    const account = await tfgrid(here, "deploy", "--parameters", LOCAL, "--account", "0");
    const parameters = await tfgrid(as(0), "deploy");
    const key = await tfgrid(here, "deploy", "--parameters", LOCAL);

    expect([account.code, parameters.code, key.code]).to.deep.equal([1, 1, 1]);
    expect(account.err).to.contain("keys that everybody knows");
    expect(parameters.err).to.contain("There is no parameter file for the network base-rehearsal");
    expect(key.err).to.contain("No key is configured to sign with");
  });

  it("deploys, goes on after it was killed, and sends nothing twice", async () => {
    const { transactions } = await tfgridJson<{ transactions: number }>(as(0), ...deploy, "--dry-run");
    const interrupted = startTfgrid(as(0), deploy);
    interrupted.onProgress((err) => {
      if (err.includes("Transaction 9 of")) interrupted.kill();
    });
    expect((await interrupted.outcome).code).to.equal(undefined);
    const resumed = await tfgrid(as(0), ...deploy);
    expect(resumed.code, resumed.err).to.equal(0);
    expect(resumed.err).to.contain(`Transaction ${transactions} of ${transactions} sent.`);

    expect((await tfgrid(as(0), ...deploy)).out).to.contain("already");
    expect((await tfgrid(here, "verify")).code).to.equal(0);
    expect((await tfgrid(here, "roles")).code).to.equal(0);
  });

  it("creates a farm with an encrypted keystore and registers nodes in one go", async () => {
    const farmer = HDNodeWallet.fromPhrase(MNEMONIC, undefined, "m/44'/60'/0'/0/12");
    writeKeystore("farmer.json", await keystoreOf(farmer));
    const env = { ...here.env, TFGRID_KEYSTORE: "farmer.json", TFGRID_KEYSTORE_PASSWORD: "a" };
    const place = { ...here, env };
    const { farm } = await tfgridJson<{ farm: number }>(place, "farm", "create", "--name", "anvil-farm");
    for (const name of ["a1", "a2", "a3"]) writeKeystore(`${name}.json`, await keystoreOf(Wallet.createRandom()));
    const nodes = ["a1", "a2", "a3"].map((name) => ({
      keyFile: `${name}.json`,
      cru: 8,
      mru: "32GiB",
      sru: "1TB",
      country: "Egypt",
      city: "Cairo",
    }));
    writeFileSync(path.join(here.folder, "nodes.json"), JSON.stringify(nodes));

    const { registered } = await tfgridJson<{ registered: { node: number }[] }>(
      place,
      "node",
      "register",
      "--farm",
      String(farm),
      "--file",
      "nodes.json",
    );

    expect(registered.map(({ node }) => node)).to.deep.equal([1, 2, 3]);
    expect((await tfgrid(here, "node", "list")).code).to.equal(0);
    expect((await tfgrid(here, "status")).out).to.contain(`chain ${CHAIN_ID}`);
  });

  it("says no in the same words as against any node", async () => {
    const taken = await tfgrid(as(12), "farm", "create", "--name", "ANVIL-farm");
    const foreign = await tfgrid(as(13), "farm", "rename", "--farm", "1", "--name", "mine");

    expect(taken.err).to.contain('The name "ANVIL-farm" belongs to farm 1.');
    expect(foreign.err).to.match(/^0x\w{40} does not own farm 1\./m);
  });

  it("never asked for anything that only development nodes or nodes with keys answer", () => {
    expect([...proxy.methods].filter((method) => !STANDARD.test(method))).to.deep.equal([]);
  });

  function writeKeystore(name: string, text: string): void {
    writeFileSync(path.join(here.folder, name), text);
  }

  function keystoreOf({ address, privateKey }: { address: string; privateKey: string }): Promise<string> {
    return encryptKeystoreJson({ address, privateKey }, "a", { scrypt: { N: 2 } });
  }
});
