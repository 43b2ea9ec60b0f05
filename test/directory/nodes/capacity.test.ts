import { expect } from "chai";
import hre from "hardhat";
import { FOREVER } from "../../../sdk/farming/policy-structs.ts";
import type { CapacityStruct } from "../../../typechain-types/contracts/interfaces/IDirectory.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, GIB } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";
import { fields, struct, structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const ACTIVE = 1;
const LARGER: CapacityStruct = { cru: 16n, mru: 64n * GIB, sru: 2048n * GIB, hru: 4000n * GIB };

/** Numbers of which 1 % is a whole number. */
const ROUND: CapacityStruct = { cru: 100n, mru: 100n * GIB, sru: 200n * GIB, hru: 300n * GIB };

const SMALLER: CapacityStruct = { cru: 1n, mru: 2n * GIB, sru: 100n * GIB, hru: 0n };

async function fixture() {
  return gridWithNode(connection);
}

/** The node is certified and offers {@link ROUND}; its terms 2 are verified for four periods. */
async function certified() {
  const context = await networkHelpers.loadFixture(fixture);
  const { directory, certifier, verifier, nodeKey, nodeId, nextPeriod } = context;
  await directory.connect(nodeKey).updateCapacity(nodeId, ROUND, 2, false);
  await directory.connect(certifier).certifyNode(nodeId, true);
  await directory.connect(verifier).verifyTerms(nodeId, 2, nextPeriod + 4n);
  return context;
}

describe("Directory", () => {
  describe("stating another capacity", () => {
    it("ends the terms with the next period and opens new ones", async () => {
      const { grid, directory, nodeKey, nodeId, farmId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid, 2n);

      const updating = directory.connect(nodeKey).updateCapacity(nodeId, LARGER, 5, true);

      await expect(updating)
        .to.emit(directory, "TermsEnded")
        .withArgs(nodeId, 0n, period + 1n);
      await expect(updating)
        .to.emit(directory, "TermsOpened")
        .withArgs(
          nodeId,
          farmId,
          1n,
          struct({
            farmId,
            fromPeriod: period + 1n,
            untilPeriod: FOREVER,
            policyId: 1,
            connectionPriceMusd: 80,
            ipv4Count: 5,
            isCertified: false,
            isVirtualized: true,
            verifiedFrom: 0,
            verifiedUntil: 0,
            capacity: LARGER,
          }),
        );
      expect((await directory.nodeOf(nodeId)).termsCount).to.equal(2n);
    });

    it("leaves the earlier terms' capacity as it was", async () => {
      const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(nodeKey).updateCapacity(nodeId, LARGER, 5, true);

      expect(await directory.termsOf(nodeId, 0)).to.satisfy(
        structWith({ ipv4Count: 2, isVirtualized: false, capacity: EXAMPLE_CAPACITY }),
      );
    });

    it("can be reserved at once", async () => {
      const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(nodeKey).updateCapacity(nodeId, LARGER, 0, false);

      expect(await directory.freeOf(nodeId)).to.satisfy(struct(LARGER));
    });

    it("refuses less than is booked, resource by resource", async () => {
      const { directory, governor, booker, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      const booked = { cru: 4n, mru: 8n * GIB, sru: 200n * GIB, hru: 10n * GIB };
      await directory.connect(governor).setBooker(booker, ACTIVE);
      await directory.connect(nodeKey).updateCapacity(nodeId, LARGER, 0, false);
      await directory.connect(booker).book(nodeId, booked);

      for (const part of [{ cru: 3n }, { mru: 8n * GIB - 1n }, { sru: 200n * GIB - 1n }, { hru: 10n * GIB - 1n }]) {
        const capacity = { ...booked, ...part };
        await expect(directory.connect(nodeKey).updateCapacity(nodeId, capacity, 0, false))
          .to.be.revertedWithCustomError(directory, "DirectoryNodeBooked")
          .withArgs(nodeId, fields(booked));
      }
      await directory.connect(nodeKey).updateCapacity(nodeId, booked, 0, false);
      expect(await directory.freeOf(nodeId)).to.satisfy(struct({ cru: 0, mru: 0, sru: 0, hru: 0 }));
    });

    it("refuses what is the same as before", async () => {
      const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 2, false))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsUnchanged")
        .withArgs(nodeId);
    });

    for (const [what, part, ipv4Count, isVirtualized] of [
      ["one core less", { cru: 7n }, 2, false],
      ["a byte of memory less", { mru: 32n * GIB - 1n }, 2, false],
      ["a byte of SSD less", { sru: 1024n * GIB - 1n }, 2, false],
      ["a byte of HDD more", { hru: 1n }, 2, false],
      ["one address more", {}, 3, false],
      ["another machine around it", {}, 2, true],
    ] as const) {
      it(`accepts ${what} as a change`, async () => {
        const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
        const capacity = { ...EXAMPLE_CAPACITY, ...part };
        await directory.connect(nodeKey).updateCapacity(nodeId, capacity, ipv4Count, isVirtualized);

        expect(await directory.termsOf(nodeId, 1)).to.satisfy(structWith({ capacity, ipv4Count, isVirtualized }));
      });
    }

    it("refuses less than the smallest machine", async () => {
      const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      const capacity = { ...EXAMPLE_CAPACITY, sru: 100n * GIB - 1n };

      await expect(directory.connect(nodeKey).updateCapacity(nodeId, capacity, 0, false))
        .to.be.revertedWithCustomError(directory, "DirectoryHardwareTooSmall")
        .withArgs(fields(capacity));
    });

    it("is the node's, not its farmer's", async () => {
      const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).updateCapacity(nodeId, LARGER, 0, false))
        .to.be.revertedWithCustomError(directory, "DirectoryNotAuthorized")
        .withArgs(farmer.address, nodeId);
    });

    it("needs a live node", async () => {
      const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(nodeKey).removeNode(nodeId);

      await expect(directory.connect(nodeKey).updateCapacity(nodeId, LARGER, 0, false))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });
  });

  describe("changing a certified node", () => {
    const onePercentMore = { cru: 101n, mru: 101n * GIB, sru: 202n * GIB, hru: 303n * GIB };
    const onePercentLess = { cru: 99n, mru: 99n * GIB, sru: 198n * GIB, hru: 297n * GIB };

    for (const [what, capacity] of [
      ["1 % more", onePercentMore],
      ["1 % less", onePercentLess],
    ] as const) {
      it(`keeps the certification with ${what} of everything`, async () => {
        const { directory, nodeKey, nodeId } = await certified();
        await directory.connect(nodeKey).updateCapacity(nodeId, capacity, 2, false);

        expect(await directory.termsOf(nodeId, 3)).to.satisfy(structWith({ isCertified: true, policyId: 2 }));
      });
    }

    for (const [what, part] of [
      ["two cores", { cru: 102n }],
      ["a byte of memory", { mru: 101n * GIB + 1n }],
      ["a byte of SSD", { sru: 202n * GIB + 1n }],
      ["a byte of HDD", { hru: 303n * GIB + 1n }],
    ] as const) {
      it(`falls back to DIY with ${what} more than that`, async () => {
        const { directory, nodeKey, nodeId } = await certified();
        await directory.connect(nodeKey).updateCapacity(nodeId, { ...ROUND, ...part }, 2, false);

        expect(await directory.termsOf(nodeId, 3)).to.satisfy(structWith({ isCertified: false, policyId: 1 }));
      });
    }

    for (const [what, part] of [
      ["two cores", { cru: 98n }],
      ["a byte of memory", { mru: 99n * GIB - 1n }],
      ["a byte of SSD", { sru: 198n * GIB - 1n }],
      ["a byte of HDD", { hru: 297n * GIB - 1n }],
    ] as const) {
      it(`falls back to DIY with ${what} less than that`, async () => {
        const { directory, nodeKey, nodeId } = await certified();
        await directory.connect(nodeKey).updateCapacity(nodeId, { ...ROUND, ...part }, 2, false);

        expect(await directory.termsOf(nodeId, 3)).to.satisfy(structWith({ isCertified: false, policyId: 1 }));
      });
    }

    it("falls back to DIY with the first byte of a resource that it had not", async () => {
      const { directory, certifier, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(certifier).certifyNode(nodeId, true);
      await directory.connect(nodeKey).updateCapacity(nodeId, { ...EXAMPLE_CAPACITY, hru: 1n }, 2, false);

      expect(await directory.termsOf(nodeId, 2)).to.satisfy(structWith({ isCertified: false }));
    });

    it("counts from the capacity that was certified: many small steps add up", async () => {
      const { directory, nodeKey, nodeId } = await certified();
      for (const mru of [memoryGrownBy(6n), memoryGrownBy(10n)]) {
        await directory.connect(nodeKey).updateCapacity(nodeId, { ...ROUND, mru }, 2, false);
      }
      expect(await directory.termsOf(nodeId, 4)).to.satisfy(structWith({ isCertified: true }));

      await directory.connect(nodeKey).updateCapacity(nodeId, { ...ROUND, mru: memoryGrownBy(15n) }, 2, false);

      expect(await directory.termsOf(nodeId, 5)).to.satisfy(structWith({ isCertified: false, policyId: 1 }));
    });

    it("counts from the latest certification once it is certified again", async () => {
      const { directory, certifier, nodeKey, nodeId } = await certified();
      const larger = { ...ROUND, cru: 200n };
      await directory.connect(nodeKey).updateCapacity(nodeId, larger, 2, false);
      await directory.connect(certifier).certifyNode(nodeId, true);
      await directory.connect(nodeKey).updateCapacity(nodeId, { ...larger, cru: 202n }, 2, false);
      expect(await directory.termsOf(nodeId, 5)).to.satisfy(structWith({ isCertified: true }));

      await directory.connect(nodeKey).updateCapacity(nodeId, ROUND, 2, false);

      expect(await directory.termsOf(nodeId, 6)).to.satisfy(structWith({ isCertified: false }));
    });

    it("stays DIY when it goes back to what was certified", async () => {
      const { directory, nodeKey, nodeId } = await certified();
      await directory.connect(nodeKey).updateCapacity(nodeId, LARGER, 2, false);
      await directory.connect(nodeKey).updateCapacity(nodeId, ROUND, 2, false);

      expect(await directory.termsOf(nodeId, 4)).to.satisfy(structWith({ isCertified: false, capacity: ROUND }));
    });
  });

  describe("changing a verified node", () => {
    for (const [what, part, ipv4Count] of [
      ["less of every resource", SMALLER, 2],
      ["more addresses", {}, 200],
    ] as const) {
      it(`keeps the verification with ${what}`, async () => {
        const { directory, nodeKey, nodeId, nextPeriod } = await certified();
        await directory.connect(nodeKey).updateCapacity(nodeId, { ...ROUND, ...part }, ipv4Count, false);

        expect(await directory.termsOf(nodeId, 3)).to.satisfy(
          structWith({ verifiedFrom: nextPeriod, verifiedUntil: nextPeriod + 4n }),
        );
      });
    }

    for (const [what, part] of [
      ["a core", { cru: 101n }],
      ["a byte of memory", { mru: 100n * GIB + 1n }],
      ["a byte of SSD", { sru: 200n * GIB + 1n }],
      ["a byte of HDD", { hru: 300n * GIB + 1n }],
      ["a core, for less of all else,", { ...SMALLER, cru: 101n }],
    ] as const) {
      it(`ends the verification with ${what} more`, async () => {
        const { directory, nodeKey, nodeId } = await certified();
        await directory.connect(nodeKey).updateCapacity(nodeId, { ...ROUND, ...part }, 2, false);

        expect(await directory.termsOf(nodeId, 3)).to.satisfy(structWith({ verifiedFrom: 0, verifiedUntil: 0 }));
      });
    }

    it("ends the verification with virtualization, for good", async () => {
      const { directory, nodeKey, nodeId } = await certified();
      await directory.connect(nodeKey).updateCapacity(nodeId, ROUND, 2, true);
      await directory.connect(nodeKey).updateCapacity(nodeId, ROUND, 2, false);

      for (const index of [3, 4]) {
        expect(await directory.termsOf(nodeId, index)).to.satisfy(structWith({ verifiedFrom: 0, verifiedUntil: 0 }));
      }
    });

    it("leaves the verification of the terms before as it was", async () => {
      const { grid, directory, nodeKey, nodeId, nextPeriod } = await certified();
      await passPeriods(connection, grid, 2n);
      await directory.connect(nodeKey).updateCapacity(nodeId, LARGER, 2, false);

      expect(await directory.termsOf(nodeId, 2)).to.satisfy(
        structWith({ untilPeriod: nextPeriod + 2n, verifiedFrom: nextPeriod, verifiedUntil: nextPeriod + 4n }),
      );
    });
  });
});

/** The memory of {@link ROUND} and so much more. */
function memoryGrownBy(permille: bigint): bigint {
  return (100n * GIB * (1000n + permille)) / 1000n;
}
