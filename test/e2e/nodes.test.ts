import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { getAddress } from "ethers";
import type { UnsignedCall } from "./contract-wallet.ts";
import { deployContractWallet } from "./contract-wallet.ts";
import type { TestGrid } from "./grids.ts";
import { localGrid } from "./grids.ts";
import { tfgridHere } from "./tfgrid-process.ts";

const HARDWARE = "--cru 8 --mru 64GiB --sru 1TB --country Belgium --city Ghent";

interface Registered {
  readonly registered: readonly { readonly node: number; readonly key: string }[];
  readonly alreadyRegistered: readonly number[];
}

describe("tfgrid node, against a Hardhat node", function () {
  this.timeout(180_000);

  let grid: TestGrid;
  let farm: number;
  let otherFarm: number;

  /** Registers a node with the key of that name and returns its number. */
  async function register(name: string): Promise<number> {
    await grid.newKey(name);
    const command = `node register --farm ${farm} --node-key-file ${name}.json ${HARDWARE} --account 15`;
    return (await grid.json<Registered>(command)).registered[0]!.node;
  }

  before(async () => {
    grid = await localGrid();
    farm = (await grid.json<{ farm: number }>("farm create --name nodes-alpha --account 15")).farm;
    otherFarm = (await grid.json<{ farm: number }>("farm create --name nodes-beta --account 16")).farm;
  });

  it("registers the nodes of a file, and only those that are new", async () => {
    await Promise.all([grid.newKey("f1"), grid.newKey("f2"), grid.newKey("f3")]);
    const place = { country: "Belgium", city: "Ghent" };
    const entries = [
      { keyFile: "f1.json", cru: 8, mru: "64GiB", sru: "1TB", ...place },
      { keyFile: "f2.json", cru: 4, mru: 17179869184, sru: "512 GB", hru: "4TB", ipv4: 2, latitude: 51.05, ...place },
      { keyFile: "f3.json", cru: 4, mru: "16GiB", sru: "512GB", ...place },
    ];
    grid.write("nodes.json", entries.slice(0, 2));
    const first = await grid.run(`node register --farm ${farm} --file nodes.json --account 15`);
    expect(first.code, first.err).to.equal(0);
    expect(first.out.trim().split("\n")).to.have.length(2);
    expect(first.err).to.match(/terms begin with period \d+ \(/);

    grid.write("nodes.json", entries);
    const second = await grid.json<Registered>(`node register --farm ${farm} --file nodes.json --account 15`);
    expect([second.registered.length, second.alreadyRegistered.length]).to.deep.equal([1, 2]);
    const third = await grid.run(`node register --farm ${farm} --file nodes.json --account 15`);
    expect([third.code, third.out]).to.deep.equal([0, "All of them are registered already.\n"]);
    expect(await grid.json(`node list --farm ${farm}`)).to.have.length(3);
  });

  it("goes on with the same command after one of several nodes was refused", async () => {
    const keys = await Promise.all(["i1", "i2", "i3"].map((name) => grid.newKey(name)));
    const entries = keys.map((_, index) => ({
      keyFile: `i${index + 1}.json`,
      cru: 8,
      mru: index === 1 ? "1GiB" : "8GiB",
      sru: "1TB",
      country: "BE",
      city: "X",
    }));
    const command = `node register --farm ${farm} --file interrupted.json --account 15`;
    grid.write("interrupted.json", entries);
    const interrupted = await grid.run(command);
    expect(interrupted.code).to.equal(1);
    expect(interrupted.err).to.contain("The node offers too little");
    expect(interrupted.err).to.contain("1 of 3 transactions are in blocks; the same command goes on from there.");

    grid.write(
      "interrupted.json",
      entries.map((entry) => ({ ...entry, mru: "8GiB" })),
    );
    const { registered, alreadyRegistered } = await grid.json<Registered>(command);
    expect([registered.length, alreadyRegistered.length]).to.deep.equal([2, 1]);
  });

  it("makes a key, encrypted and never twice over the same file", async () => {
    const made = await grid.run("node new-key --out made.json");
    expect(made.out).to.match(/^The key 0x\w{40} is in .*made\.json\.\n$/);
    expect(readFileSync(path.join(grid.place.folder, "made.json"), "utf8")).to.contain("scrypt");

    const again = await grid.runHere("node new-key --out made.json");
    expect([again.code, again.err]).to.deep.equal([1, "made.json exists already.\nChoose another file name.\n"]);
  });

  it("simulates the registration of each", async () => {
    const plan = await grid.json<{ calls: { gas: string }[] }>(
      `node register --farm ${farm} --node-key ${await grid.newKey("d1")} --node-key-file d1.json ${HARDWARE} --account 15 --dry-run`,
    );

    expect(plan.calls).to.have.length(1);
    expect(Number(plan.calls[0]?.gas)).to.be.above(100_000);
  });

  it("joins a farm of somebody else by a consent file that the farmer sends", async () => {
    const key = await grid.newKey("c1");
    const signed = await grid.run(
      `node consent join --farm ${otherFarm} --key-file c1.json ${HARDWARE} --out c1.consent`,
    );
    expect(signed.code, signed.err).to.equal(0);
    const { registered } = await grid.json<Registered>("node register --consent c1.consent --account 16");

    expect(registered.map((node) => node.key)).to.deep.equal([key]);
  });

  it("is registered by a third party with both consents", async () => {
    const key = await grid.newKey("c2");
    await grid.json(`node consent join --farm ${otherFarm} --key-file c2.json ${HARDWARE} --out node.consent`);
    await grid.json(
      `node consent join --farm ${otherFarm} --node-key ${key} ${HARDWARE} --account 16 --out farmer.consent`,
    );
    const { registered } = await grid.json<Registered>(
      "node register --consent node.consent --consent farmer.consent --account 19",
    );

    expect(registered.map((node) => node.key)).to.deep.equal([key]);
  });

  it("joins the farm of a contract wallet, whose owner signs for it", async () => {
    const { address: party, send } = await deployContractWallet(grid.wallet(14));
    await send(await grid.json<UnsignedCall[]>(`farm create --name nodes-wallet --from ${party} --unsigned`));
    const [{ farm: walletFarm }] = await grid.json<[{ farm: number }]>(`farm list --owner ${party}`);

    const key = await grid.newKey("w1");
    await grid.json(
      `node consent join --farm ${walletFarm} --node-key ${key} --party ${party} --account 14 ${HARDWARE} --out w1.consent`,
    );
    const { registered } = await grid.json<Registered>(
      `node register --farm ${walletFarm} --node-key-file w1.json ${HARDWARE} --consent w1.consent --account 19`,
    );

    expect(await grid.json<object>(`node show --node ${registered[0]!.node}`)).to.include({ farm: walletFarm, key });
  });

  it("is certified, verified, updated, moved, switched and removed by those who may", async () => {
    const node = await register("l1");
    const keys = [keystoreAddress("l1.json"), await grid.newKey("l2")];
    for (const [index, to] of keys.entries()) {
      await (await grid.wallet(17 + index).sendTransaction({ to, value: 10n ** 18n })).wait();
    }
    const env = { ...grid.place.env, TFGRID_KEYSTORE: "l1.json", TFGRID_KEYSTORE_PASSWORD: "a password" };
    const asNode = (command: string) => tfgridHere({ ...grid.place, env }, ...command.split(" "));
    const { period } = await grid.json<{ period: number }>("status");

    const outcomes = [
      await grid.runHere(`node certify --node ${node} --account 3`),
      await grid.runHere(`node verify --node ${node} --until ${period + 9} --account 3`),
      await grid.runHere(`node unverify --node ${node} --account 3`),
      await grid.runHere(`node decertify --node ${node} --account 3`),
      await asNode(`node update-capacity --node ${node} --cru 16 --mru 128GiB --sru 2TB`),
      await asNode(`node rotate-key --node ${node} --new-key-file l2.json`),
      await grid.runHere(`node move --node ${node} --to-farm ${otherFarm} --key-file l2.json --account 16`),
      await grid.runHere(`node switch-off --node ${node} --account 16`),
      await grid.runHere(`node switch-on --node ${node} --account 16`),
      await grid.runHere(`node remove --node ${node} --account 16`),
    ];

    expect(outcomes.map(({ code, err }) => (code === 0 ? "done" : err))).to.deep.equal(outcomes.map(() => "done"));
    const shown = await grid.json<{ farm: number; key?: string; terms: unknown[] }>(`node show --node ${node}`);
    expect([shown.farm, shown.key, shown.terms.length]).to.deep.equal([otherFarm, undefined, 5]);
    expect((await grid.run(`node show --node ${node}`)).out).to.contain("none, the node is removed");
    expect((await grid.run("node list --all")).out).to.contain("removed");
  });

  it("gets a lost key replaced by certifier and farmer together", async () => {
    const node = await register("k1");
    const key = await grid.newKey("k2");
    await grid.json(`node consent key --node ${node} --new-key ${key} --account 15 --out k2.farmer`);
    await grid.json(`node consent key --node ${node} --key-file k2.json --out k2.key`);

    const replaced = await grid.run(`node replace-key --node ${node} --consent k2.key k2.farmer --account 3`);

    expect(replaced.code, replaced.err).to.equal(0);
    expect(replaced.out).to.contain(`Node ${node} has the key ${key} instead of ${keystoreAddress("k1.json")}`);
  });

  it("is verified by the signatures of enough verifiers", async () => {
    const node = await register("v1");
    const { period } = await grid.json<{ period: number }>("status");
    for (const account of [9, 10]) {
      await grid.json(
        `node sign-verification --node ${node} --until ${period + 5} --account ${account} --out v${account}`,
      );
    }
    const stranger = await grid.runHere(
      `node sign-verification --node ${node} --until ${period + 5} --account 12 --out v`,
    );
    const few = await grid.runHere("node verify-by-signatures --signatures v9 --account 19");
    const enough = await grid.run("node verify-by-signatures --signatures v10 v9 v10 --account 19");

    expect([stranger.code, stranger.err]).to.deep.equal([
      1,
      `${grid.wallet(12).address} is no verifier of this network; nothing was signed.\ntfgrid status names the verifiers.\n`,
    ]);
    expect([few.code, few.err]).to.deep.equal([
      1,
      "1 signatures are too few: 2 are needed.\nCollect more signatures.\n",
    ]);
    expect(enough.code, enough.err).to.equal(0);
    expect(enough.out).to.contain(`are verified from period ${period + 1} to ${period + 4}`);
  });

  it("has its details corrected", async () => {
    const node = await register("s1");
    const done = await grid.runHere(`node set-details --node ${node} --country Egypt --city Cairo --account 15`);

    expect(done.out).to.equal(`Node ${node} stands in Cairo, Egypt.\n`);
  });

  it("adopts a newer policy", async () => {
    const node = await register("p1");
    const file = new URL("../../ignition/parameters/local.json", import.meta.url);
    const { policies } = JSON.parse(readFileSync(file, "utf8")) as { policies: object[] };
    grid.write("newer.json", { ...policies[0], name: "newer" });
    await grid.json("policy add --file newer.json --account 1");

    const adopted = await grid.runHere(`node adopt-policy --node ${node} --account 15`);

    expect(adopted.code, adopted.err).to.equal(0);
  });

  function keystoreAddress(file: string): string {
    const { address } = JSON.parse(readFileSync(path.join(grid.place.folder, file), "utf8")) as { address: string };
    return getAddress(`0x${address}`);
  }
});
