import { expect } from "chai";
import hre from "hardhat";
import { formatUsd, formatUsdShort } from "../../../sdk/oracle/format-usd.ts";
import { readPrice } from "../../../sdk/oracle/read-price.ts";
import { reportPrice, reportPriceAndWait } from "../../../sdk/oracle/report-price.ts";
import { tftPerUsdOf, usdPerTftOf } from "../../../sdk/rules/price.ts";
import { actors } from "../../helpers/actors.ts";
import { deployGrid, localSettings } from "../../helpers/deploy-grid.ts";
import { DAY, HOUR, usd } from "../../helpers/prices.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

/** Two of three reporters make a price; the first price is an hour old. */
async function fixture() {
  const grid = await deployGrid(connection);
  await networkHelpers.time.increase(HOUR);
  const { reporters } = localSettings().priceFeed;
  const signers = await Promise.all(reporters.members.map((member) => ethers.getSigner(member)));
  return { grid, provider: ethers.provider, reporters: signers, ...(await actors(connection)) };
}

describe("the price of TFT", () => {
  it("begins as the settings say, without reports", async () => {
    const { grid, provider } = await networkHelpers.loadFixture(fixture);
    const { updatedAt, ageSeconds, reports, index, ...price } = await readPrice({ grid, provider });

    const first = localSettings().priceFeed.firstUsdPerTft;
    expect(price).to.deep.equal({
      usdPerTft: first,
      averageUsdPerTft: first,
      isStale: false,
      medianUsdPerTft: undefined,
      threshold: 2,
    });
    expect(index).to.equal(tftPerUsdOf(first) * BigInt(ageSeconds));
    expect(updatedAt + ageSeconds).to.equal(await networkHelpers.time.latest());
    expect(reports.map(({ usdPerTft, isFresh }) => [usdPerTft, isFresh])).to.deep.equal(
      Array(3).fill([undefined, false]),
    );
  });

  it("is made by the reports of enough members", async () => {
    const { grid, provider, reporters } = await networkHelpers.loadFixture(fixture);
    const first = await reportPriceAndWait(grid, reporters[0]!, { usdPerTft: usd("0.081") });
    expect([first.event.member, first.event.usdPerTft]).to.deep.equal([reporters[0]!.address, usd("0.081")]);
    expect(first.update).to.equal(undefined);

    const second = await reportPriceAndWait(grid, reporters[1]!, { usdPerTft: usd("0.083") });
    expect(second.update?.usdPerTft).to.equal(usd("0.082"));

    const price = await readPrice({ grid, provider });
    expect(price.medianUsdPerTft).to.equal(usd("0.082"));
    expect(price.usdPerTft).to.equal(usdPerTftOf(tftPerUsdOf(usd("0.082"))));
    expect(price.reports.filter(({ isFresh }) => isFresh)).to.have.length(2);
  });

  it("is stale after a day, and reports stop counting after an hour", async () => {
    const { grid, provider, reporters } = await networkHelpers.loadFixture(fixture);
    await (await reportPrice(grid, reporters[0]!, { usdPerTft: usd("0.081") })).wait();
    await networkHelpers.time.increase(DAY);

    const { isStale, reports } = await readPrice({ grid, provider });
    expect(isStale).to.equal(true);
    expect(reports.map(({ isFresh }) => isFresh)).to.deep.equal([false, false, false]);
    expect(reports.find(({ member }) => member === reporters[0]!.address)?.usdPerTft).to.equal(usd("0.081"));
  });

  it("is told in USD, without zeros at the end", () => {
    expect([usd("0.0125"), usd("1"), 1n].map(formatUsd)).to.deep.equal(["0.0125", "1", "0.000000000000000001"]);
    expect(formatUsdShort(usd("0.010500000000000001"))).to.equal("0.0105");
  });
});
