import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { recoverAddress } from "ethers";
import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import { periodAt } from "../../sdk/rules/minting-period.ts";
import type { CollectorStandIn } from "./collector-stand-in.ts";
import { startCollectorStandIn } from "./collector-stand-in.ts";
import { expectRefusal } from "./expect-refusal.ts";
import { localGrid, publicGrid } from "./grids.ts";
import type { TestGrid } from "./grids.ts";

interface Book {
  readonly contracts: { readonly Directory: string };
  readonly schedule: { readonly startSeconds: number; readonly lengthSeconds: number };
}

describe("tfgrid node run and period appeal, against a Hardhat node", function () {
  this.timeout(300_000);

  let grid: TestGrid;
  let one: CollectorStandIn;
  let two: CollectorStandIn;
  let farm: number;
  let key: string;
  let node: number;

  const agent = (flags = "--once") =>
    `node run --key-file agent.json --journal agent-journal --collector ${one.url} ${two.url} ${flags}`;
  const bookOf = () =>
    JSON.parse(readFileSync(path.join(grid.place.folder, "deployments", "localhost.json"), "utf8")) as Book;

  before(async () => {
    grid = await localGrid();
    [one, two] = [await startCollectorStandIn(), await startCollectorStandIn()];
    key = await grid.newKey("agent");
    const paid = await grid.wallet(0).sendTransaction({ to: key, value: 10n ** 18n });
    await paid.wait();
    farm = (await grid.json<{ farm: number }>("farm create --name agents --account 15")).farm;
  });

  after(() => {
    for (const { stop } of [one, two]) stop();
  });

  it("tells a machine that is no node yet what to do", async () => {
    const refused = await grid.run(agent());
    expectRefusal(refused, `The key ${key} serves no node.`);
    const [, command] = /`tfgrid ([^`]+)`/.exec(refused.err) ?? [];
    const signing = command!.replace("--farm N", `--farm ${farm}`).replaceAll("NAME", "Utopia");
    await grid.json(`${signing} --account 15`);
    await grid.json(
      `${signing.replace(/--cru \d+/, "--cru 77777").replace("consent.json", "other.json")} --account 15`,
    );

    expectRefusal(await grid.run(agent("--once --consent other.json")), /the farmer agreed to 77777 cores/);
  });

  // Whether a grid takes the hardware that runs this test is not known.
  it("does what is due for a machine that is a node", async () => {
    const hardware = "--cru 8 --mru 64GiB --sru 1TB --country Belgium --city Ghent";
    const command = `node register --farm ${farm} --node-key-file agent.json ${hardware} --account 15`;
    node = (await grid.json<{ registered: { node: number }[] }>(command)).registered[0]!.node;

    const { code, out, err } = await grid.run(agent());
    expect(code, err).to.equal(0);
    expect(out).to.contain(`Node ${node} of network localhost, key ${key}.`).and.to.contain("Hardware: ");
    expect(out).to.contain("All that was due is done.");
    expect(one.memory.stored).to.have.length(1);
  });

  it("sent a heartbeat to both collectors that its key signed for this grid", () => {
    const [heartbeat] = one.memory.stored;
    const scope = { chainId: 31_337n, directory: bookOf().contracts.Directory };

    expect(two.memory.stored).to.deep.equal(one.memory.stored);
    expect(heartbeat).to.deep.include({ nodeId: node, sequence: 1, isSimulated: false });
    expect(heartbeat!.cru).to.be.greaterThan(0);
    expect(recoverAddress(heartbeatDigest(scope)(heartbeat!), heartbeat!.signature)).to.equal(key);
  });

  it("runs until it is stopped, alone on its journal", async () => {
    one.memory.isDown = true;
    const running = grid.start(agent("--every 1"));
    const started = new Promise<void>((resolve) => {
      running.onProgress((err) => {
        if (err.includes("does not tell which sequence")) resolve();
      });
    });
    await Promise.race([started, running.outcome]);
    expectRefusal(await grid.run(agent()), /Another agent is using the journal/);
    running.stop();
    const { code, out, err } = await running.outcome;
    one.memory.isDown = false;

    expect(code, err).to.equal(0);
    expect(out).to.contain(`Node ${node} of network localhost`);
    for (const line of err.trim().split("\n")) expect(JSON.parse(line)).to.include({ name: "tfgrid-node" });
  });

  it("says loudly that a second machine has its key", async () => {
    const elsewhere = `node run --key-file agent.json --journal elsewhere --collector ${two.url} --once`;
    const { code, err } = await grid.run(elsewhere);
    expect(code, err).to.equal(0);
    expect(two.memory.stored.map(({ sequence }) => sequence)).to.deep.equal([1, 2]);

    const forked = await grid.run(agent());
    expect(forked.code).to.equal(1);
    expect(forked.err).to.contain("A SECOND MACHINE USES THIS NODE'S KEY");
    expect(forked.out).to.contain("A second machine uses this node's key: stop it");
  });

  it("appeals with its journal", async () => {
    const period = periodAt(bookOf().schedule, one.memory.stored[0]!.sentAt);
    const three = await startCollectorStandIn();
    const appealed = await grid.runHere(
      `period appeal --node ${node} --journal agent-journal --collector ${one.url} ${three.url} --period ${period}`,
    );
    three.stop();
    expect(appealed.code, appealed.err).to.equal(0);
    expect(appealed.out).to.match(/^The journal holds 1 heartbeat of node/);
    expect(appealed.err).to.contain("the next attempt, or, when the measurements are final already, a correction");
    expect([one.memory.appealed.length, three.memory.appealed.length]).to.deep.equal([0, 1]);
    const command = `period appeal --node ${node} --journal agent-journal --collector ${one.url} ${two.url}`;
    one.memory.refuse = () => "periodClosed";
    two.memory.refuse = () => "periodClosed";
    const refused = await grid.runHere(`${command} --period ${period}`);
    expect([refused.code, refused.out.includes("It says periodClosed.")]).to.deep.equal([1, true]);
    one.memory.refuse = () => undefined;
    two.memory.refuse = () => undefined;
    expectRefusal(await grid.runHere(`${command} --period 1`), /holds no heartbeat of node \d+ in period 1/);
    expectRefusal(
      await grid.runHere(`${command.replace(`--node ${node}`, "--node 999")} --period ${period}`),
      /is the journal of node/,
    );
  });

  it("sleeps and wakes as its farmer asks", async () => {
    await grid.json(`node switch-off --node ${node} --account 15`);
    const asleep = await grid.run(agent("--once --hook cat"));
    const isDown = async () => (await grid.json<{ isDown: boolean }>(`node show --node ${node}`)).isDown;
    expect(asleep.err).to.contain("The node goes down as its farmer asks");
    expect(await isDown()).to.be.true;

    await grid.json(`node switch-on --node ${node} --account 15`);
    const awake = await grid.run(agent());
    expect(awake.err).to.contain("The node is up: it said so on chain.");
    expect(await isDown()).to.be.false;
  });

  it("plays a fleet on a local chain, and on no public one", async () => {
    const from = (await grid.provider.getBlock("latest"))!.timestamp;
    const size = { cru: 8, mru: "64GiB", sru: "1TB" };
    const nodes = [{ nodeId: 70_001, key: 500, ...size }];
    grid.write("fleet.json", { format: "tfgrid-fleet-1", from, to: from + 86_400, nodes });
    const command = `node run --simulate fleet.json --collector ${one.url}`;
    const { code, out, err } = await grid.run(command);
    expect(code, err).to.equal(0);
    expect(out).to.match(/^1 simulated nodes made 3[67] heartbeats\.\n.*: 3[67] stored, 0 known before/);
    expect(one.memory.stored.filter(({ isSimulated }) => isSimulated).length).to.be.at.least(36);

    grid.write("fleet.json", { format: "tfgrid-fleet-1", from, to: from + 86_400, nodes: [{ key: 500, ...size }] });
    expectRefusal(await grid.runHere(command), /^Key 500 of the fleet, 0x\w+, serves no node\./);
    const there = await publicGrid();
    expectRefusal(await there.runHere(command), /^Fleets are simulated on local chains only; this is chain 84532\./);
  });
});
