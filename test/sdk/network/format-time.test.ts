import { expect } from "chai";
import { formatDuration, formatPeriod, formatTime } from "../../../sdk/network/format-time.ts";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";

describe("times for people", () => {
  it("tells a moment in UTC", () => {
    expect(formatTime(1_522_501_000)).to.equal("2018-03-31T12:56:40Z");
    expect(formatTime(1_522_501_000n)).to.equal("2018-03-31T12:56:40Z");
  });

  it("tells a period with its first and last second", () => {
    expect(formatPeriod(REAL_GRID_SCHEDULE, 0)).to.equal("0 (2018-03-31T12:56:40Z to 2018-04-30T23:44:39Z)");
    expect(formatPeriod(REAL_GRID_SCHEDULE, 0xffffff)).to.equal("without end");
  });

  it("tells a length of time in its two largest units", () => {
    expect(formatDuration(97_200)).to.equal("1 day 3 hours");
    expect(formatDuration(259_200n)).to.equal("3 days");
    expect(formatDuration(90_061)).to.equal("1 day 1 hour");
    expect(formatDuration(61)).to.equal("1 minute 1 second");
    expect(formatDuration(0)).to.equal("no time");
  });
});
