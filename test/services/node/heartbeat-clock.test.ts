import { expect } from "chai";
import { decide, nextSlot } from "../../../services/node/heartbeat-clock.ts";
import { HEARTBEAT_SECONDS } from "../../../sdk/heartbeats/heartbeat.ts";
import { exampleHeartbeat, NODE_ID, START } from "./machine.ts";

describe("when a heartbeat is sent", () => {
  const last = exampleHeartbeat(5, { sentAt: START, uptimeSeconds: 10_000 });
  const decideAfter = (seconds: number, uptime = seconds) =>
    decide(NODE_ID, last, { now: START + seconds, uptimeSeconds: 10_000 + uptime });

  it("is the same moment of every interval for a node, and spread over nodes", () => {
    const first = nextSlot(NODE_ID, START);

    expect(first)
      .to.be.greaterThan(START)
      .and.to.be.at.most(START + HEARTBEAT_SECONDS);
    expect(nextSlot(NODE_ID, first)).to.equal(first + HEARTBEAT_SECONDS);
    expect(nextSlot(NODE_ID, first - 1)).to.equal(first);
    const minutes = new Set<number>();
    for (let nodeId = 1; nodeId <= 1000; nodeId++) minutes.add(Math.floor((nextSlot(nodeId, START) - START) / 60));
    expect(minutes.size).to.be.at.least(HEARTBEAT_SECONDS / 60);
  });

  it("is at once for the first one and after a boot, else at the node's moment", () => {
    const slot = nextSlot(NODE_ID, START) - START;

    expect(decide(NODE_ID, undefined, { now: START, uptimeSeconds: 5 })).to.deep.include({ reason: "first" });
    expect(decideAfter(slot - 1)).to.deep.equal({ action: "wait", reason: "notDue", seconds: 1 });
    expect(decideAfter(slot)).to.deep.equal({ action: "send", reason: "due" });
    expect(decideAfter(1, -9_990)).to.deep.equal({ action: "send", reason: "boot" });
  });

  it("is at once when the clock was set by more than the rules allow, and never earlier than the last one", () => {
    expect(decideAfter(161, 100)).to.deep.equal({ action: "send", reason: "clockStepped" });
    expect(decideAfter(160, 100).action).to.equal("wait");
    expect(decideAfter(39, 100)).to.deep.equal({ action: "send", reason: "clockStepped" });
    expect(decideAfter(0, 100)).to.deep.equal({ action: "wait", reason: "clockWentBack", seconds: 1 });
    expect(decideAfter(-600, 100)).to.deep.equal({ action: "wait", reason: "clockWentBack", seconds: 601 });
  });
});
