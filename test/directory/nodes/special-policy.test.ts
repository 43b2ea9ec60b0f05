import { expect } from "chai";
import hre from "hardhat";
import { FOREVER } from "../../../sdk/farming/policy-structs.ts";
import type { PolicyEligibilityStruct } from "../../../typechain-types/contracts/farming/FarmingPolicies.ts";
import type { PolicyLimitStruct } from "../../../typechain-types/contracts/interfaces/IDirectory.ts";
import { consentToMove } from "../../helpers/consents.ts";
import { gridWithFarms } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, GIB, registerNode } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";
import { eligibility, examplePolicy, FARM, policyLimit } from "../../helpers/policies.ts";
import { struct, structWith } from "../../helpers/struct.ts";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const SPECIAL_POLICY = 3n;
const NODE = 1n;

/** What the example node has, in millionths of a unit. */
const CU_MICRO = 7_750_000n;
const SU_MICRO = 4_096_000n;

/** Twice the memory, so that it is the SSD that limits: 20.48 CU; the same SU. */
const MORE_MEMORY = { ...EXAMPLE_CAPACITY, cru: 16n, mru: 128n * GIB };
const MORE_MEMORY_CU_MICRO = 20_480_000n;

async function fixture() {
  const context = await gridWithFarms(connection);
  return { ...context, nextPeriod: (await context.directory.currentPeriod()) + 1n };
}

/** Farm 1 is attached to a special policy. */
async function attached(limit: Partial<PolicyLimitStruct> = {}, whom: Partial<PolicyEligibilityStruct> = {}) {
  const context = await networkHelpers.loadFixture(fixture);
  const { grid, directory, policyManager, farmId } = context;
  await grid.FarmingPolicies.connect(policyManager).add("special", examplePolicy(), eligibility(whom));
  await directory.connect(policyManager).attachPolicy(farmId, policyLimit(SPECIAL_POLICY, limit));
  return context;
}

describe("Directory", () => {
  describe("opening terms on a farm with a special policy", () => {
    it("gives the special policy and uses up its limits", async () => {
      const { grid, directory, farmId, ...accounts } = await attached({
        cuMicroLeft: CU_MICRO + 5n,
        suMicroLeft: SU_MICRO + 6n,
        nodesLeft: 3n,
      });

      await expect(registerNode(grid, accounts))
        .to.emit(directory, "FarmPolicyLimitSet")
        .withArgs(farmId, struct(policyLimit(SPECIAL_POLICY, { cuMicroLeft: 5n, suMicroLeft: 6n, nodesLeft: 2n })));
      expect((await directory.termsOf(NODE, 0)).policyId).to.equal(SPECIAL_POLICY);
      expect(await directory.policyLimitOf(farmId)).to.satisfy(
        structWith({ cuMicroLeft: 5, suMicroLeft: 6, nodesLeft: 2 }),
      );
    });

    it("gives it while there is exactly enough left", async () => {
      const limit = { cuMicroLeft: CU_MICRO, suMicroLeft: SU_MICRO, nodesLeft: 1n };
      const { grid, directory, farmId, ...accounts } = await attached(limit);
      await registerNode(grid, accounts);

      expect((await directory.termsOf(NODE, 0)).policyId).to.equal(SPECIAL_POLICY);
      expect(await directory.policyLimitOf(farmId)).to.satisfy(
        structWith({ cuMicroLeft: 0, suMicroLeft: 0, nodesLeft: 0 }),
      );
    });

    const exhausted: [string, Partial<PolicyLimitStruct>][] = [
      ["compute units", { cuMicroLeft: CU_MICRO - 1n }],
      ["storage units", { suMicroLeft: SU_MICRO - 1n }],
      ["nodes", { nodesLeft: 0n }],
    ];
    for (const [what, limit] of exhausted) {
      it(`gives the default policy when too few ${what} are left, and uses up nothing`, async () => {
        const { grid, directory, farmId, ...accounts } = await attached(limit);

        await expect(registerNode(grid, accounts)).not.to.emit(directory, "FarmPolicyLimitSet");
        expect((await directory.termsOf(NODE, 0)).policyId).to.equal(1n);
        expect(await directory.policyLimitOf(farmId)).to.satisfy(struct(policyLimit(SPECIAL_POLICY, limit)));
      });
    }

    it("never uses up what is unlimited", async () => {
      const { grid, directory, farmId, ...accounts } = await attached();
      await registerNode(grid, accounts);

      expect(await directory.policyLimitOf(farmId)).to.satisfy(struct(policyLimit(SPECIAL_POLICY)));
    });

    it("gives other farms the default policy", async () => {
      const { grid, directory, otherFarmer, otherFarmId, nodeKey } = await attached();
      await registerNode(grid, { farmer: otherFarmer, nodeKey }, { farmId: otherFarmId });

      expect((await directory.termsOf(NODE, 0)).policyId).to.equal(1n);
    });

    it("gives the default policy again once the farm is detached", async () => {
      const { grid, directory, policyManager, farmId, ...accounts } = await attached();
      await directory.connect(policyManager).attachPolicy(farmId, policyLimit(0n));
      await registerNode(grid, accounts);

      expect((await directory.termsOf(NODE, 0)).policyId).to.equal(1n);
    });
  });

  describe("opening terms where the special policy asks for certification", () => {
    for (const [where, limit, whom] of [
      ["limits", { isCertifiedOnly: true }, {}],
      ["policy", {}, { isCertifiedOnly: true }],
    ] as const) {
      it(`gives it to certified nodes only, as the ${where} may say`, async () => {
        const { grid, directory, certifier, ...accounts } = await attached(limit, whom);
        await registerNode(grid, accounts);
        await directory.connect(certifier).certifyNode(NODE, true);
        await directory.connect(certifier).certifyNode(NODE, false);

        expect((await directory.termsOf(NODE, 0)).policyId).to.equal(1n);
        expect((await directory.termsOf(NODE, 1)).policyId).to.equal(SPECIAL_POLICY);
        expect((await directory.termsOf(NODE, 2)).policyId).to.equal(1n);
      });
    }

    it("gives a policy for gold farms to gold farms only", async () => {
      const { grid, directory, certifier, farmId, otherKey, ...accounts } = await attached(
        {},
        { farmCertification: FARM.gold },
      );
      await registerNode(grid, accounts);
      await directory.connect(certifier).certifyFarm(farmId, FARM.gold);
      await registerNode(grid, { ...accounts, nodeKey: otherKey });

      expect((await directory.termsOf(NODE, 0)).policyId).to.equal(1n);
      expect((await directory.termsOf(NODE + 1n, 0)).policyId).to.equal(SPECIAL_POLICY);
    });
  });

  describe("opening terms under a special policy that ends", () => {
    it("lines the default policy up behind it", async () => {
      const { nextPeriod } = await networkHelpers.loadFixture(fixture);
      const { grid, directory, farmId, ...accounts } = await attached({ untilPeriod: nextPeriod + 5n });

      const registering = registerNode(grid, accounts);

      for (const [index, policyId, fromPeriod, untilPeriod] of [
        [0n, SPECIAL_POLICY, nextPeriod, nextPeriod + 5n],
        [1n, 1n, nextPeriod + 5n, BigInt(FOREVER)],
      ] as const) {
        await expect(registering)
          .to.emit(directory, "TermsOpened")
          .withArgs(
            NODE,
            farmId,
            index,
            structWith({ policyId, fromPeriod, untilPeriod, connectionPriceMusd: 80, capacity: EXAMPLE_CAPACITY }),
          );
      }
      expect((await directory.nodeOf(NODE)).termsCount).to.equal(2n);
    });

    for (const [what, limitEnd, policyEnd, end] of [
      ["its limits end first", 4n, 9n, 4n],
      ["the policy itself ends first", 9n, 4n, 4n],
    ] as const) {
      it(`ends it where ${what}`, async () => {
        const { nextPeriod } = await networkHelpers.loadFixture(fixture);
        const { grid, directory, ...accounts } = await attached(
          { untilPeriod: nextPeriod + limitEnd },
          { untilPeriod: nextPeriod + policyEnd },
        );
        await registerNode(grid, accounts);

        expect(await directory.termsOf(NODE, 0)).to.satisfy(structWith({ untilPeriod: nextPeriod + end }));
        expect(await directory.termsOf(NODE, 1)).to.satisfy(structWith({ fromPeriod: nextPeriod + end, policyId: 1 }));
      });
    }

    it("gives the default policy when it covers no period of the terms", async () => {
      const { nextPeriod } = await networkHelpers.loadFixture(fixture);
      const { grid, directory, ...accounts } = await attached({ untilPeriod: nextPeriod + 2n });
      await passPeriods(connection, grid, 2n);
      await registerNode(grid, accounts);

      expect(await directory.termsOf(NODE, 0)).to.satisfy(structWith({ policyId: 1, untilPeriod: FOREVER }));
      expect((await directory.nodeOf(NODE)).termsCount).to.equal(1n);
    });

    it("gives it for a single period", async () => {
      const { nextPeriod } = await networkHelpers.loadFixture(fixture);
      const { grid, directory, ...accounts } = await attached({ untilPeriod: nextPeriod + 1n });
      await registerNode(grid, accounts);

      expect(await directory.termsOf(NODE, 0)).to.satisfy(
        structWith({ policyId: SPECIAL_POLICY, fromPeriod: nextPeriod, untilPeriod: nextPeriod + 1n }),
      );
    });

    it("ends both when the node leaves before", async () => {
      const { nextPeriod } = await networkHelpers.loadFixture(fixture);
      const { grid, directory, farmer, nodeKey } = await attached({ untilPeriod: nextPeriod + 5n });
      await registerNode(grid, { farmer, nodeKey });
      const period = await passPeriods(connection, grid, 2n);

      const removing = directory.connect(farmer).removeNode(NODE);

      await expect(removing)
        .to.emit(directory, "TermsEnded")
        .withArgs(NODE, 1n, period + 1n);
      await expect(removing)
        .to.emit(directory, "TermsEnded")
        .withArgs(NODE, 0n, period + 1n);
      // From the fifth period to the third: none at all.
      expect(await directory.termsOf(NODE, 1)).to.satisfy(
        structWith({ fromPeriod: nextPeriod + 5n, untilPeriod: period + 1n }),
      );
    });
  });

  describe("changing a node under a special policy", () => {
    const limit = { cuMicroLeft: 30_000_000n, suMicroLeft: 10_000_000n, nodesLeft: 1n };

    async function registered(changes: Partial<PolicyLimitStruct> = {}) {
      const context = await attached({ ...limit, ...changes });
      await registerNode(context.grid, context);
      return context;
    }

    it("uses up only what it grew by, and counts the node once", async () => {
      const { directory, nodeKey, farmId } = await registered();
      await directory.connect(nodeKey).updateCapacity(NODE, MORE_MEMORY, 0, false);

      expect((await directory.termsOf(NODE, 1)).policyId).to.equal(SPECIAL_POLICY);
      expect(await directory.policyLimitOf(farmId)).to.satisfy(
        structWith({
          cuMicroLeft: limit.cuMicroLeft - MORE_MEMORY_CU_MICRO,
          suMicroLeft: limit.suMicroLeft - SU_MICRO,
          nodesLeft: 0,
        }),
      );
    });

    it("gives nothing back when it shrinks, and takes nothing when it grows to what it was", async () => {
      const { directory, nodeKey, farmId } = await registered();
      const smaller = { ...EXAMPLE_CAPACITY, mru: 2n * GIB, sru: 100n * GIB };
      await directory.connect(nodeKey).updateCapacity(NODE, smaller, 0, false);
      await directory.connect(nodeKey).updateCapacity(NODE, EXAMPLE_CAPACITY, 0, false);

      expect((await directory.termsOf(NODE, 2)).policyId).to.equal(SPECIAL_POLICY);
      expect(await directory.policyLimitOf(farmId)).to.satisfy(
        structWith({ cuMicroLeft: limit.cuMicroLeft - CU_MICRO, suMicroLeft: limit.suMicroLeft - SU_MICRO }),
      );
    });

    it("gives the default policy when it outgrows what is left", async () => {
      const left = MORE_MEMORY_CU_MICRO - 1n;
      const { directory, nodeKey, farmId } = await registered({ cuMicroLeft: left });
      await directory.connect(nodeKey).updateCapacity(NODE, MORE_MEMORY, 0, false);

      expect((await directory.termsOf(NODE, 1)).policyId).to.equal(1n);
      expect(await directory.policyLimitOf(farmId)).to.satisfy(structWith({ cuMicroLeft: left - CU_MICRO }));
    });

    for (const [what, policyId] of [
      ["to another policy", 4n],
      ["to the same policy again", SPECIAL_POLICY],
    ] as const) {
      it(`counts anew when the farm is attached ${what}`, async () => {
        const { grid, directory, policyManager, nodeKey, farmId } = await registered();
        await grid.FarmingPolicies.connect(policyManager).add("another", examplePolicy(), eligibility());
        await directory.connect(policyManager).attachPolicy(farmId, policyLimit(policyId, limit));
        await directory.connect(nodeKey).updateCapacity(NODE, EXAMPLE_CAPACITY, 0, false);

        expect((await directory.termsOf(NODE, 1)).policyId).to.equal(policyId);
        expect(await directory.policyLimitOf(farmId)).to.satisfy(
          structWith({
            cuMicroLeft: limit.cuMicroLeft - CU_MICRO,
            suMicroLeft: limit.suMicroLeft - SU_MICRO,
            nodesLeft: 0,
          }),
        );
      });
    }

    it("counts all of it anew, where a new attachment is too small for what was drawn before", async () => {
      const { directory, policyManager, nodeKey, farmId } = await registered();
      const tooLittle = policyLimit(SPECIAL_POLICY, { ...limit, suMicroLeft: SU_MICRO - 1n });
      await directory.connect(policyManager).attachPolicy(farmId, tooLittle);
      await directory.connect(nodeKey).updateCapacity(NODE, EXAMPLE_CAPACITY, 0, false);

      expect((await directory.termsOf(NODE, 1)).policyId).to.equal(1n);
      expect(await directory.policyLimitOf(farmId)).to.satisfy(struct(tooLittle));
    });

    it("counts anew on another farm with the same policy", async () => {
      const { grid, directory, policyManager, otherFarmer, nodeKey, otherFarmId } = await registered();
      await directory.connect(policyManager).attachPolicy(otherFarmId, policyLimit(SPECIAL_POLICY, limit));
      const consent = await consentToMove(grid, otherFarmer, { nodeId: NODE, toFarmId: otherFarmId });
      await directory.connect(nodeKey).moveNode(NODE, otherFarmId, NO_CONSENT, consent);

      expect((await directory.termsOf(NODE, 1)).policyId).to.equal(SPECIAL_POLICY);
      expect(await directory.policyLimitOf(otherFarmId)).to.satisfy(
        structWith({ suMicroLeft: limit.suMicroLeft - SU_MICRO, nodesLeft: 0 }),
      );
    });

    it("counts the node once, also when it has been on another farm in between", async () => {
      const { grid, directory, policyManager, farmer, otherFarmer, nodeKey, farmId, otherFarmId } = await registered();
      await directory.connect(policyManager).attachPolicy(otherFarmId, policyLimit(SPECIAL_POLICY, limit));
      const before = await directory.policyLimitOf(farmId);
      for (const [owner, toFarmId] of [
        [otherFarmer, otherFarmId],
        [farmer, farmId],
      ] as const) {
        const consent = await consentToMove(grid, owner, { nodeId: NODE, toFarmId });
        await directory.connect(nodeKey).moveNode(NODE, toFarmId, NO_CONSENT, consent);
      }

      expect((await directory.termsOf(NODE, 2)).policyId).to.equal(SPECIAL_POLICY);
      expect(await directory.policyLimitOf(farmId)).to.deep.equal(before);
    });

    it("gives nothing back when the node leaves", async () => {
      const { grid, directory, farmer, nodeKey, farmId } = await registered();
      await directory.connect(farmer).removeNode(NODE);
      await registerNode(grid, { farmer, nodeKey });

      expect((await directory.termsOf(NODE + 1n, 0)).policyId).to.equal(1n);
      expect((await directory.policyLimitOf(farmId)).nodesLeft).to.equal(0n);
    });
  });

  describe("changing a node with default terms lined up behind its special policy", () => {
    const PERIODS = 5n;

    /** The special policy lasts for five periods; the terms under it are verified for the first three of them. */
    async function verified(verifiedPeriods = 3n) {
      const { nextPeriod } = await networkHelpers.loadFixture(fixture);
      const context = await attached({ untilPeriod: nextPeriod + PERIODS });
      const { grid, directory, verifier } = context;
      await registerNode(grid, context);
      await directory.connect(verifier).verifyTerms(NODE, 0, nextPeriod + verifiedPeriods);
      return context;
    }

    type Context = Awaited<ReturnType<typeof verified>>;

    const changes: [string, bigint, (context: Context) => Promise<unknown>][] = [
      [
        "less capacity",
        SPECIAL_POLICY,
        ({ directory, nodeKey }) =>
          directory.connect(nodeKey).updateCapacity(NODE, { ...EXAMPLE_CAPACITY, cru: 4n }, 2, false),
      ],
      [
        "a certification",
        SPECIAL_POLICY,
        ({ directory, certifier }) => directory.connect(certifier).certifyNode(NODE, true),
      ],
      [
        "another farm",
        1n,
        async ({ grid, directory, otherFarmer, nodeKey, otherFarmId }) => {
          const consent = await consentToMove(grid, otherFarmer, { nodeId: NODE, toFarmId: otherFarmId });
          await directory.connect(nodeKey).moveNode(NODE, otherFarmId, NO_CONSENT, consent);
        },
      ],
      [
        "another special policy",
        4n,
        async ({ grid, directory, policyManager, farmer, farmId }) => {
          await grid.FarmingPolicies.connect(policyManager).add("another", examplePolicy(), eligibility());
          await directory.connect(policyManager).attachPolicy(farmId, policyLimit(4n));
          await directory.connect(farmer).adoptPolicy(NODE);
        },
      ],
    ];

    for (const [what, policyId, change] of changes) {
      it(`keeps the verification with ${what}`, async () => {
        const context = await verified();
        const { grid, directory, nextPeriod } = context;
        const period = await passPeriods(connection, grid);
        await change(context);

        expect(await directory.termsOf(NODE, 2)).to.satisfy(
          structWith({
            policyId,
            fromPeriod: period + 1n,
            verifiedFrom: period + 1n,
            verifiedUntil: nextPeriod + 3n,
          }),
        );
      });
    }

    it("ends both terms, and lines the default ones up anew", async () => {
      const { grid, directory, certifier, nextPeriod } = await verified();
      const period = await passPeriods(connection, grid);
      await directory.connect(certifier).certifyNode(NODE, true);

      const end = nextPeriod + PERIODS;
      for (const [index, policyId, fromPeriod, untilPeriod] of [
        [0, SPECIAL_POLICY, nextPeriod, period + 1n],
        [1, 1n, end, period + 1n],
        [2, SPECIAL_POLICY, period + 1n, end],
        [3, 2n, end, BigInt(FOREVER)],
      ] as const) {
        expect(await directory.termsOf(NODE, index)).to.satisfy(structWith({ policyId, fromPeriod, untilPeriod }));
      }
    });

    it("passes on to the default terms what of the verification reaches beyond the special policy", async () => {
      const { directory, certifier, nextPeriod } = await verified(PERIODS + 2n);
      await directory.connect(certifier).certifyNode(NODE, true);

      const end = nextPeriod + PERIODS;
      expect(await directory.termsOf(NODE, 2)).to.satisfy(
        structWith({ verifiedFrom: nextPeriod, verifiedUntil: end + 2n }),
      );
      expect(await directory.termsOf(NODE, 3)).to.satisfy(structWith({ verifiedFrom: end, verifiedUntil: end + 2n }));
    });

    it("passes nothing on to the default terms where it ends with the special policy", async () => {
      const { directory, certifier } = await verified(PERIODS);
      await directory.connect(certifier).certifyNode(NODE, true);

      expect(await directory.termsOf(NODE, 3)).to.satisfy(structWith({ verifiedFrom: 0, verifiedUntil: 0 }));
    });

    it("starts from the default terms in the special policy's last period", async () => {
      const { grid, directory, certifier, nextPeriod } = await verified(PERIODS + 4n);
      const end = nextPeriod + PERIODS;
      expect(await passPeriods(connection, grid, PERIODS)).to.equal(end - 1n);
      await directory.connect(certifier).certifyNode(NODE, true);

      expect(await directory.termsOf(NODE, 0)).to.satisfy(structWith({ untilPeriod: end }));
      expect(await directory.termsOf(NODE, 2)).to.satisfy(
        structWith({ policyId: 2, fromPeriod: end, verifiedFrom: end, verifiedUntil: end + 4n }),
      );
    });
  });
});
