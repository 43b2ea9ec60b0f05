import { expect } from "chai";
import type { RunOptions } from "../../../services/node/run-agent.ts";
import { runAgent, runOnce } from "../../../services/node/run-agent.ts";
import { HEARTBEAT_SECONDS } from "../../../sdk/heartbeats/heartbeat.ts";
import { machineAt, START, startAgent } from "./machine.ts";
import { memoryCollector } from "./memory-collector.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const HOUR = 3600;

describe("the agent's loop", () => {
  const emptyFolder = temporaryFolders();

  /** An agent whose sleepers wake in the order of a machine's clock, until `end`. */
  function scripted(watch: () => Promise<boolean>) {
    const machine = machineAt(START);
    const collectors = [memoryCollector("http://one"), memoryCollector("http://two")] as const;
    const running = startAgent(emptyFolder(), machine, collectors);
    const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
    let isStopped = false;
    const options: RunOptions = {
      agent: running.agent,
      collectors,
      watch,
      watchSeconds: 15,
      log: running.log,
      metrics: running.metrics,
      sleep: (seconds) => new Promise((wake) => sleepers.push({ at: machine.uptime + seconds, wake })),
      isStopped: () => isStopped,
    };
    const settle = async () => {
      for (let turn = 0; turn < 200; turn++) await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    };
    /** Lets time pass until all but those that sleep longer were woken. */
    const pass = async (seconds: number) => {
      const end = machine.uptime + seconds;
      for (await settle(); ; await settle()) {
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers[0];
        if (next === undefined || next.at > end) break;
        sleepers.shift();
        machine.pass(Math.max(next.at - machine.uptime, 0));
        next.wake();
      }
      machine.pass(end - machine.uptime);
    };
    const stop = async (ended: Promise<void>) => {
      isStopped = true;
      for (const { wake } of sleepers) wake();
      await ended;
      running.journal.close();
    };
    return { options, running, collectors, pass, stop };
  }

  it("sends in time while collectors and the chain fail, and catches up", async () => {
    const { options, running, collectors, pass, stop } = scripted(() => Promise.reject(new Error("no chain")));
    const [one, two] = collectors;
    two.isDown = true;
    const ended = runAgent(options);
    await pass(4 * HOUR);

    expect(one.stored.length).to.be.within(6, 8);
    expect(two.stored).to.deep.equal([]);
    expect(running.log.lines.some((line) => line["reason"] === "no chain")).to.be.true;
    two.isDown = false;
    await pass(HOUR);
    expect(two.stored).to.deep.equal(one.stored);
    const gaps = one.stored.slice(2).map(({ sentAt }, index) => sentAt - one.stored[index + 1]!.sentAt);
    for (const gap of gaps) expect(gap).to.be.within(HEARTBEAT_SECONDS - 1, HEARTBEAT_SECONDS + 5);
    await stop(ended);
  });

  it("sends nothing while the node is asleep, and at once when it wakes", async () => {
    let isAsleep = true;
    const { options, collectors, pass, stop } = scripted(() => Promise.resolve(isAsleep));
    const ended = runAgent(options);
    await pass(2 * HOUR);
    expect(collectors[0].stored).to.deep.equal([]);
    isAsleep = false;
    await pass(60);

    expect(collectors[0].stored).to.have.length(1);
    await stop(ended);
  });

  it("does what is due once, and says whether all of it worked", async () => {
    const { options, running, collectors } = scripted(() => Promise.resolve(false));
    expect(await runOnce(options)).to.be.true;
    expect(await runOnce(options)).to.be.true;
    expect(collectors.map(({ stored }) => stored.length)).to.deep.equal([1, 1]);
    collectors[1].isDown = true;
    running.journal.append({ ...collectors[0].stored[0]!, sequence: 2, sentAt: START + 1 });

    expect(await runOnce(options)).to.be.false;
    expect(collectors.map(({ stored }) => stored.length)).to.deep.equal([2, 1]);
    running.journal.close();
  });
});
