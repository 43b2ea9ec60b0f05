import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { AddressBook } from "../../sdk/network/address-book.ts";
import { parseAddressBook } from "../../sdk/network/address-book.ts";
import { emptyFolder } from "../scripts/cli/fake-io.ts";
import type { TestGrid } from "./grids.ts";
import { localGrid, publicGrid } from "./grids.ts";
import { startRpcProxy } from "./rpc-proxy.ts";
import { tfgrid, tfgridHere } from "./tfgrid-process.ts";

const FARMER = "0xdD2FD4581271e230360230F9337D5c0430Bf44C0";
const OTHER_FARMER = "0x8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199";
const ZERO = `0x${"0".repeat(40)}`;

const NODE = "--country BE --city X --account 18";

/** What is wrong, the command, and what is said. MINE and THEIRS stand for farms, NODE for a node of MINE. */
const REFUSALS: [what: string, command: string, message: RegExp][] = [
  ["an unknown farm", "farm show --farm 9999", /^There is no farm 9999\./],
  ["an unknown node", "node show --node 9999", /^There is no node 9999\./],
  ["a foreign farm", "farm rename --farm THEIRS --name mine --account 18", /^0xdD2F\w+ does not own farm \d+\./],
  [
    "a name that is taken",
    "farm create --name REFUSALS-mine --account 18",
    /^The name "REFUSALS-mine" belongs to farm/,
  ],
  ["a name that is not allowed", "farm create --name x --account 18", /^The farm name "x" is not allowed\./],
  ["a payout address of zero", `farm create --name z0 --payout ${ZERO} --account 18`, /nobody \(the zero address\)/],
  ["a mistyped address", `farm create --name z1 --payout ${FARMER.replace("d", "D")} --account 18`, /wrong checksum/],
  ["a text that is no address", "farm create --name z2 --payout me --account 18", /It must be an address/],
  ["somebody without the role", "node certify --node NODE --account 18", /does not hold the role/],
  ["a farm that was not offered", "farm accept --farm THEIRS --account 18", /was not offered to/],
  ["nothing to cancel", "farm payout-address cancel --farm MINE --account 18", /is not about to change/],
  ["nothing to adopt", "node adopt-policy --node NODE --account 18", /^Nothing would change for node/],
  ["a foreign node", "node remove --node NODE --account 19", /only the node's own key or its farmer may/],
  ["verification of the past", "node verify --node NODE --until 1 --account 3", /cannot be verified/],
  [
    "too little hardware",
    `node register --farm MINE --node-key-file free.json --cru 1 --mru 1GiB --sru 1TB ${NODE}`,
    /^The node offers too little: 1 cores, 1\.0 GiB/,
  ],
  [
    "a place out of this world",
    `node register --farm MINE --node-key-file free.json --cru 1 --mru 4GiB --sru 1TB --latitude 91 ${NODE}`,
    /latitude/,
  ],
  [
    "a size that is none",
    `node register --farm MINE --node-key-file free.json --cru 1 --mru much --sru 1TB ${NODE}`,
    /"much" is not a size/,
  ],
  ["flags that are missing", "node register --farm MINE --cru 1 --account 18", /^Some flags are missing or wrong/],
  [
    "no farm",
    `node register --node-key-file free.json --cru 1 --mru 4GiB --sru 1TB ${NODE}`,
    /^The farm that the nodes join is not named/,
  ],
  ["no node at all", "node register --farm MINE --account 18", /^No node is named\./],
  [
    "a list that is missing",
    "node register --farm MINE --file none.json --account 18",
    /^The list of nodes none\.json cannot be read/,
  ],
  [
    "a list that is none",
    "node register --farm MINE --file odd.json --account 18",
    /^odd\.json is no valid list of nodes:/,
  ],
  [
    "a list with a key twice",
    "node register --farm MINE --file twice.json --account 18",
    /^Two nodes of the list have the same key/,
  ],
  [
    "a farmer who did not agree",
    `node register --farm THEIRS --node-key-file free.json --cru 8 --mru 8GiB --sru 1TB ${NODE}`,
    /^0x8626\w+ has to agree and has not/,
  ],
  [
    "a file in the place of a consent",
    "node register --consent odd.json --account 18",
    /^odd\.json is no valid consent:/,
  ],
  [
    "a consent for another chain",
    "node register --consent foreign.consent --account 18",
    /^The consent foreign\.consent is for the Directory/,
  ],
  [
    "a consent that is too old",
    "node register --consent old.consent --account 18",
    /^The consent old\.consent was valid until 2001-/,
  ],
  [
    "a consent that somebody else signed",
    "node register --consent forged.consent --account 18",
    /did not sign this consent/,
  ],
  ["a policy that is none", "policy add --file odd.json --account 1", /^odd\.json is no valid policy:/],
  ["a percentage instead of per mille", "policy add --file percent.json --account 1", /95 per mille is not allowed/],
  ["a network without address book", "farm list --network mars", /^The network mars has no address book/],
  ["a key that is missing", "farm accept --farm MINE", /^No key is configured to sign with/],
  [
    "a sender that the key is not",
    `farm accept --farm MINE --account 18 --from ${OTHER_FARMER}`,
    /it cannot send from/,
  ],
  ["nobody to simulate for", "farm accept --farm MINE --dry-run", /^It is not known who sends this/],
];

const GRIDS: [where: string, gridOf: () => Promise<TestGrid>][] = [
  ["on a Hardhat node", localGrid],
  ["on a public chain", publicGrid],
];

for (const [where, gridOf] of GRIDS)
  describe(`tfgrid ${where} refuses, with a sentence and a next step,`, function () {
    this.timeout(180_000);

    let grid: TestGrid;
    const numbers: Record<string, string> = {};

    /** Files that are wrong in one way each, made of a consent that is right. */
    async function writeOddFiles(): Promise<void> {
      const registration = `--farm ${numbers["MINE"]} --cru 8 --mru 8GiB --sru 1TB --country BE --city X`;
      await grid.newKey("free");
      await grid.json(`node consent join ${registration} --key-file free.json --out right.consent`);
      const right = JSON.parse(readFileSync(path.join(grid.place.folder, "right.consent"), "utf8")) as object;
      grid.write("foreign.consent", { ...right, chainId: 1 });
      grid.write("old.consent", { ...right, deadline: "1000000000" });
      grid.write("forged.consent", { ...right, signature: `0x${"12".repeat(64)}1b` });
      grid.write("odd.json", [{ keyFile: 7 }]);
      const node = { keyFile: "free.json", cru: 8, mru: "8GiB", sru: "1TB", country: "BE", city: "X" };
      grid.write("twice.json", [node, node]);
      const file = new URL("../../ignition/parameters/local.json", import.meta.url);
      const { policies } = JSON.parse(readFileSync(file, "utf8")) as { policies: { rates: object }[] };
      const rates = { ...policies[0]?.rates, minimumUptimeDiyPermille: 95 };
      grid.write("percent.json", { ...policies[0], rates });
    }

    /** A folder with an address book that is wrong. */
    function changedBook(change: (book: AddressBook) => AddressBook): string {
      const name = `${grid.place.env["TFGRID_NETWORK"] ?? "localhost"}.json`;
      const file = path.join(grid.place.folder, "deployments", name);
      const folder = emptyFolder();
      writeFileSync(
        path.join(folder, name),
        JSON.stringify(change(parseAddressBook(readFileSync(file, "utf8"), file))),
      );
      return folder;
    }

    /** How many transactions each of those who try has sent: on a public chain blocks come by themselves. */
    function countSent(): Promise<number[]> {
      return Promise.all([1, 3, 18, 19].map((account) => grid.wallet(account).getNonce()));
    }

    before(async () => {
      grid = await gridOf();
      const mine = await grid.json<{ farm: number }>("farm create --name refusals-mine --account 18");
      const theirs = await grid.json<{ farm: number }>("farm create --name refusals-theirs --account 19");
      Object.assign(numbers, { MINE: `${mine.farm}`, THEIRS: `${theirs.farm}` });
      await writeOddFiles();
      await grid.newKey("used");
      const { registered } = await grid.json<{ registered: { node: number }[] }>(
        `node register --farm ${mine.farm} --node-key-file used.json --cru 8 --mru 8GiB --sru 1TB ${NODE}`,
      );
      numbers["NODE"] = `${registered[0]!.node}`;
    });

    for (const [what, command, message] of REFUSALS) {
      it(what, async () => {
        const before = await countSent();
        const filled = command.replace(/\b(MINE|THEIRS|NODE)\b/g, (name) => numbers[name] ?? name);
        const { code, out, err } = await grid.runHere(filled);

        expect([code, out]).to.deep.equal([1, ""]);
        expect(err).to.match(new RegExp(message, "m"));
        expect(err.trim().split("\n").at(-1)).to.match(/^[A-Z(\d].{15,}/);
        expect(await countSent()).to.deep.equal(before);
      });
    }

    it("a wallet without money", async () => {
      const env = { ...grid.place.env, TFGRID_PRIVATE_KEY: `0x${"42".repeat(32)}` };
      const { code, err } = await tfgrid({ ...grid.place, env }, "farm", "create", "--name", "poor");

      expect(code).to.equal(1);
      expect(err).to.contain("holds no ETH to pay the transaction with");
    });

    it("a keystore without password, when there is no terminal to ask at", async () => {
      const env = { ...grid.place.env, TFGRID_KEYSTORE: "free.json" };
      const { code, err } = await tfgrid({ ...grid.place, env }, "farm", "create", "--name", "closed");

      expect(code).to.equal(1);
      expect(err).to.contain("there is no terminal to ask at").and.to.contain("Set TFGRID_KEYSTORE_PASSWORD.");
    });

    it("an RPC endpoint that does not answer", async () => {
      const env = { ...grid.place.env, TFGRID_RPC_URL: "http://127.0.0.1:1" };
      const { code, out, err } = await tfgrid({ ...grid.place, env }, "farm", "list", "--json");

      expect(code).to.equal(1);
      expect(JSON.parse(out)).to.have.nested.property("error.name", "RpcUnreachableError");
      expect(err).to.contain("The RPC endpoint at 127.0.0.1:1 does not answer.");
    });

    it("an RPC endpoint of another chain", async () => {
      const env = { ...grid.place.env, TFGRID_DEPLOYMENTS: changedBook((book) => ({ ...book, chainId: 1 })) };

      const { code, err } = await tfgridHere({ ...grid.place, env }, "farm", "list");

      expect(code).to.equal(1);
      expect(err).to.contain("are on chain 1, but the RPC endpoint").and.to.contain(`serves chain ${grid.chainId}`);
    });

    it("addresses without contracts", async () => {
      const nowhere = ({ contracts, ...book }: AddressBook) => ({
        ...book,
        contracts: { ...contracts, Directory: FARMER },
      });
      const env = { ...grid.place.env, TFGRID_DEPLOYMENTS: changedBook(nowhere) };

      const { code, err } = await tfgridHere({ ...grid.place, env }, "farm", "list");

      expect(code).to.equal(1);
      expect(err).to.contain("There are no contracts of the grid at the addresses of network").and.to.contain("deploy");
    });

    it("a node that keeps no old logs, and gets along with one that gives few at once", async () => {
      const pruned = await startRpcProxy(grid.place.env["TFGRID_RPC_URL"]!, {
        refuses: ({ method }) => (method === "eth_getLogs" ? "missing trie node: state is pruned" : undefined),
      });
      const narrow = await startRpcProxy(grid.place.env["TFGRID_RPC_URL"]!, { refuses: moreThanTenBlocks });
      const run = (url: string) =>
        tfgridHere({ ...grid.place, env: { ...grid.place.env, TFGRID_RPC_URL: url } }, "farm", "list", "--json");
      const [without, few, all] = [
        await run(pruned.url),
        await run(narrow.url),
        await grid.runHere("farm list --json"),
      ];
      pruned.stop();
      narrow.stop();

      expect(without.code).to.equal(1);
      expect(without.err).to.contain("has no logs of blocks").and.to.contain("archive node");
      expect(few).to.deep.equal(all);
    });
  });

function moreThanTenBlocks({ method, params }: { method: string; params: readonly unknown[] }): string | undefined {
  if (method !== "eth_getLogs") return undefined;
  const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
  return Number(toBlock) - Number(fromBlock) >= 10 ? "eth_getLogs is limited to a 10 block range" : undefined;
}
