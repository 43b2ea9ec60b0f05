import { expect } from "chai";
import hre from "hardhat";
import { addPricing, addPricingAndWait } from "../../../sdk/pricing/add-pricing.ts";
import { readLatestPricing, readPricing } from "../../../sdk/pricing/read-pricing.ts";
import { retirePricing, retirePricingAndWait } from "../../../sdk/pricing/retire-pricing.ts";
import { GENESIS_PRICING } from "../../../sdk/rules/pricing.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { usd } from "../../helpers/prices.ts";
import { deployment } from "../directory/directory-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const { versions, noticeSeconds } = localSettings().pricing;
const DEARER = { ...versions[0]!, prices: { ...versions[0]!.prices, cuUsdPerHour: usd("0.036") } };

async function fixture() {
  return deployment(connection);
}

describe("pricing versions", () => {
  it("begin with the real grid's genesis prices and present split", async () => {
    const { grid } = await networkHelpers.loadFixture(fixture);
    const { foundation, stakers } = versions[0]!.split;

    expect(await readPricing({ grid })).to.deep.equal([
      {
        ...GENESIS_PRICING,
        version: 1,
        foundationBps: 4000,
        stakersBps: 1000,
        foundation,
        stakers,
        closableAt: undefined,
      },
    ]);
  });

  it("are added with the next number, with or without waiting", async () => {
    const { grid, pricingManager } = await networkHelpers.loadFixture(fixture);

    await (await addPricing(grid, pricingManager, DEARER)).wait();
    const { version } = await addPricingAndWait(grid, pricingManager, DEARER);

    expect(version).to.equal(3);
    expect(await readLatestPricing({ grid })).to.include({ version: 3, cuUsdPerSecond: usd("0.00001") });
  });

  it("are retired with a notice, with or without waiting", async () => {
    const { grid, pricingManager } = await networkHelpers.loadFixture(fixture);
    await addPricingAndWait(grid, pricingManager, DEARER);
    await addPricingAndWait(grid, pricingManager, DEARER);

    await (await retirePricing(grid, pricingManager, { version: 1 })).wait();
    const { event } = await retirePricingAndWait(grid, pricingManager, { version: 2 });

    expect(Number(event.closableAt)).to.equal((await networkHelpers.time.latest()) + noticeSeconds);
    const closable = (await readPricing({ grid })).map(({ closableAt }) => closableAt !== undefined);
    expect(closable).to.deep.equal([true, true, false]);
  });
});
