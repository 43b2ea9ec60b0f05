import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { recoverAddress } from "ethers";
import type { CollectorClient } from "../../sdk/heartbeats/collector-client.ts";
import { createCollectorClient } from "../../sdk/heartbeats/collector-client.ts";
import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { periodAt } from "../../sdk/rules/minting-period.ts";
import { freePort } from "./chain-process.ts";
import { writeKeystore } from "./commands.ts";
import { expectRefusal } from "./expect-refusal.ts";
import { localGrid, publicGrid } from "./grids.ts";
import type { TestGrid } from "./grids.ts";
import type { Service } from "./services.ts";
import { whenListening } from "./services.ts";
import { HASH, startTenancy } from "./tenancy.ts";
import type { Tenancy } from "./tenancy.ts";
import type { Outcome, Place, RunningCommand } from "./tfgrid-process.ts";
import { startTfgrid } from "./tfgrid-process.ts";

const DAY = 86_400;

/** What `lsblk` tells of a virtual server: its one disk is taken for one that turns. */
const LSBLK = `#!/bin/sh
case "$1" in
  -bPo) echo 'NAME="vda" TYPE="disk" SIZE="274877906944" ROTA="1" RO="0" RM="0" TRAN="virtio" MODEL=""' ;;
  *) echo '{"blockdevices":[]}' ;;
esac
`;

const HOOK = `#!/bin/sh
cat >> events.ndjson
`;

interface Book {
  readonly contracts: { readonly Directory: string };
  readonly schedule: { readonly startSeconds: number; readonly lengthSeconds: number };
}

interface HookedEvent {
  readonly kind: string;
  readonly nodeId: number;
  readonly reservation: { readonly deploymentHash: string };
}

/** A collector that can be killed and started again where it was. */
interface TestCollector {
  readonly url: string;
  readonly client: CollectorClient;
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

describe("tfgrid node run and period appeal, with collectors and a Hardhat node", function () {
  this.timeout(300_000);

  let grid: TestGrid;
  let tenancy: Tenancy;
  let machine: Place;
  let one: TestCollector;
  let two: TestCollector;
  let key: string;
  let node: number;
  let consent: string;
  /** A node of a fleet. */
  let scripted: number;

  const agent = (flags = "--once") =>
    `node run --key-file agent.json --journal agent-journal --ssd vda --collector ${one.url} ${two.url} ${flags}`;
  const startAgent = (flags?: string): RunningCommand => startTfgrid(machine, agent(flags).split(" "));
  const runAgent = (flags?: string): Promise<Outcome> => startAgent(flags).outcome;
  const bookOf = () =>
    JSON.parse(readFileSync(path.join(grid.place.folder, "deployments", "localhost.json"), "utf8")) as Book;
  const period = () => periodAt(bookOf().schedule, Date.now() / 1000);

  before(async () => {
    grid = await localGrid();
    machine = recordedMachine(grid.place);
    tenancy = await startTenancy(grid, { name: "agents", country: "Agentland" });
    [one, two] = [await collectorAt("one"), await collectorAt("two")];
    key = await grid.newKey("agent");
    const paid = await grid.wallet(0).sendTransaction({ to: key, value: 10n ** 18n });
    await paid.wait();
    await writeKeystore(grid.place, "scripted", grid.wallet(500));
    const hardware = "--cru 8 --mru 64GiB --sru 1TB --country Agentland --city Ghent --account 15";
    const register = `node register --farm ${tenancy.farm} --node-key-file scripted.json ${hardware}`;
    scripted = (await grid.json<{ registered: { node: number }[] }>(register)).registered[0]!.node;
  });

  after(() => Promise.all([one, two].map((collector) => collector?.kill())));

  /** The machine that runs this test, with the disk of another one. */
  function recordedMachine({ folder, env }: Place): Place {
    const programs = path.join(folder, "programs");
    mkdirSync(programs);
    for (const [file, text] of [
      [path.join(programs, "lsblk"), LSBLK],
      [path.join(folder, "hook"), HOOK],
    ] as const) {
      writeFileSync(file, text);
      chmodSync(file, 0o755);
    }
    return { folder, env: { ...env, PATH: `${programs}${path.delimiter}${process.env["PATH"]}` } };
  }

  async function collectorAt(name: string): Promise<TestCollector> {
    const command = `collector run --database collector-${name} --listen 127.0.0.1:${await freePort()}`;
    const url = `http://${command.split(" ").at(-1)}`;
    let service: Service | undefined;
    return {
      url,
      client: createCollectorClient(url),
      start: async () => {
        service = await whenListening(grid.start(command));
      },
      kill: async () => {
        await service?.kill();
        service = undefined;
      },
    };
  }

  async function keptBy({ client }: TestCollector, nodeId = node): Promise<SignedHeartbeat[]> {
    const found: SignedHeartbeat[] = [];
    for await (const heartbeat of client.readNode(nodeId, period())) found.push(heartbeat);
    return found;
  }

  /** Waits until a process has said something. */
  function whenSaid(running: RunningCommand, words: string): Promise<void> {
    return new Promise((resolve, reject) => {
      running.onProgress((err) => {
        if (err.includes(words)) resolve();
      });
      void running.outcome.then(({ err }) => {
        reject(new Error(`It ended without saying "${words}": ${err}`));
      });
    });
  }

  const events = () =>
    readFileSync(path.join(grid.place.folder, "events.ndjson"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as HookedEvent);

  it("tells a machine that is no node yet what to do", async () => {
    const refused = await runAgent();
    expectRefusal(refused, `The key ${key} serves no node.`);
    const [, command] = /`tfgrid ([^`]+)`/.exec(refused.err) ?? [];
    consent = command!.replace("--farm N", `--farm ${tenancy.farm}`).replaceAll("NAME", "Oceania");
    await grid.json(
      `${consent.replace(/--cru \d+/, "--cru 77777").replace("consent.json", "other.json")} --account 15`,
    );

    expectRefusal(await runAgent("--once --consent other.json"), /the farmer agreed to 77777 cores/);
    expectRefusal(await runAgent("--once --ssd sdz"), /^This machine shows no disk sdz\..*It shows: vda\./s);
  });

  it("registers the machine as its farmer agreed, and keeps what no collector takes", async () => {
    await grid.json(`${consent} --account 15`);

    const { code, out, err } = await runAgent("--once --consent consent.json");

    expect(code, err).to.equal(1);
    expect(out)
      .to.match(/^Node \d+ of network localhost, key 0x/)
      .and.to.contain("vda: 256.0 GiB SSD");
    expect(out).to.contain("Not all that was due could be done");
    node = Number(/^Node (\d+)/.exec(out)![1]);
    const registered = await grid.json<{ farm: number; key: string }>(`node show --node ${node}`);
    expect(registered).to.include({ farm: tenancy.farm, key });
  });

  it("delivers it to each collector once that is there: signed by its key for this grid", async () => {
    await one.start();
    expect((await runAgent()).code).to.equal(1);
    expect(await keptBy(one)).to.have.length(1);
    await two.start();
    const { code, out, err } = await runAgent();
    expect(code, err).to.equal(0);
    expect(out).to.contain("All that was due is done.");

    const [heartbeat] = await keptBy(two);
    const scope = { chainId: 31_337n, directory: bookOf().contracts.Directory };
    expect(await keptBy(one)).to.deep.equal([heartbeat]);
    expect(heartbeat).to.deep.include({ nodeId: node, sequence: 1, isSimulated: false, sruBytes: 2n ** 38n });
    expect(recoverAddress(heartbeatDigest(scope)(heartbeat!), heartbeat!.signature)).to.equal(key);
  });

  it("serves reservations until it is stopped, alone on its journal, also when a collector is gone", async () => {
    await one.kill();
    const running = startAgent("--every 1 --hook ./hook");
    await whenSaid(running, "does not tell which sequence");
    expectRefusal(await runAgent(), /Another agent is using the journal/);

    const reserve = `reserve --node ${node} --cru 1 --mru 1 --sru 10 --hash ${HASH} --deposit 200 --account 17`;
    const { reservation } = await grid.json<{ reservation: number }>(reserve);
    await whenSaid(running, "The reservation is acknowledged.");
    expect(await tenancy.show(reservation)).to.include({ state: "active", nodeId: node });
    await grid.json(`reservation cancel --id ${reservation} --account 17`);
    await whenSaid(running, '"kind":"remove"');
    running.stop();
    const { code, out, err } = await running.outcome;
    await one.start();

    expect(code, err).to.equal(0);
    expect(out).to.contain(`Node ${node} of network localhost`);
    for (const line of err.trim().split("\n")) expect(JSON.parse(line)).to.include({ name: "tfgrid-node" });
    expect(events().map(({ kind, nodeId }) => [kind, nodeId])).to.deep.equal([
      ["deploy", node],
      ["remove", node],
    ]);
    expect(events()[0]!.reservation.deploymentHash).to.equal(HASH);
  });

  it("says loudly that a second machine has its key", async () => {
    const elsewhere = `node run --key-file agent.json --journal elsewhere --collector ${two.url} --once`;
    const { code, err } = await grid.run(elsewhere);
    expect(code, err).to.equal(0);
    expect((await keptBy(two)).map(({ sequence }) => sequence)).to.deep.equal([1, 2]);

    const forked = await runAgent();
    expect(forked.code).to.equal(1);
    expect(forked.err).to.contain("A SECOND MACHINE USES THIS NODE'S KEY");
    expect(forked.out).to.contain("A second machine uses this node's key: stop it");
  });

  it("appeals with its journal, to whoever hears it", async () => {
    const three = await collectorAt("three");
    const command = `period appeal --node ${node} --journal agent-journal --collector ${one.url} ${three.url}`;
    await three.start();
    const appealed = await grid.runHere(`${command} --period ${period()}`);
    expect(appealed.code, appealed.err).to.equal(0);
    expect(appealed.out).to.match(/^The journal holds 1 heartbeat of node/);
    expect(appealed.err).to.contain("the next attempt, or, when the measurements are final already, a correction");
    expect((await keptBy(three)).map(({ sequence }) => sequence)).to.deep.equal([1]);
    await three.kill();

    const half = await grid.runHere(`${command} --period ${period()}`);
    expect([half.code, half.out.includes("does not answer")]).to.deep.equal([0, true]);
    const deaf = await grid.runHere(`${command.replace(`${one.url} `, "")} --period ${period()}`);
    expect(deaf.code, deaf.err).to.equal(1);
    expect(deaf.out).to.contain("does not answer");
    expect(deaf.err).to.contain("No collector took any of them");
    expectRefusal(await grid.runHere(`${command} --period 1`), /holds no heartbeat of node \d+ in period 1/);
    expectRefusal(
      await grid.runHere(`${command.replace(`--node ${node}`, "--node 99999")} --period ${period()}`),
      /is the journal of node/,
    );
  });

  it("sleeps and wakes as its farmer asks", async () => {
    await grid.json(`node switch-off --node ${node} --account 15`);
    const asleep = await runAgent("--once --hook cat");
    const isDown = async () => (await grid.json<{ isDown: boolean }>(`node show --node ${node}`)).isDown;
    expect(asleep.err).to.contain("The node goes down as its farmer asks");
    expect(await isDown()).to.be.true;

    await grid.json(`node switch-on --node ${node} --account 15`);
    const awake = await runAgent();
    expect(awake.err).to.contain("The node is up: it said so on chain.");
    expect(await isDown()).to.be.false;
  });

  it("plays a fleet on a local chain, and on no public one", async () => {
    const to = Math.floor(Date.now() / 1000);
    const size = { cru: 8, mru: "64GiB", sru: "1TB" };
    const fleet = (key: number) => ({ format: "tfgrid-fleet-1", from: to - DAY, to, nodes: [{ key, ...size }] });
    grid.write("fleet.json", fleet(500));
    const command = `node run --simulate fleet.json --collector ${one.url}`;
    const { code, out, err } = await grid.run(command);
    expect(code, out + err).to.equal(0);
    expect(out).to.match(/^1 simulated nodes made 3[67] heartbeats\.\n.*: 3[67] stored, 0 known before/);
    const [last] = (await keptBy(one, scripted)).slice(-1);
    expect(last).to.include({ isSimulated: true });

    grid.write("fleet.json", fleet(501));
    expectRefusal(await grid.runHere(command), /^Key 501 of the fleet, 0x\w+, serves no node\./);
    const there = await publicGrid();
    expectRefusal(await there.runHere(command), /^Fleets are simulated on local chains only; this is chain 84532\./);
  });
});
