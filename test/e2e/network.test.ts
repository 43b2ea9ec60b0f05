import { readFileSync } from "node:fs";
import { expect } from "chai";
import { HDNodeWallet } from "ethers";
import { createCollectorClient, CollectorError } from "../../sdk/heartbeats/collector-client.ts";
import type { CollectorClient } from "../../sdk/heartbeats/collector-client.ts";
import { HEARTBEAT_SECONDS } from "../../sdk/heartbeats/heartbeat.ts";
import type { HeartbeatScope, SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { signHeartbeat } from "../../sdk/heartbeats/sign-heartbeat.ts";
import { freePort } from "./chain-process.ts";
import { startLocalAnvilAt } from "./chains.ts";
import { commandsOn, writeKeystore } from "./commands.ts";
import type { TestGrid } from "./grids.ts";
import { deployGrid, LOCAL_PARAMETERS } from "./grids.ts";
import { startRpcProxy } from "./rpc-proxy.ts";
import type { Service } from "./services.ts";
import { whenListening } from "./services.ts";
import { startTfgrid } from "./tfgrid-process.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** From when on a period is proposed, after its end. */
const AFTER_PERIOD = 27 * HOUR;

/** The period that runs, at the machine's clock: collectors go by it. */
const PERIOD = 10;

/** So often it is looked whether the attestors are done, every two seconds. */
const MOST_LOOKS = 75;

/** Accounts of the local network's attestors. */
const ATTESTORS = [4, 5, 6, 7, 8];

interface Batch {
  readonly state: string;
  readonly root: string;
}

interface NodePreview {
  readonly node: number;
  readonly history: { readonly contradictions: readonly object[] };
}

// The faults of issues that people had on the real grid, with the processes that people run. Each step needs those before.
describe("collectors and attestors whose machines and networks fail, on Anvil", function () {
  this.timeout(600_000);

  const now = Math.floor(Date.now() / 1000);
  const periodStart = now - 20 * HOUR;
  const running = new Set<Service>();
  let grid: TestGrid;
  let scope: HeartbeatScope;
  let keys: HDNodeWallet[];
  /** Of node 1 and 2 all is well; the clock of node 3 was set back by two hours once. */
  let heartbeats: SignedHeartbeat[];
  let expectedRoot: string;

  before(async () => {
    const chain = await startLocalAnvilAt(periodStart - HOUR);
    const parameters = JSON.parse(readFileSync(LOCAL_PARAMETERS, "utf8")) as object;
    const schedule = { startSeconds: periodStart - PERIOD * DAY, lengthSeconds: DAY };
    const file = commandsOn(chain).write("network.json", { ...parameters, schedule });
    grid = await deployGrid(chain, file);
    const { contracts } = await grid.json<{ contracts: { Directory: string } }>("status");
    scope = { chainId: BigInt(grid.chainId), directory: contracts.Directory };

    keys = [1, 2, 3].map(() => HDNodeWallet.createRandom());
    const { farm } = await grid.json<{ farm: number }>("farm create --name network --account 12");
    for (const [index, key] of keys.entries()) {
      await writeKeystore(grid.place, `node${index + 1}`, key);
      const hardware = "--cru 8 --mru 32GiB --sru 1024GiB --country Belgium --city Ghent --account 12";
      await grid.json(`node register --farm ${farm} --node-key-file node${index + 1}.json ${hardware}`);
    }
    await grid.travelTo(now);
    heartbeats = (await Promise.all([1, 2, 3].map(heartbeatsOf))).flat();
  });

  after(async () => {
    await Promise.all([...running].map(({ kill }) => kill()));
    await grid?.stop();
  });

  function heartbeatsOf(nodeId: number): Promise<SignedHeartbeat[]> {
    const count = (20 * HOUR) / HEARTBEAT_SECONDS;
    const sent = Array.from({ length: count }, (_, index) => {
      const sinceBoot = index * HEARTBEAT_SECONDS;
      const setBack = nodeId === 3 && index > 15 ? 2 * HOUR : 0;
      return signed(nodeId, index + 1, periodStart + sinceBoot - setBack, sinceBoot);
    });
    return Promise.all(sent);
  }

  function signed(nodeId: number, sequence: number, sentAt: number, uptimeSeconds: number) {
    const hardware = { cru: 8, mruBytes: 2n ** 35n, sruBytes: 2n ** 40n, hruBytes: 0n };
    const heartbeat = { nodeId, sequence, sentAt, uptimeSeconds, ...hardware, isSimulated: true, traffic: [] };
    return signHeartbeat(keys[nodeId - 1]!, scope, heartbeat);
  }

  async function track(service: Promise<Service>): Promise<Service> {
    const started = await service;
    running.add(started);
    return started;
  }

  const startCollector = (name: string) =>
    track(whenListening(grid.start(`collector run --database ${name} --listen 127.0.0.1:0`)));

  async function killed(service: Service): Promise<void> {
    await service.kill();
    running.delete(service);
  }

  const batch = async () => {
    const { batches } = await grid.json<{ batches: Batch[] }>(`period status --period ${PERIOD}`);
    return batches[0];
  };

  describe("a collector", () => {
    let collector: Service;
    let client: CollectorClient;

    before(async () => {
      collector = await startCollector("whole");
      client = createCollectorClient(collector.url);
    });

    it("that is killed in the middle of a period has all that it acknowledged", async () => {
      const acknowledged: SignedHeartbeat[] = [];
      const half = heartbeats.length / 2;
      let failure: unknown;
      for (let start = 0; start < heartbeats.length && failure === undefined; start += 5) {
        const part = heartbeats.slice(start, start + 5);
        const sending = client.sendHeartbeats(part, scope);
        if (start >= half) collector.kill().catch(() => undefined);
        await sending.then(
          () => acknowledged.push(...part),
          (error: unknown) => (failure = error),
        );
      }
      expect(failure).to.be.instanceOf(CollectorError);
      expect(acknowledged.length).to.be.at.least(half);
      await killed(collector);

      collector = await startCollector("whole");
      client = createCollectorClient(collector.url);
      const kept = await signaturesOf(client);
      expect(acknowledged.filter(({ signature }) => !kept.includes(signature))).to.deep.equal([]);
    });

    it("takes what comes twice and in no order once each", async () => {
      const shuffled = [...heartbeats, ...heartbeats].sort((a, b) => (a.signature < b.signature ? -1 : 1));
      const results = await client.sendHeartbeats(shuffled, scope);

      expect(new Set(results.map(({ status }) => status))).to.deep.equal(new Set(["stored", "duplicate"]));
      expect((await signaturesOf(client)).sort()).to.deep.equal(heartbeats.map(({ signature }) => signature).sort());
    });

    it("refuses what a clock that is ahead signs, and not what comes after it", async () => {
      const [ahead] = await client.sendHeartbeats([await signed(1, 1000, now + DAY, 20 * HOUR)], scope);
      expect(ahead).to.include({ status: "refused", error: "fromFuture" });
      const [again] = await client.sendHeartbeats([heartbeats[0]!], scope);
      expect(again).to.include({ status: "duplicate" });
    });

    async function signaturesOf(client: CollectorClient): Promise<string[]> {
      const found: string[] = [];
      for await (const { signature } of client.readPeriod(PERIOD)) found.push(signature);
      return found;
    }

    it("gives an attestor a root to compare with", async () => {
      await grid.travelTo(periodStart + DAY + AFTER_PERIOD + 1);
      const alone = `attestor run --once --collector ${collector.url} --state alone --account 8`;
      const reports = await grid.json<{ period: number; root?: string }[]>(alone);
      expectedRoot = reports.find(({ period }) => period === PERIOD)!.root!;

      expect(expectedRoot).to.match(/^0x[0-9a-f]{64}$/);
      await killed(collector);
    });
  });

  describe("five attestors", () => {
    let collectors: Service[];
    let attestors: Service[];
    let ports: number[];
    let snapshot: string;
    let failing: Awaited<ReturnType<typeof startRpcProxy>>;

    /** The last reads one of the two collectors only, and so states something else; the second has a bad RPC endpoint. */
    function startAttestor(index: number): Promise<Service> {
      const peers = ports.filter((_, other) => other !== index).map((port) => `http://127.0.0.1:${port}`);
      const read = index === 4 ? collectors.slice(0, 1) : collectors;
      const env = index === 1 ? { ...grid.place.env, TFGRID_RPC_URL: failing.url } : grid.place.env;
      const command =
        `attestor run --collector ${read.map(({ url }) => url).join(" ")} --peer ${peers.join(" ")} ` +
        `--listen 127.0.0.1:${ports[index]} --state attestor-${index} --every 1 --account ${ATTESTORS[index]}`;
      return track(whenListening(startTfgrid({ ...grid.place, env }, command.split(" "))));
    }

    /** Lets the chain's time go on, 10 minutes at a time, until the batch is on chain: attestors wait for each other by it. */
    async function untilOnChain(): Promise<Batch> {
      for (let looks = 0; ; looks++) {
        const found = await batch();
        if (found?.state === "reviewing") return found;
        if (looks === MOST_LOOKS) throw new Error(`The batch is not on chain: it is ${found?.state ?? "awaited"}.`);
        const { timestamp } = (await grid.provider.getBlock("latest"))!;
        await grid.travelTo(timestamp + 600);
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    }

    before(async () => {
      collectors = [await startCollector("first-half"), await startCollector("second-half")];
      const halves = [0, 1].map((half) => heartbeats.filter((_, index) => index % 2 === half));
      for (const [index, half] of halves.entries()) {
        await createCollectorClient(collectors[index]!.url).sendHeartbeats(half, scope);
      }
      let calls = 0;
      const refuses = () => (++calls % 3 === 0 ? "the endpoint is overloaded" : undefined);
      failing = await startRpcProxy(grid.place.env["TFGRID_RPC_URL"]!, { refuses });
      ports = await Promise.all(ATTESTORS.map(() => freePort()));
      snapshot = (await grid.provider.send("evm_snapshot", [])) as string;
    });

    after(() => failing?.stop());

    it("bring the same root on chain from two halves, one of them lying, one killed, one with a bad endpoint", async () => {
      attestors = await Promise.all(ports.map((_, index) => startAttestor(index)));
      await killed(attestors[0]!);
      attestors[0] = await startAttestor(0);

      const { root } = await untilOnChain();

      expect(root).to.equal(expectedRoot);
    });

    it("bring it there again after the chain was reorganised around the submission", async () => {
      expect(await grid.provider.send("evm_revert", [snapshot])).to.equal(true);
      expect((await batch())?.state).not.to.equal("reviewing");

      const { root } = await untilOnChain();

      expect(root).to.equal(expectedRoot);
    });

    it("say what the lying one states", async () => {
      const [honest, liar] = await Promise.all([0, 4].map((index) => rootOf(attestors[index]!)));

      expect(honest).to.equal(expectedRoot);
      expect(liar).not.to.equal(expectedRoot);
    });

    it("show the farmer what they state of his nodes, and why", async () => {
      const urls = collectors.map(({ url }) => url).join(" ");
      const preview = `period preview --farm 1 --period ${PERIOD} --collector ${urls}`;
      const { nodes } = await grid.json<{ nodes: NodePreview[] }>(preview);
      expect(nodes.map(({ node, history }) => [node, history.contradictions.length > 0])).to.deep.equal([
        [1, false],
        [2, false],
        [3, true],
      ]);
      const shown = await grid.runHere(preview);
      expect(shown.out, shown.err)
        .to.match(/node +│ heartbeats +│ uptime/)
        .and.to.match(/node 3/i);
    });

    it("are audited from the chain's events and from what nodes signed, all of it", async () => {
      const [first, second] = collectors.map(({ url }) => url);
      const audit = `audit --period ${PERIOD} --heartbeats ${first}`;
      const whole = await grid.runHere(`${audit} ${second}`);
      expect(whole.code, whole.out + whole.err).to.equal(0);
      expect(whole.out).to.contain("All agrees.");

      const half = await grid.runHere(audit);
      expect(half.code).to.equal(1);
      expect(half.out).to.match(/[1-9]\d* differences:\n.*derived/);
    });

    async function rootOf({ url }: Service): Promise<string> {
      const response = await fetch(`${url}/v1/proposals/${PERIOD}/0/summary`);
      return ((await response.json()) as { proposal: { root: string } }).proposal.root;
    }
  });
});
