import { expect } from "chai";
import fc from "fast-check";
import { createNodeMeter, meterNode, readNodeMeter } from "../../../sdk/rules/meter-node.ts";
import type { MeteredHeartbeat, PowerEvent } from "../../../sdk/rules/meter-node.ts";
import { createNodeLog, readNodeLog } from "../../../sdk/rules/node-log.ts";
import type { Interval } from "../../../sdk/rules/node-log.ts";
import { RULE_SETS } from "../../../sdk/rules/rule-sets.ts";
import { heartbeat } from "./heartbeats.ts";
import { CAP, DAY, goDown, HOUR, INTERVAL, LENGTH, MINUTE, PERIOD, START, wakeUp } from "./uptime-events.ts";

const CLOSED = LENGTH + 27 * HOUR;

describe("node log", () => {
  it("has the whole period as a gap for a node without heartbeats", () => {
    expect(history([]).gaps).to.deep.equal([[0, LENGTH]]);
    expect(history([], DAY).gaps).to.deep.equal([[0, DAY - CAP]]);
  });

  it("shows gaps where credit is missing", () => {
    const all = [heartbeat(HOUR, DAY), heartbeat(2 * HOUR, 600), heartbeat(5 * HOUR, 600 + 3 * HOUR)];
    expect(history(all, 5 * HOUR + INTERVAL).gaps).to.deep.equal([
      [0, HOUR - CAP],
      [HOUR, 2 * HOUR - 600],
      [2 * HOUR + CAP, 5 * HOUR],
    ]);
  });

  it("shows no gap that a report can still close", () => {
    const one = [heartbeat(0, DAY)];
    expect(history(one, CAP).gaps).to.deep.equal([]);
    expect(history(one, CAP + 1).gaps).to.deep.equal([[CAP, CAP + 1]]);
    expect(history(one, CLOSED).gaps).to.deep.equal([[0, LENGTH]]);
  });

  it("shows what contradicts what", () => {
    const all = [heartbeat(0, DAY), heartbeat(INTERVAL, 9 * DAY), heartbeat(2 * INTERVAL, DAY + 2 * INTERVAL)];
    expect(history(all, 2 * INTERVAL)).to.deep.include({
      heartbeats: 3,
      gaps: [],
      contradictions: [
        { from: START, to: START + INTERVAL, kind: "uptimeTooHigh" },
        { from: START + INTERVAL, to: START + 2 * INTERVAL, kind: "invalidReboot" },
      ],
    });
  });

  it("shows a drifting clock again after each two minutes", () => {
    const drifting = Array.from({ length: 11 }, (_, i) => heartbeat(i * INTERVAL, DAY + i * INTERVAL - i * 30));
    const { contradictions } = history(drifting, 10 * INTERVAL);
    expect(contradictions.map(({ to, kind }) => [(to - START) / INTERVAL, kind])).to.deep.equal([
      [4, "clockSkew"],
      [8, "clockSkew"],
    ]);
  });

  it("shows dips that do not count", () => {
    const cores = [4, 8, 6, 8, 5, 5, 8, 2];
    const all = cores.map((cru, i) => heartbeat(i * INTERVAL, DAY + i * INTERVAL, { cru }));
    const { dips } = history(all);
    expect(dips.map(({ at, capacity }) => [(at - START) / INTERVAL, capacity.cru])).to.deep.equal([
      [0, 4],
      [7, 2],
    ]);
  });

  it("shows failed boots, and their sleep as a gap", () => {
    const late = [...goDown(0), ...wakeUp(HOUR, 2 * HOUR)];
    const powers = late.flatMap(([at, kind, power]): PowerEvent[] =>
      kind === "uptime" ? [] : [[START + at, kind, power]],
    );
    const all = [heartbeat(0, DAY), heartbeat(2 * HOUR + MINUTE, MINUTE)];
    const shown = history(all, 2 * HOUR + MINUTE, powers);
    expect(shown).to.deep.include({ failedBoots: 1, gaps: [[MINUTE, 2 * HOUR]] });
  });

  it("accounts for every second: credited, gap or contradiction", () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 3 * INTERVAL }), fc.integer({ min: -300, max: 300 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        let at = 0;
        const all = steps.map(([gap, off, isBoot]) =>
          heartbeat((at += gap), Math.max((isBoot ? 0 : DAY + at) + off, 0)),
        );
        const meter = createNodeMeter(PERIOD, RULE_SETS.proportional, undefined);
        meterNode(meter, { heartbeats: all, powerEvents: [], ipIntervals: [] });
        const { gaps, contradictions } = history(all, CLOSED);
        const lost = gaps.reduce((sum, [from, to]) => sum + to - from, 0);
        const voided = contradictions
          .filter(({ kind }) => kind !== "clockSkew")
          .reduce((sum, { from, to }) => sum + to - from, 0);
        expect((readNodeMeter(meter)?.uptimeSeconds ?? 0) + lost + voided).to.equal(LENGTH);
      }),
    );
  });
});

/** Gaps in seconds after the start of the period. */
function history(heartbeats: readonly MeteredHeartbeat[], until = CLOSED, powerEvents: readonly PowerEvent[] = []) {
  const log = createNodeLog();
  const meter = createNodeMeter(PERIOD, RULE_SETS.proportional, log);
  meterNode(meter, { heartbeats, powerEvents, ipIntervals: [] });
  const shown = readNodeLog(log, meter, START + until);
  return { ...shown, gaps: shown.gaps.map(([from, to]): Interval => [from - START, to - START]) };
}
