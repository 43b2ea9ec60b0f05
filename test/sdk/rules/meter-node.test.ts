import { expect } from "chai";
import fc from "fast-check";
import { measureNode } from "../../../sdk/rules/measure-node.ts";
import type { IpInterval, MeteredHeartbeat, NodeEvidence, PowerEvent } from "../../../sdk/rules/meter-node.ts";
import { createNodeMeter, meterHeartbeat, meterPower, readNodeMeter } from "../../../sdk/rules/meter-node.ts";
import { RULE_SETS } from "../../../sdk/rules/rule-sets.ts";
import type { UptimeEvent } from "../../../sdk/rules/uptime.ts";
import { heartbeat } from "./heartbeats.ts";
import { CAP, DAY, HOUR, INTERVAL, LENGTH, PERIOD, START } from "./uptime-events.ts";
import { uptimeVectors } from "./vectors.ts";

const { conformance, proportional } = RULE_SETS;

describe("node meter", () => {
  it("judges as the original program did in each of its 117 recorded cases", () => {
    expect(uptimeVectors).to.have.length(117);
    for (const { id, start, end, events, uptimeSeconds, violation } of uptimeVectors) {
      const measured = measureNode(evidenceOf(events), { start, end }, conformance);
      const expected = hasReportIn(events, start, end) ? { uptimeSeconds, violation } : undefined;
      expect(measured && { uptimeSeconds: measured.uptimeSeconds, violation: measured.violation }, id).to.deep.equal(
        expected,
      );
    }
  });

  it("judges one by one as it does all together", () => {
    for (const { id, start, end, events } of uptimeVectors) {
      const meter = createNodeMeter({ start, end }, proportional);
      for (const event of events) {
        if (event[1] === "uptime") meterHeartbeat(meter, heartbeat(event[0] - START, event[2]));
        else meterPower(meter, event);
      }
      const together = measureNode(evidenceOf(events), { start, end }, proportional);
      expect(readNodeMeter(meter), id).to.deep.equal(together);
    }
  });

  it("measures nothing without a heartbeat in the period", () => {
    expect(measure([])).to.equal(undefined);
    expect(measure([heartbeat(-1, DAY), heartbeat(LENGTH, DAY)])).to.equal(undefined);
  });

  it("states no violation under the proportional rules", () => {
    const wild = [heartbeat(0, DAY), heartbeat(INTERVAL, 9 * DAY), heartbeat(2 * INTERVAL, DAY + 2 * INTERVAL)];
    expect(measure(wild)).to.include({ uptimeSeconds: 0, violation: "none" });
    expect(measureNode(evidence(wild), PERIOD, conformance)).to.include({ violation: "uptimeTooHigh" });
  });

  it("fits whatever a node signs into a leaf", () => {
    const reports = Array.from({ length: 3000 }, (_, i) => heartbeat(0, i * 60 * 2 ** 20));
    const rules = { uptime: { ...conformance.uptime, graceSeconds: 2 ** 60, creditCapSeconds: 2 ** 60 } };
    expect(measureNode(evidence(reports), PERIOD, rules)?.uptimeSeconds).to.equal(2 ** 32 - 1);

    const most = 2n ** 64n - 1n;
    const bytes = [0n, most].map((total, i) =>
      heartbeat(i * INTERVAL, DAY + i * INTERVAL, { traffic: traffic([1, total], [2, total]) }),
    );
    expect(measure(bytes)?.nruBytes).to.equal(most);
  });

  describe("of capacity", () => {
    const showing = (...cores: number[]) => {
      const all = cores.map((cru, i) => heartbeat(i * INTERVAL, DAY + i * INTERVAL, { cru, mruBytes: BigInt(cru) }));
      return measure(all)?.capacity;
    };

    it("takes a single heartbeat as it is", () => {
      expect(showing(8)).to.deep.equal({ cru: 8, mruBytes: 8n, sruBytes: 10n ** 12n, hruBytes: 10n ** 12n });
    });

    it("does not count a dip that is shorter than two heartbeats, wherever it is", () => {
      for (const cores of [
        [8, 4, 8, 8],
        [4, 8, 8],
        [8, 8, 4],
        [8, 4, 8, 4, 8],
      ]) {
        expect(showing(...cores)).to.include({ cru: 8, mruBytes: 8n });
      }
    });

    it("counts what two heartbeats in succession show", () => {
      expect(showing(8, 4, 4, 8)).to.include({ cru: 4, mruBytes: 4n });
      expect(showing(8, 4, 5, 8)).to.include({ cru: 5, mruBytes: 5n });
      expect(showing(2, 4)).to.include({ cru: 4, mruBytes: 4n });
    });

    it("looks at each resource by itself", () => {
      const all = [
        heartbeat(0, DAY, { cru: 4, sruBytes: 9n }),
        heartbeat(INTERVAL, DAY + INTERVAL, { cru: 4, sruBytes: 5n }),
        heartbeat(2 * INTERVAL, DAY + 2 * INTERVAL, { cru: 8, sruBytes: 9n }),
      ];
      expect(measure(all)?.capacity).to.include({ cru: 4, sruBytes: 9n });
    });

    it("looks at the period only", () => {
      const all = [-2, -1, 0, 1, 2].map((i) => heartbeat(i * INTERVAL, DAY + i * INTERVAL, { cru: i < 0 ? 1 : 8 }));
      const after = [1, 2].map((i) => heartbeat(LENGTH + i * INTERVAL, 2 * DAY + LENGTH + i * INTERVAL, { cru: 1 }));
      expect(measure([...all, ...after])?.capacity.cru).to.equal(8);
    });

    it("is the least over pairs of the greater, for any heartbeats", () => {
      fc.assert(
        fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 20 }), (cores) => {
          const pairs = cores.slice(1).map((next, i) => Math.max(cores[i]!, next));
          expect(showing(...cores)).to.include({ cru: Math.min(...pairs), mruBytes: BigInt(Math.min(...pairs)) });
        }),
      );
    });
  });

  describe("of traffic", () => {
    const sending = (...totals: (readonly [reservationId: number, bytes: bigint])[][]) =>
      measure(totals.map((total, i) => heartbeat(i * HOUR, DAY + i * HOUR, { traffic: traffic(...total) })))?.nruBytes;

    it("adds up what each reservation gained in the period", () => {
      expect(
        sending(
          [[7, 100n]],
          [
            [7, 150n],
            [8, 5n],
          ],
          [
            [7, 160n],
            [8, 6n],
          ],
        ),
      ).to.equal(61n);
    });

    it("counts a reservation that ended up to its last total", () => {
      expect(sending([[7, 100n]], [[7, 150n]], [])).to.equal(50n);
    });

    it("is never negative", () => {
      expect(
        sending(
          [
            [7, 100n],
            [8, 0n],
          ],
          [
            [7, 1n],
            [8, 3n],
          ],
        ),
      ).to.equal(3n);
    });

    it("looks at the period only", () => {
      const all = [-1, 0, 1].map((i) =>
        heartbeat(i * HOUR, DAY + i * HOUR, { traffic: traffic([7, BigInt(i + 1) * 10n]) }),
      );
      const after = heartbeat(LENGTH, DAY + LENGTH, { traffic: traffic([7, 1000n]) });
      expect(measure([...all, after])?.nruBytes).to.equal(10n);
    });
  });

  describe("of public IPs", () => {
    it("adds up the seconds of the period", () => {
      const one = [heartbeat(0, DAY)];
      const ips = (...intervals: IpInterval[]) =>
        measureNode({ ...evidence(one), ipIntervals: intervals }, PERIOD, proportional)?.ipSeconds;
      expect(ips({ from: START + 10, to: START + 30 }, { from: START + 20, to: START + 25 })).to.equal(25);
      expect(ips({ from: 0, to: START + 30 }, { from: START + LENGTH - 5, to: Infinity })).to.equal(35);
      expect(ips({ from: 0, to: START }, { from: START + LENGTH, to: Infinity })).to.equal(0);
    });
  });

  it("hears the chain first when a heartbeat has the same second", () => {
    const powerEvents: PowerEvent[] = [
      [START, "powerTarget", "down"],
      [START + HOUR, "powerState", "down"],
    ];
    const tied = [heartbeat(0, DAY), heartbeat(HOUR, DAY + HOUR)];
    const measured = measureNode({ heartbeats: tied, powerEvents, ipIntervals: [] }, PERIOD, proportional);
    expect(measured?.uptimeSeconds).to.equal(CAP);
  });
});

function measure(heartbeats: readonly MeteredHeartbeat[]) {
  return measureNode(evidence(heartbeats), PERIOD, proportional);
}

function evidence(heartbeats: readonly MeteredHeartbeat[]): NodeEvidence {
  return { heartbeats, powerEvents: [], ipIntervals: [] };
}

function evidenceOf(events: readonly UptimeEvent[]): NodeEvidence {
  const heartbeats: MeteredHeartbeat[] = [];
  const powerEvents: PowerEvent[] = [];
  for (const event of events) {
    if (event[1] === "uptime") heartbeats.push(heartbeat(event[0] - START, event[2]));
    else powerEvents.push(event);
  }
  return { heartbeats, powerEvents, ipIntervals: [] };
}

function hasReportIn(events: readonly UptimeEvent[], start: number, end: number): boolean {
  return events.some(([at, kind]) => kind === "uptime" && at >= start && at < end);
}

function traffic(...totals: (readonly [reservationId: number, bytes: bigint])[]) {
  return totals.map(([reservationId, bytes]) => ({ reservationId, bytes }));
}
