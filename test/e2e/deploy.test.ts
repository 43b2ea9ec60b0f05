import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { JsonRpcProvider } from "ethers";
import { emptyFolder } from "../scripts/cli/fake-io.ts";
import type { ChainProcess } from "./chain-process.ts";
import { startHardhatNode } from "./chain-process.ts";
import { startRpcProxy } from "./rpc-proxy.ts";
import type { Place } from "./tfgrid-process.ts";
import { startTfgrid, tfgrid, tfgridJson } from "./tfgrid-process.ts";

const DEPLOYER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

interface Book {
  readonly deployedAtBlock: number;
  readonly contracts: Readonly<Record<string, string>>;
}

interface Verification {
  readonly isSame: boolean;
  readonly contracts: readonly { readonly areImmutablesCompared: boolean }[];
  readonly explorerInput: string;
}

function bookOf({ folder }: Place): string {
  return path.join(folder, "deployments", "localhost.json");
}

/** How many transactions an account has sent. */
async function sentBy(url: string, account: string): Promise<number> {
  const provider = new JsonRpcProvider(url);
  const count = await provider.getTransactionCount(account);
  provider.destroy();
  return count;
}

describe("tfgrid deploy, against a Hardhat node", function () {
  this.timeout(180_000);

  let chain: ChainProcess;
  /** Where the grid is deployed from. */
  let deployed: Place;

  const place = (changes: Record<string, string> = {}): Place => ({
    folder: emptyFolder(),
    env: { TFGRID_RPC_URL: chain.url, ...changes },
  });

  before(async () => {
    chain = await startHardhatNode();
  });

  after(() => chain?.stop());

  it("deploys, and says that it is deployed already when repeated", async () => {
    deployed = place();
    const first = await tfgrid(deployed, "deploy");
    const before = await sentBy(chain.url, DEPLOYER);
    const again = await tfgrid(deployed, "deploy");

    expect([first.code, again.code]).to.deep.equal([0, 0]);
    expect(first.out).to.match(/^The grid is deployed to localhost \(chain 31337\)\./);
    expect(again.out).to.match(/^The grid is deployed to localhost \(chain 31337\) already\./);
    expect(await sentBy(chain.url, DEPLOYER)).to.equal(before);
  });

  it("gives the roles to those that the parameters name", async () => {
    const { code, out } = await tfgrid(deployed, "roles");

    expect(code).to.equal(0);
    expect(out).to.contain("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC").and.not.to.contain(DEPLOYER);
  });

  it("is what the build says, and gives explorers what they ask for", async () => {
    const { isSame, contracts, explorerInput } = await tfgridJson<Verification>(deployed, "verify");
    const read = (file: string) => JSON.parse(readFileSync(path.join(explorerInput, file), "utf8")) as unknown;

    expect(isSame).to.equal(true);
    expect(contracts.map(({ areImmutablesCompared }) => areImmutablesCompared)).not.to.include(false);
    expect(read("TFT.json"))
      .to.have.property("constructorArguments")
      .that.matches(/^[0-9a-f]{64,}$/);
    expect(read("TFT.standard-input.json")).to.have.property("language", "Solidity");
  });

  it("only checks with --dry-run", async () => {
    const here = place();
    const before = await sentBy(chain.url, DEPLOYER);
    const plan = await tfgridJson<{ transactions: number; sender: string }>(here, "deploy", "--dry-run");

    expect(plan.sender).to.equal(DEPLOYER);
    expect(plan.transactions).to.be.above(40);
    expect(await sentBy(chain.url, DEPLOYER)).to.equal(before);
    expect(existsSync(bookOf(here))).to.equal(false);
  });

  it("goes on where it was killed, and sends nothing twice", async () => {
    const here = place();
    const { transactions } = await tfgridJson<{ transactions: number }>(here, "deploy", "--dry-run");
    const before = await sentBy(chain.url, DEPLOYER);
    const interrupted = startTfgrid(here, ["deploy"]);
    interrupted.onProgress((err) => {
      if (err.includes("Transaction 17 of")) interrupted.kill();
    });
    expect((await interrupted.outcome).code).to.equal(undefined);
    const halfway = (await sentBy(chain.url, DEPLOYER)) - before;
    expect(halfway).to.be.within(1, transactions - 1);

    const resumed = await tfgrid(here, "deploy");

    expect(resumed.code, resumed.err).to.equal(0);
    expect((await sentBy(chain.url, DEPLOYER)) - before).to.equal(transactions);
    expect((await tfgrid(here, "roles")).code).to.equal(0);
  });

  it("goes on after a death between sending a transaction and writing it down", async () => {
    const before = await sentBy(chain.url, DEPLOYER);
    let sent = 0;
    let kill: (() => void) | undefined;
    const proxy = await startRpcProxy(chain.url, {
      answered: ({ method }) => {
        if (method === "eth_sendRawTransaction" && ++sent === 12) kill?.();
      },
    });
    const here = place({ TFGRID_RPC_URL: proxy.url });
    const { transactions } = await tfgridJson<{ transactions: number }>(here, "deploy", "--dry-run");
    const interrupted = startTfgrid(here, ["deploy"]);
    kill = interrupted.kill;
    await interrupted.outcome;
    expect((await sentBy(chain.url, DEPLOYER)) - before).to.equal(12);

    kill = undefined;
    const resumed = await tfgrid(here, "deploy");
    proxy.stop();

    expect(resumed.code, resumed.err).to.equal(0);
    expect((await sentBy(chain.url, DEPLOYER)) - before).to.equal(transactions);
  });

  it("tells contracts that differ from the build", async () => {
    const here = place();
    const { contracts, ...book } = JSON.parse(readFileSync(bookOf(deployed), "utf8")) as Book;
    const tampered = { ...contracts, TFT: contracts["Twins"], PublicIps: DEPLOYER };
    mkdirSync(path.dirname(bookOf(here)));
    writeFileSync(bookOf(here), JSON.stringify({ ...book, contracts: tampered }));

    const { code, out } = await tfgrid(here, "verify");

    expect(code).to.equal(1);
    expect(out).to.match(/TFT .*DIFFERENT from the build/);
    expect(out).to.match(/PublicIps .*NO CONTRACT there/);
    expect(out).to.match(/Directory .*same as the build/);
  });

  it("tells contracts that were constructed with other values", async () => {
    const { contracts } = JSON.parse(readFileSync(bookOf(deployed), "utf8")) as Book;
    const provider = new JsonRpcProvider(chain.url);
    const [ips, directory] = [contracts["PublicIps"]!, contracts["Directory"]!.slice(2).toLowerCase()];
    const code = await provider.getCode(ips);
    await provider.send("hardhat_setCode", [ips, code.replaceAll(directory, DEPLOYER.slice(2).toLowerCase())]);

    const { out } = await tfgrid(deployed, "verify");

    await provider.send("hardhat_setCode", [ips, code]);
    provider.destroy();
    expect(out).to.match(/PublicIps .*DIFFERENT from the build/);
    expect(out).to.match(/Directory .*same as the build/);
  });

  it("begins anew on a chain that was started anew; other commands say before that nothing is there", async () => {
    const anew = await startHardhatNode();
    try {
      const there = { ...deployed, env: { ...deployed.env, TFGRID_RPC_URL: anew.url } };
      const missing = await tfgrid(there, "status");
      expect(missing.code).to.equal(1);
      expect(missing.err).to.contain("There are no contracts of the grid at the addresses of network localhost");
      expect(missing.err).to.contain("tfgrid deploy --network localhost");
      expect((await tfgrid(there, "deploy")).code).to.equal(0);
      expect((await tfgrid(there, "status")).code).to.equal(0);
    } finally {
      await anew.stop();
    }
  });

  describe("refuses, with a sentence and a next step,", () => {
    const refusals: [what: string, env: Record<string, string>, args: string[], message: string][] = [
      [
        "an RPC endpoint that does not answer",
        { TFGRID_RPC_URL: "http://127.0.0.1:1" },
        [],
        "127.0.0.1:1 does not answer",
      ],
      ["a network that it cannot find", { TFGRID_RPC_URL: "" }, ["--network", "mars"], "is not an http or https url"],
      ["an empty wallet", { TFGRID_PRIVATE_KEY: `0x${"42".repeat(32)}` }, [], "holds no ETH"],
      ["a key that is none", { TFGRID_PRIVATE_KEY: "swordfish" }, [], "TFGRID_PRIVATE_KEY is not a private key"],
      ["a parameter file that is missing", {}, ["--parameters", "none.json"], "There is no parameter file"],
      ["a parameter file that is none", {}, ["--parameters", "bad.json"], "cannot be used: it is not JSON"],
      ["parameters that are incomplete", {}, ["--parameters", "poor.json"], "token"],
      ["the admin as deployer", {}, ["--account", "1"], "gives that role up"],
    ];
    for (const [what, env, args, message] of refusals) {
      it(what, async () => {
        const here = place(env);
        writeFileSync(path.join(here.folder, "bad.json"), "{");
        writeFileSync(path.join(here.folder, "poor.json"), "{}");
        const before = await sentBy(chain.url, DEPLOYER);

        const { code, out, err } = await tfgrid(here, "deploy", ...args);

        expect([code, out]).to.deep.equal([1, ""]);
        expect(err).to.contain(message);
        expect(await sentBy(chain.url, DEPLOYER)).to.equal(before);
        expect(existsSync(bookOf(here))).to.equal(false);
      });
    }
  });
});
