import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { Directory__factory } from "../../../typechain-types/factories/contracts/directory/Directory__factory.ts";
import type { CapacityStruct } from "../../../typechain-types/contracts/interfaces/IDirectory.ts";
import { consentToKey, consentToMove } from "../../helpers/consents.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, GIB, registerNode } from "../../helpers/nodes.ts";
import { eligibility, examplePolicy, policyLimit } from "../../helpers/policies.ts";
import { structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

/** In mUSD per TFT. */
const JOINED_AT = 80n;
const HIGHER = 100n;
const LOWER = 60n;

const LARGER: CapacityStruct = { cru: 16n, mru: 64n * GIB, sru: 2048n * GIB, hru: 4000n * GIB };
const SMALLER: CapacityStruct = { cru: 1n, mru: 2n * GIB, sru: 100n * GIB, hru: 0n };

type Context = Awaited<ReturnType<typeof fixture>>;

/** The node has joined at {@link JOINED_AT}. */
async function fixture() {
  return gridWithNode(connection);
}

async function pricedAt(price: bigint): Promise<Context> {
  const context = await networkHelpers.loadFixture(fixture);
  await context.directory.connect(context.policyManager).setConnectionPrice(price);
  return context;
}

function changeTo({ directory, nodeKey, nodeId }: Context, capacity: CapacityStruct) {
  return directory.connect(nodeKey).updateCapacity(nodeId, capacity, 2, false);
}

async function latestTermsOf({ directory, nodeId }: Context) {
  const { termsCount } = await directory.nodeOf(nodeId);
  return directory.termsOf(nodeId, termsCount - 1n);
}

/** Whatever gives a node new terms but does not make it larger. */
const withoutGrowth: [string, (context: Context) => Promise<unknown>][] = [
  ["less of every resource", (context) => changeTo(context, SMALLER)],
  [
    "another number of addresses, in another machine",
    ({ directory, nodeKey, nodeId }) => directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 200, true),
  ],
  ["a certification", ({ directory, certifier, nodeId }) => directory.connect(certifier).certifyNode(nodeId, true)],
  [
    "a certification that is withdrawn",
    async ({ directory, certifier, nodeId }) => {
      await directory.connect(certifier).certifyNode(nodeId, true);
      await directory.connect(certifier).certifyNode(nodeId, false);
    },
  ],
  [
    "another farm",
    async ({ grid, directory, otherFarmer, nodeKey, nodeId, otherFarmId }) => {
      const consent = await consentToMove(grid, otherFarmer, { nodeId, toFarmId: otherFarmId });
      await directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, consent);
    },
  ],
  [
    "another default policy",
    async ({ grid, directory, policyManager, farmer, nodeId }) => {
      const whom = eligibility({ isDefault: true });
      await grid.FarmingPolicies.connect(policyManager).add("newer", examplePolicy(), whom);
      await directory.connect(farmer).adoptPolicy(nodeId);
    },
  ],
  [
    "a special policy and the default one behind it",
    async ({ grid, directory, policyManager, farmer, nodeId, farmId, nextPeriod }) => {
      await grid.FarmingPolicies.connect(policyManager).add("special", examplePolicy(), eligibility());
      const limit = policyLimit(3n, { untilPeriod: nextPeriod + 5n });
      await directory.connect(policyManager).attachPolicy(farmId, limit);
      await directory.connect(farmer).adoptPolicy(nodeId);
    },
  ],
];

describe("Directory", () => {
  describe("setting the connection price", () => {
    it("tells and shows the new price", async () => {
      const { directory, policyManager } = await networkHelpers.loadFixture(fixture);
      expect(await directory.connectionPriceMusd()).to.equal(80n);

      await expect(directory.connect(policyManager).setConnectionPrice(HIGHER))
        .to.emit(directory, "ConnectionPriceSet")
        .withArgs(HIGHER);
      expect(await directory.connectionPriceMusd()).to.equal(HIGHER);
    });

    it("refuses 0, by which no reward could be divided", async () => {
      const { directory, policyManager } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(policyManager).setConnectionPrice(0n))
        .to.be.revertedWithCustomError(directory, "DirectoryConnectionPriceInvalid")
        .withArgs(0n);
    });

    it("refuses 0 at deployment, too", async () => {
      const { grid, deployer } = await networkHelpers.loadFixture(fixture);
      const schedule = { start: 0n, duration: 3600n };
      const factory = new Directory__factory(deployer);

      await expect(factory.deploy(grid.FarmingPolicies, schedule, 0n, 0n, grid.AccessManager))
        .to.be.revertedWithCustomError(grid.Directory, "DirectoryConnectionPriceInvalid")
        .withArgs(0n);
    });

    it("is the policy manager's", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).setConnectionPrice(HIGHER))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(farmer.address);
    });
  });

  describe("keeping a node's connection price", () => {
    for (const price of [HIGHER, LOWER]) {
      it(`leaves open terms as they are when the price becomes ${price}`, async () => {
        const { directory, policyManager, nodeId } = await networkHelpers.loadFixture(fixture);
        await directory.connect(policyManager).setConnectionPrice(price);

        expect((await directory.termsOf(nodeId, 0)).connectionPriceMusd).to.equal(80n);
      });

      it(`gives a new node the price ${price}`, async () => {
        const { grid, directory, policyManager, farmer, otherKey, nodeId } = await networkHelpers.loadFixture(fixture);
        await directory.connect(policyManager).setConnectionPrice(price);
        await registerNode(grid, { farmer, nodeKey: otherKey });

        expect((await directory.termsOf(nodeId + 1n, 0)).connectionPriceMusd).to.equal(price);
      });
    }

    for (const [what, change] of withoutGrowth) {
      it(`stays as it was with ${what}`, async () => {
        const context = await pricedAt(HIGHER);
        await change(context);

        expect(await latestTermsOf(context)).to.satisfy(structWith({ connectionPriceMusd: JOINED_AT }));
      });
    }

    for (const [what, part] of [
      ["a core", { cru: 9n }],
      ["a byte of memory", { mru: 32n * GIB + 1n }],
      ["a byte of SSD", { sru: 1024n * GIB + 1n }],
      ["a byte of HDD", { hru: 1n }],
      ["a byte of HDD, for less of all else,", { ...SMALLER, hru: 1n }],
    ] as const) {
      it(`becomes the present one, if that is higher, with ${what} more`, async () => {
        const context = await pricedAt(HIGHER);
        await changeTo(context, { ...EXAMPLE_CAPACITY, ...part });

        expect(await latestTermsOf(context)).to.satisfy(structWith({ connectionPriceMusd: HIGHER }));
      });
    }

    it("stays with the higher one of before when the node grows", async () => {
      const context = await pricedAt(LOWER);
      await changeTo(context, LARGER);

      expect(await latestTermsOf(context)).to.satisfy(structWith({ connectionPriceMusd: JOINED_AT }));
    });

    it("counts growing back to what the node was as growth", async () => {
      const context = await pricedAt(HIGHER);
      await changeTo(context, SMALLER);
      await changeTo(context, EXAMPLE_CAPACITY);

      expect(await latestTermsOf(context)).to.satisfy(structWith({ connectionPriceMusd: HIGHER }));
    });

    it("remembers the highest at which the node ever grew", async () => {
      const context = await pricedAt(HIGHER);
      await changeTo(context, LARGER);
      await context.directory.connect(context.policyManager).setConnectionPrice(LOWER);
      await changeTo(context, { ...LARGER, cru: 17n });

      expect(await latestTermsOf(context)).to.satisfy(structWith({ connectionPriceMusd: HIGHER }));
    });
  });

  describe("registering again with the key of a removed node", () => {
    for (const [price, taken] of [
      [HIGHER, HIGHER],
      [LOWER, JOINED_AT],
    ] as const) {
      it(`takes ${taken} when the price becomes ${price}`, async () => {
        const context = await pricedAt(price);
        await context.directory.connect(context.farmer).removeNode(context.nodeId);
        await registerNode(context.grid, context);

        expect(await context.directory.termsOf(context.nodeId + 1n, 0)).to.satisfy(
          structWith({ connectionPriceMusd: taken }),
        );
      });
    }

    it("remembers the price at which the node last earned, however often it leaves", async () => {
      const context = await pricedAt(HIGHER);
      const { grid, directory, policyManager, farmer, nodeId } = context;
      await changeTo(context, LARGER);
      await directory.connect(policyManager).setConnectionPrice(LOWER);
      for (const leaving of [nodeId, nodeId + 1n]) {
        await directory.connect(farmer).removeNode(leaving);
        await registerNode(grid, context);
      }

      expect(await directory.termsOf(nodeId + 2n, 0)).to.satisfy(structWith({ connectionPriceMusd: HIGHER }));
    });

    it("remembers the highest of a key that served several nodes", async () => {
      const { grid, directory, farmer, nodeKey, otherKey, nodeId } = await pricedAt(LOWER);
      await directory.connect(farmer).removeNode(nodeId);
      await registerNode(grid, { farmer, nodeKey: otherKey });
      const consent = await consentToKey(grid, nodeKey, { nodeId: nodeId + 1n, newKey: nodeKey.address });
      await directory.connect(otherKey).rotateKey(nodeId + 1n, nodeKey, consent);
      await directory.connect(farmer).removeNode(nodeId + 1n);
      await registerNode(grid, { farmer, nodeKey });

      expect(await directory.termsOf(nodeId + 1n, 0)).to.satisfy(structWith({ connectionPriceMusd: LOWER }));
      expect(await directory.termsOf(nodeId + 2n, 0)).to.satisfy(structWith({ connectionPriceMusd: JOINED_AT }));
    });

    it("remembers it of the key that the node left with", async () => {
      const { grid, directory, farmer, nodeKey, otherKey, nodeId } = await pricedAt(LOWER);
      const consent = await consentToKey(grid, otherKey, { nodeId, newKey: otherKey.address });
      await directory.connect(nodeKey).rotateKey(nodeId, otherKey, consent);
      await directory.connect(farmer).removeNode(nodeId);
      await registerNode(grid, { farmer, nodeKey: otherKey });
      await registerNode(grid, { farmer, nodeKey });

      expect(await directory.termsOf(nodeId + 1n, 0)).to.satisfy(structWith({ connectionPriceMusd: JOINED_AT }));
      expect(await directory.termsOf(nodeId + 2n, 0)).to.satisfy(structWith({ connectionPriceMusd: LOWER }));
    });
  });
});
