import { expect } from "chai";
import type { MeteredHeartbeat, PowerEvent } from "../../../sdk/rules/meter-node.ts";
import { servedSeconds } from "../../../sdk/rules/served-seconds.ts";
import { heartbeat } from "./heartbeats.ts";
import { CAP, DAY, HOUR, INTERVAL, MINUTE, START } from "./uptime-events.ts";

describe("servedSeconds", () => {
  const always = Array.from({ length: 60 }, (_, i) => heartbeat(i * INTERVAL, DAY + i * INTERVAL));

  it("is all of an interval in which the node was up, wherever it begins", () => {
    expect(served(always, 0, DAY)).to.equal(DAY);
    expect(served(always, 100, DAY + 7)).to.equal(DAY - 93);
    expect(served(always, HOUR, HOUR + 60)).to.equal(0);
  });

  it("is what is proven of one in which it was not", () => {
    const gap = always.filter((_, i) => i < 10 || i >= 20);
    expect(served(gap, 0, DAY)).to.equal(DAY - 11 * INTERVAL + CAP);
    expect(served(always.slice(0, 10), 0, DAY)).to.equal(9 * INTERVAL);
  });

  it("adds up over neighbouring intervals", () => {
    const [a, b] = [served(always, 0, 5 * HOUR + 1), served(always, 5 * HOUR + 1, DAY)];
    expect(a + b).to.equal(DAY);
  });

  it("is nothing while the node sleeps", () => {
    const down = 2 * INTERVAL;
    const powerEvents: PowerEvent[] = [
      [START + down, "powerTarget", "down"],
      [START + down + MINUTE, "powerState", "down"],
      [START + 9 * HOUR, "powerTarget", "up"],
    ];
    const woken = [0, 1].map((i) => heartbeat(10 * HOUR + i * INTERVAL, 40 * MINUTE + i * INTERVAL));
    const all = [...always.slice(0, 2), ...woken];
    expect(served(all, 0, 10 * HOUR + INTERVAL, powerEvents)).to.equal(INTERVAL + CAP + 2 * INTERVAL);
  });

  it("is nothing without heartbeats", () => {
    expect(served([], 0, DAY)).to.equal(0);
  });
});

function served(heartbeats: readonly MeteredHeartbeat[], from: number, to: number, powerEvents: PowerEvent[] = []) {
  return servedSeconds({ heartbeats, powerEvents }, START + from, START + to);
}
