import { expect } from "chai";
import { HEARTBEAT_SECONDS } from "../../../sdk/heartbeats/heartbeat.ts";
import { rejection } from "../../helpers/rejection.ts";
import { machineAt, runFor, START, startAgent } from "./machine.ts";
import { memoryCollector } from "./memory-collector.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

describe("delivery", () => {
  const emptyFolder = temporaryFolders();

  /** An agent that made heartbeats for a while and delivered none. */
  async function silentAgent(seconds: number) {
    const [folder, machine] = [emptyFolder(), machineAt(START)];
    const [one, two] = [memoryCollector("http://one"), memoryCollector("http://two")];
    const running = startAgent(folder, machine, [one, two]);
    await running.agent.learnSequence();
    await runFor(running, machine, { seconds });
    const count = running.journal.last()!.sequence;
    const all = Array.from({ length: count }, (_, index) => index + 1);
    return { folder, machine, one, two, running, all };
  }

  const sequencesOf = ({ stored }: ReturnType<typeof memoryCollector>) => stored.map(({ sequence }) => sequence);

  it("brings every collector everything in order, once it is back", async () => {
    const { running, one, two, all } = await silentAgent(2 * DAY);
    two.isDown = true;
    expect(await running.agent.deliverTo(one)).to.be.true;
    expect(String(await rejection(running.agent.deliverTo(two)))).to.contain("does not answer");
    two.isDown = false;
    await running.agent.deliverTo(two);

    expect(sequencesOf(one)).to.deep.equal(all);
    expect(sequencesOf(two)).to.deep.equal(all);
    expect(await running.metrics.registry.getSingleMetricAsString("tfgrid_node_heartbeats_pending")).to.match(
      /one"} 0\n.*two"} 0/,
    );
    running.journal.close();
  });

  it("brings nothing twice to a collector that has it, after a restart too", async () => {
    const { folder, machine, running, one, two } = await silentAgent(DAY);
    await running.agent.deliverTo(one);
    running.journal.close();
    const requests = one.requests;

    const again = startAgent(folder, machine, [one, two]);
    await again.agent.deliverTo(one);
    expect(one.requests).to.equal(requests);
    await again.agent.deliverTo(two);
    expect(sequencesOf(two)).to.deep.equal(sequencesOf(one));
    again.journal.close();
  });

  it("brings at most 500 at once", async () => {
    const { running, one, all } = await silentAgent(15 * DAY);
    await running.agent.deliverTo(one);

    expect(one.requests)
      .to.equal(Math.ceil(all.length / 500))
      .and.to.be.greaterThan(1);
    expect(sequencesOf(one)).to.deep.equal(all);
    running.journal.close();
  });

  it("keeps the order when a collector does not know the node yet", async () => {
    const { running, one, all } = await silentAgent(4 * HOUR);
    let isKnown = false;
    one.refuse = () => (isKnown ? undefined : "wrongNode");
    expect(await running.agent.deliverTo(one)).to.be.false;
    expect(sequencesOf(one)).to.deep.equal([]);
    isKnown = true;
    expect(await running.agent.deliverTo(one)).to.be.true;

    expect(sequencesOf(one)).to.deep.equal(all);
    running.journal.close();
  });

  it("gives up what is refused for good, says so, and goes on", async () => {
    const { running, machine, one, all } = await silentAgent(4 * HOUR);
    one.refuse = ({ sequence }) => (sequence === 2 ? "periodClosed" : sequence === 3 ? "badSignature" : undefined);
    machine.pass(DAY);
    expect(await running.agent.deliverTo(one)).to.be.true;

    expect(sequencesOf(one)).to.deep.equal(all.filter((sequence) => ![2, 3].includes(sequence)));
    const refused = running.log.lines.filter(({ msg }) => msg === "A heartbeat is refused for good.");
    expect(refused.map(({ sequence, error }) => [sequence, error])).to.deep.equal([
      [2, "periodClosed"],
      [3, "badSignature"],
    ]);
    running.journal.close();
  });

  it("waits for a collector whose clock is behind", async () => {
    const { running, machine, one, all } = await silentAgent(HOUR);
    one.refuse = ({ sentAt }) => (sentAt > START + 60 ? "fromFuture" : undefined);
    expect(await running.agent.deliverTo(one)).to.be.false;
    expect(sequencesOf(one)).to.deep.equal([1]);
    one.refuse = () => undefined;
    await runFor(running, machine, { seconds: HEARTBEAT_SECONDS, to: [one] });

    expect(sequencesOf(one)).to.deep.equal([...all, all.length + 1]);
    running.journal.close();
  });
});
