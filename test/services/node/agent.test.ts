import { expect } from "chai";
import { recoverAddress } from "ethers";
import { heartbeatDigest } from "../../../sdk/heartbeats/heartbeat-digest.ts";
import type { SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { HEARTBEAT_SECONDS } from "../../../sdk/heartbeats/heartbeat.ts";
import { periodAt, periodEnd, periodStart, REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import type { UptimeEvent } from "../../../sdk/rules/uptime.ts";
import { replayUptime } from "../../../sdk/rules/uptime.ts";
import { CAPACITY, machineAt, NODE_ID, NODE_KEY, runFor, SCOPE, START, startAgent } from "./machine.ts";
import { memoryCollector } from "./memory-collector.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const HOUR = 3600;
const PERIOD = periodAt(REAL_GRID_SCHEDULE, START);
const BOUNDS = { start: periodStart(REAL_GRID_SCHEDULE, PERIOD), end: periodEnd(REAL_GRID_SCHEDULE, PERIOD) };

/** What the rules make of heartbeats. */
function judge(heartbeats: readonly SignedHeartbeat[]) {
  const events = heartbeats.map(({ sentAt, uptimeSeconds }): UptimeEvent => [sentAt, "uptime", uptimeSeconds]);
  return replayUptime(
    events.toSorted(([a], [b]) => a - b),
    BOUNDS,
  );
}

describe("the agent's heartbeat", () => {
  const emptyFolder = temporaryFolders();

  it("is sent at boot and every 40 minutes, signed by the node, and proves all of the uptime", async () => {
    const [machine, collector] = [machineAt(START), memoryCollector("http://one")];
    const running = startAgent(emptyFolder(), machine, [collector]);
    expect(await running.agent.learnSequence()).to.be.true;
    await runFor(running, machine, { seconds: 6 * HOUR, to: [collector] });

    const [first, second, third] = collector.stored;
    expect(first).to.deep.include({ nodeId: NODE_ID, sequence: 1, sentAt: START, uptimeSeconds: 60, ...CAPACITY });
    expect(first!.isSimulated).to.be.false;
    expect(recoverAddress(heartbeatDigest(SCOPE)(first!), first!.signature)).to.equal(NODE_KEY.address);
    expect(second!.sentAt - first!.sentAt).to.be.at.most(HEARTBEAT_SECONDS + 30);
    expect(third!.sentAt - second!.sentAt).to.be.closeTo(HEARTBEAT_SECONDS, 30);
    const last = collector.stored.at(-1)!;
    expect(judge(collector.stored)).to.deep.include({ violation: "none", uptimeSeconds: last.sentAt - START + 60 });
    running.journal.close();
  });

  it("goes on from the journal after a restart, and does not repeat itself", async () => {
    const [folder, machine, collector] = [emptyFolder(), machineAt(START), memoryCollector("http://one")];
    const before = startAgent(folder, machine, [collector]);
    await before.agent.learnSequence();
    await runFor(before, machine, { seconds: 2 * HOUR, to: [collector] });
    before.journal.close();
    const count = collector.stored.length;

    collector.isDown = true;
    const again = startAgent(folder, machine, [collector]);
    expect(await again.agent.learnSequence()).to.be.false;
    await runFor(again, machine, { seconds: HEARTBEAT_SECONDS });
    collector.isDown = false;
    await again.agent.deliverTo(collector);

    expect(collector.stored.map(({ sequence }) => sequence)).to.deep.equal(
      Array.from({ length: count + 1 }, (_, index) => index + 1),
    );
    expect(again.agent.hasFork()).to.be.false;
    again.journal.close();
  });

  it("with an empty journal begins above what collectors know, and waits while none answers", async () => {
    const machine = machineAt(START);
    const [low, high] = [memoryCollector("http://low"), memoryCollector("http://high")];
    const lost = startAgent(emptyFolder(), machine, [low, high]);
    await lost.agent.learnSequence();
    await runFor(lost, machine, { seconds: 2 * HOUR, to: [high] });
    const known = high.stored.length;
    lost.journal.close();

    const fresh = startAgent(emptyFolder(), machine, [low, high]);
    [low.isDown, high.isDown] = [true, true];
    expect(await fresh.agent.learnSequence()).to.be.false;
    expect(await fresh.agent.beat()).to.be.greaterThan(0);
    expect(fresh.journal.last()).to.equal(undefined);
    expect(fresh.log.messages()).to.contain("A collector does not tell which sequence number it knows.");

    high.isDown = false;
    expect(await fresh.agent.learnSequence()).to.be.true;
    await fresh.agent.beat();
    expect(fresh.journal.last()?.sequence).to.equal(known + 1);
    fresh.journal.close();
  });

  it("loses the interval in which a time server sets the clock, and no more", async () => {
    for (const step of [-1800, -300, 300, 1800]) {
      const [machine, collector] = [machineAt(START), memoryCollector("http://one")];
      const running = startAgent(emptyFolder(), machine, [collector]);
      await running.agent.learnSequence();
      await runFor(running, machine, { seconds: 3 * HOUR + 1500, to: [collector] });
      machine.now += step;
      await runFor(running, machine, { seconds: 5 * HOUR, to: [collector] });

      const times = collector.stored.map(({ sentAt }) => sentAt);
      expect(times, `${step}`).to.deep.equal([...new Set(times)].toSorted((a, b) => a - b));
      // Judged apart from where the contradiction is, nothing else is lost.
      const contradicted = collector.stored.findIndex(({ sentAt, uptimeSeconds }, index) => {
        const before = collector.stored[index - 1] ?? { sentAt: sentAt - 1, uptimeSeconds: uptimeSeconds - 1 };
        return Math.abs(sentAt - before.sentAt - (uptimeSeconds - before.uptimeSeconds)) > 60;
      });
      const [before, after] = [collector.stored.slice(0, contradicted), collector.stored.slice(contradicted)];
      for (const part of [before, after]) expect(judge(part).violation, `${step}`).to.equal("none");
      const lost = after[0]!.uptimeSeconds - before.at(-1)!.uptimeSeconds;
      expect(lost, `${step}`).to.be.at.most(Math.max(HEARTBEAT_SECONDS, 1 - step) + 60);
      expect(running.log.messages()).to.include("The clock was set: the time since the last heartbeat does not count.");
      running.journal.close();
    }
  });

  it("waits while the clock is behind the last heartbeat, and says so once", async () => {
    const [machine, collector] = [machineAt(START), memoryCollector("http://one")];
    const running = startAgent(emptyFolder(), machine, [collector]);
    await running.agent.learnSequence();
    await runFor(running, machine, { seconds: 60, to: [collector] });
    machine.now -= HOUR;
    await runFor(running, machine, { seconds: HOUR - 60, to: [collector] });

    expect(collector.stored).to.have.length(1);
    expect(running.log.messages().filter((text) => text.includes("went back behind"))).to.have.length(1);
    await runFor(running, machine, { seconds: 120, to: [collector] });
    expect(collector.stored).to.have.length(2);
    running.journal.close();
  });

  it("abandons what a clock that was far ahead made, because no collector took it", async () => {
    const [machine, collector] = [machineAt(START + 24 * HOUR), memoryCollector("http://one")];
    const trueTime = () => machine.uptime - 60 + START;
    collector.refuse = ({ sentAt }) => (sentAt > trueTime() + 60 ? "fromFuture" : undefined);
    const running = startAgent(emptyFolder(), machine, [collector]);
    await running.agent.learnSequence();
    await runFor(running, machine, { seconds: HOUR, to: [collector] });
    expect(collector.stored).to.have.length(0);
    expect(running.log.messages().join()).to.contain("The clock of this machine is ahead of the collector's");

    machine.now = trueTime();
    await runFor(running, machine, { seconds: 2 * HOUR, to: [collector] });
    expect(collector.stored.map(({ sentAt }) => sentAt)[0]).to.equal(START + HOUR);
    expect(judge(collector.stored).violation).to.equal("none");
    expect(running.log.messages()).to.include("The clock was ahead: heartbeats of times to come are not sent.");
    running.journal.close();
  });

  it("waits for a clock that stands before the grid began", async () => {
    const [machine, collector] = [machineAt(1000), memoryCollector("http://one")];
    const running = startAgent(emptyFolder(), machine, [collector]);
    await running.agent.learnSequence();
    await runFor(running, machine, { seconds: 300, to: [collector] });
    machine.now = START;
    await runFor(running, machine, { seconds: 30, to: [collector] });

    expect(collector.stored.map(({ sentAt }) => sentAt)).to.deep.equal([START]);
    running.journal.close();
  });
});

describe("a second machine with the same key", () => {
  const emptyFolder = temporaryFolders();

  it("is noticed by a conflict, and both go on above it", async () => {
    const [one, two] = [machineAt(START), machineAt(START + 7, 500)];
    const collector = memoryCollector("http://one");
    const [first, second] = [startAgent(emptyFolder(), one, [collector]), startAgent(emptyFolder(), two, [collector])];
    for (const { agent } of [first, second]) await agent.learnSequence();
    await runFor(first, one, { seconds: 30, to: [collector] });
    expect(first.agent.hasFork()).to.be.false;
    await runFor(second, two, { seconds: 30, to: [collector] });

    expect(second.agent.hasFork()).to.be.true;
    expect(second.log.lines.at(-1)!.level).to.equal(50);
    expect(second.log.messages().at(-1)).to.contain("A SECOND MACHINE USES THIS NODE'S KEY");
    expect(await second.metrics.registry.getSingleMetricAsString("tfgrid_node_sequence_forks_total")).to.contain(" 1");
    await runFor(second, two, { seconds: HEARTBEAT_SECONDS, to: [collector] });
    expect(collector.stored.at(-1)!.sequence).to.equal(2);
    for (const { journal } of [first, second]) journal.close();
  });

  it("is noticed when a collector knows more than the journal", async () => {
    const [folder, machine, collector] = [emptyFolder(), machineAt(START), memoryCollector("http://one")];
    const own = startAgent(folder, machine, [collector]);
    await own.agent.learnSequence();
    await runFor(own, machine, { seconds: 30, to: [collector] });
    own.journal.close();
    const other = startAgent(emptyFolder(), machine, [collector]);
    await other.agent.learnSequence();
    await runFor(other, machine, { seconds: 2 * HOUR, to: [collector] });
    other.journal.close();
    const known = collector.stored.at(-1)!.sequence;

    const again = startAgent(folder, machine, [collector]);
    await again.agent.learnSequence();
    expect(again.agent.hasFork()).to.be.true;
    await runFor(again, machine, { seconds: HEARTBEAT_SECONDS, to: [collector] });
    expect(again.journal.last()!.sequence).to.be.greaterThan(known);
    again.journal.close();
  });
});
