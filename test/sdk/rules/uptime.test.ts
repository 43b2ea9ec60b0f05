import { expect } from "chai";
import { createUptimeMeter, readUptimeMeter, reportUptime } from "../../../sdk/rules/uptime-meter.ts";
import { replayUptime } from "../../../sdk/rules/uptime.ts";
import { uptimeVectors } from "./vectors.ts";

describe("replayUptime", () => {
  it("judges as the original program did in each of its 117 recorded cases", () => {
    expect(uptimeVectors).to.have.length(117);
    for (const { id, start, end, events, uptimeSeconds, violation, failedBoots } of uptimeVectors) {
      const expected = { uptimeSeconds, violation, failedBoots };
      expect(replayUptime(events, { start, end }), id).to.deep.equal(expected);
    }
  });

  it("judges the same reports the same way when they come one by one", () => {
    const onlyReports = uptimeVectors.filter(({ events }) => events.every(([, kind]) => kind === "uptime"));
    expect(onlyReports).to.have.length(68);
    for (const { id, start, end, events } of onlyReports) {
      const meter = createUptimeMeter({ start, end });
      for (const [at, , value] of events) reportUptime(meter, at, Number(value));
      expect(readUptimeMeter(meter), id).to.deep.equal(replayUptime(events, { start, end }));
    }
  });

  it("proves nothing without events", () => {
    expect(replayUptime([], { start: 0, end: 3600 })).to.deep.equal({
      uptimeSeconds: 0,
      violation: "none",
      failedBoots: 0,
    });
  });
});
