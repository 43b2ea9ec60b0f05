import { expect } from "chai";
import { SigningKey } from "ethers";
import { NODE_PASSWORD } from "./chains.ts";
import { expectRefusal } from "./expect-refusal.ts";
import type { TestGrid } from "./grids.ts";
import { localGrid, publicGrid } from "./grids.ts";
import type { Outcome } from "./tfgrid-process.ts";
import { tfgridHere } from "./tfgrid-process.ts";

interface Pool {
  readonly ips: readonly { readonly ip: string; readonly gateway: string }[];
}

const GRIDS: [where: string, startGrid: () => Promise<TestGrid>][] = [
  ["a Hardhat node", localGrid],
  ["a public chain with blocks 12 s apart", publicGrid],
];

// What farmers and nodes tell the Directory besides farms and nodes. Each step needs those before.
for (const [where, startGrid] of GRIDS)
  describe(`public addresses, twins, power and consents, on ${where}`, function () {
    this.timeout(180_000);

    let grid: TestGrid;
    let farm: number;
    let node: number;
    let nodeKey: string;

    /** Runs a command with the node's own key. */
    const asNode = (command: string): Promise<Outcome> => {
      const env = { ...grid.place.env, TFGRID_KEYSTORE: "directory.json", TFGRID_KEYSTORE_PASSWORD: NODE_PASSWORD };
      return tfgridHere({ ...grid.place, env }, ...command.split(" "));
    };
    const pool = () => grid.json<Pool>(`farm ip list --farm ${farm}`);
    const add = (ips: string, gateway = "185.206.122.1", account = 18) =>
      `farm ip add --farm ${farm} --ips ${ips} --gateway ${gateway} --account ${account}`;
    const remove = (ips: string) => `farm ip remove --farm ${farm} --ips ${ips} --account 18`;

    before(async () => {
      grid = await startGrid();
      ({ farm } = await grid.json<{ farm: number }>("farm create --name directory --account 18"));
      nodeKey = await grid.newKey("directory");
      const hardware = "--cru 8 --mru 32GiB --sru 1024GiB --country Belgium --city Ghent";
      const command = `node register --farm ${farm} --node-key-file directory.json ${hardware} --account 18`;
      node = (await grid.json<{ registered: [{ node: number }] }>(command)).registered[0].node;
      await (await grid.wallet(0).sendTransaction({ to: nodeKey, value: 10n ** 18n })).wait();
    });

    it("add addresses to the farm's pool, and those that are in it already cost nothing", async () => {
      expect((await grid.run(`farm ip list --farm ${farm}`)).out).to.equal(
        `Farm ${farm} offers no public addresses.\n`,
      );
      const added = await grid.run(add("185.206.122.10/24 185.206.122.9/24"));
      expect(added.code, added.err).to.equal(0);
      expect(added.out).to.equal(`Farm ${farm} offers 2 public addresses, 2 of them new.\n`);

      expect((await grid.runHere(add("185.206.122.9/24 185.206.122.11/24"))).out).to.contain(
        "3 public addresses, 1 of",
      );
      const again = await grid.runHere(add("185.206.122.10/24 185.206.122.9/24"));
      expect(again.out).to.equal(`Farm ${farm} offered all of them before: nothing was sent.\n`);
      expect((await pool()).ips.map(({ ip }) => ip)).to.deep.equal([9, 10, 11].map((n) => `185.206.122.${n}/24`));
      expect((await grid.run(`farm ip list --farm ${farm}`)).out).to.match(
        /185\.206\.122\.9\/24 .*185\.206\.122\.1 .*free/,
      );
    });

    it("add more of them than fit into one transaction", async () => {
      const ips = Array.from({ length: 101 }, (_, index) => `185.206.123.${index + 10}/24`);
      const { transactions } = await grid.json<{ transactions: string[] }>(add(ips.join(" "), "185.206.123.1"));

      expect(transactions).to.have.length(2);
      expect((await pool()).ips).to.have.length(104);
      expect((await grid.runHere(remove(ips.map((ip) => ip.replace("/24", "")).join(" ")))).out).to.contain(
        "101 fewer",
      );
    });

    it("refuse addresses that are none, are not public, or are in the pool with another gateway", async () => {
      expectRefusal(await grid.runHere(add("185.206.122.300/24")), /^"185\.206\.122\.300" is no IPv4 address\./);
      expectRefusal(await grid.runHere(add("185.206.122.12")), /Write addresses with their network as/);
      expectRefusal(
        await grid.runHere(add("192.168.0.4/24", "192.168.0.1")),
        /^192\.168\.0\.4\/24 with gateway 192\.168\.0\.1 is not a usable public address\./,
      );
      expectRefusal(
        await grid.runHere(add("185.206.122.9/24", "185.206.122.2")),
        `Farm ${farm} offers 185.206.122.9/24 already, with gateway 185.206.122.1.`,
      );
      expectRefusal(await grid.runHere(add("185.206.122.13/24", undefined, 13)), /does not own farm/);
      expectRefusal(await grid.runHere("farm ip list --farm 9999"), "There is no farm 9999.");
    });

    it("withdraw addresses, once", async () => {
      const removed = await grid.run(remove("185.206.122.9 185.206.122.11/24"));
      expect(removed.code, removed.err).to.equal(0);
      expect(removed.out).to.equal(`Farm ${farm} offers 1 public addresses, 2 fewer than before.\n`);
      const again = await grid.runHere(remove("185.206.122.9"));
      expect(again.out).to.equal(`Farm ${farm} offers none of them: nothing was sent.\n`);
      expect((await pool()).ips).to.deep.equal([{ ip: "185.206.122.10/24", gateway: "185.206.122.1" }]);
    });

    it("set a node's twin with its own key, and show it", async () => {
      expect((await grid.run(`twin show --node ${node}`)).out).to.equal(`Node ${node} (key ${nodeKey}) has no twin.\n`);
      const set = await asNode("twin set --relay relay.grid.tf");
      expect(set.code, set.err).to.equal(0);
      expect(set.out).to.equal(`Relay relay.grid.tf: ${nodeKey} gets messages there.\n`);
      expect((await asNode("twin set --relay relay.grid.tf")).out).to.contain("has it already: nothing was sent");

      const { twin } = await grid.json<{ twin: { relay: string; publicKey: string } }>(
        `twin show --address ${nodeKey}`,
      );
      expect(twin.relay).to.equal("relay.grid.tf");
      expect(SigningKey.computePublicKey(twin.publicKey, true)).to.equal(twin.publicKey);
      expect((await grid.run(`twin show --node ${node}`)).out)
        .to.contain("relay.grid.tf")
        .and.to.contain(twin.publicKey);
    });

    it("refuse twins without key, with a bad relay, and a question about nobody", async () => {
      const from = grid.wallet(18).address;
      const key = `0x02${"7".repeat(64)}`;
      const relay = `twin set --relay relay.grid.tf --from ${from} --unsigned`;
      expectRefusal(
        await tfgridHere({ ...grid.place, env: publicEnv() }, ...relay.split(" ")),
        /with which public key/,
      );
      expect((await grid.runHere(`${relay} --public-key ${key}`)).code).to.equal(0);
      expectRefusal(await asNode("twin set --relay .grid.tf"), /^"\.grid\.tf" is not a relay name\./);
      expectRefusal(await asNode("twin set --relay a --public-key 0x04"), /^0x04 is not a compressed public key\./);
      expectRefusal(await grid.runHere("twin show"), "It is not clear whose twin is meant.");
      expectRefusal(await grid.runHere("twin show --node 9999"), "There is no live node 9999.");
    });

    it("state a node's power with its own key, after its farmer asked for it", async () => {
      expect((await grid.runHere(`node switch-off --node ${node} --account 18`)).code).to.equal(0);
      const off = await asNode(`node power --node ${node} --state off`);
      expect(off.code, off.err).to.equal(0);
      expect(off.out).to.equal(`Node ${node} is off.\n`);
      expect((await grid.runHere(`node show --node ${node}`)).out).to.contain("off, asked to be off");
      expect((await grid.runHere(`node switch-on --node ${node} --account 18`)).code).to.equal(0);
      expect((await asNode(`node power --node ${node} --state on`)).out).to.equal(`Node ${node} is on.\n`);
      expectRefusal(
        await grid.runHere(`node power --node ${node} --state on --account 18`),
        /only the node.s own key or its farmer may/,
      );
    });

    it("take a consent back, so that nobody can use it", async () => {
      const { farm: other } = await grid.json<{ farm: number }>("farm create --name directory-b --account 13");
      const sign = `node consent move --node ${node} --to-farm ${other} --key-file directory.json --out move.consent`;
      await grid.json(sign);
      expectRefusal(
        await grid.runHere("node consent revoke --consent move.consent --account 18"),
        /who alone can take it back/,
      );

      const revoked = await asNode("node consent revoke --consent move.consent");
      expect(revoked.code, revoked.err).to.equal(0);
      expect(revoked.out).to.equal("The consent move.consent is void.\n");
      expect((await asNode("node consent revoke --consent move.consent")).out).to.contain("nothing was sent");
      const move = `node move --node ${node} --to-farm ${other} --consent move.consent --account 13`;
      expect((await grid.runHere(move)).code).to.equal(1);
    });

    /** Without any key. */
    function publicEnv(): Record<string, string> {
      const { TFGRID_RPC_URL = "", TFGRID_NETWORK } = grid.place.env;
      return { TFGRID_RPC_URL, ...(TFGRID_NETWORK !== undefined && { TFGRID_NETWORK }) };
    }
  });
