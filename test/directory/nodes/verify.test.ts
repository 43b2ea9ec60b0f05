import { expect } from "chai";
import hre from "hardhat";
import type { Directory } from "../../../typechain-types/contracts/directory/Directory.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";
import { eligibility, examplePolicy, policyLimit } from "../../helpers/policies.ts";
import { structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

/** How long the special policy lasts. */
const PERIODS = 5n;

async function fixture() {
  return gridWithNode(connection);
}

/** Terms 0 are verified for the next periods. */
async function verified(periods = 2n) {
  const context = await networkHelpers.loadFixture(fixture);
  const { directory, verifier, nodeId, nextPeriod } = context;
  const verifiedUntil = nextPeriod + periods;
  await directory.connect(verifier).verifyTerms(nodeId, 0, verifiedUntil);
  return { ...context, verifiedUntil };
}

/** Terms 1 are under a special policy that lasts for {@link PERIODS}; terms 2, default ones, begin at its end. */
async function underSpecialPolicy() {
  const context = await networkHelpers.loadFixture(fixture);
  const { grid, directory, policyManager, nodeKey, nodeId, nextPeriod, farmId } = context;
  const end = nextPeriod + PERIODS;
  await grid.FarmingPolicies.connect(policyManager).add("special", examplePolicy(), eligibility());
  await directory.connect(policyManager).attachPolicy(farmId, policyLimit(3n, { untilPeriod: end }));
  await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);
  return { ...context, end };
}

/** Which terms of a node are verified for a period that is not before `period`. */
async function verifiedFrom(directory: Directory, nodeId: bigint, period: bigint): Promise<bigint[]> {
  const { termsCount } = await directory.nodeOf(nodeId);
  const indices = Array.from({ length: Number(termsCount) }, (_, index) => BigInt(index));
  const terms = await Promise.all(indices.map((index) => directory.termsOf(nodeId, index)));
  return indices.filter((index) => {
    const { untilPeriod, verifiedUntil } = terms[Number(index)]!;
    return untilPeriod > period && verifiedUntil > period;
  });
}

describe("Directory", () => {
  describe("verifying the hardware behind terms", () => {
    it("begins with the first period of terms that are to come", async () => {
      const { directory, verifier, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod + 2n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, nextPeriod, nextPeriod + 2n);
      expect(await directory.termsOf(nodeId, 0)).to.satisfy(
        structWith({ verifiedFrom: nextPeriod, verifiedUntil: nextPeriod + 2n }),
      );
    });

    it("begins with the next period for terms in force: none that has begun is ever covered", async () => {
      const { grid, directory, verifier, nodeId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid, 4n);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, period + 2n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, period + 1n, period + 2n);
    });

    it("looks 60 periods ahead at most", async () => {
      const { grid, directory, verifier, nodeId } = await networkHelpers.loadFixture(fixture);
      const next = (await passPeriods(connection, grid, 4n)) + 1n;

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, next + 61n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, next, next + 61n);
      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, next + 60n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, next, next + 60n);
    });

    it("covers a period at least", async () => {
      const { grid, directory, verifier, nodeId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid, 4n);

      for (const until of [0n, period, period + 1n]) {
        await expect(directory.connect(verifier).verifyTerms(nodeId, 0, until))
          .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
          .withArgs(nodeId, 0n, period + 1n, until);
      }
    });

    it("refuses terms that end with the period", async () => {
      const { grid, directory, verifier, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, period + 5n))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsNotNext")
        .withArgs(nodeId, 0n, 1n);
    });

    it("refuses terms that never began", async () => {
      const { directory, verifier, nodeKey, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod + 5n))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsNotNext")
        .withArgs(nodeId, 0n, 1n);
    });

    it("refuses terms that do not exist", async () => {
      const { directory, verifier, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 1, nextPeriod + 5n))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsNotNext")
        .withArgs(nodeId, 1n, 0n);
    });

    it("needs a live node", async () => {
      const { directory, verifier, farmer, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).removeNode(nodeId);

      for (const gone of [nodeId, nodeId + 1n]) {
        await expect(directory.connect(verifier).verifyTerms(gone, 0, nextPeriod + 5n))
          .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
          .withArgs(gone);
      }
    });

    it("is the verifier's", async () => {
      const { directory, farmer, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).verifyTerms(nodeId, 0, nextPeriod + 5n))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(farmer.address);
    });
  });

  describe("extending a verification", () => {
    it("keeps its beginning", async () => {
      const { directory, verifier, nodeId, nextPeriod, verifiedUntil } = await verified();

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, verifiedUntil + 3n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, nextPeriod, verifiedUntil + 3n);
    });

    it("is possible up to the last period that it covers", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod, verifiedUntil } = await verified();
      expect(await passPeriods(connection, grid, 2n)).to.equal(verifiedUntil - 1n);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, verifiedUntil + 1n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, nextPeriod, verifiedUntil + 1n);
    });

    it("is refused after a gap", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod, verifiedUntil } = await verified();
      await passPeriods(connection, grid, 3n);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, verifiedUntil + 3n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, nextPeriod, verifiedUntil + 3n);
    });

    it("after a gap takes new terms", async () => {
      const { grid, directory, certifier, verifier, nodeId } = await verified();
      const period = await passPeriods(connection, grid, 3n);
      await directory.connect(certifier).certifyNode(nodeId, true);
      expect(await directory.termsOf(nodeId, 1)).to.satisfy(structWith({ verifiedFrom: 0, verifiedUntil: 0 }));

      await expect(directory.connect(verifier).verifyTerms(nodeId, 1, period + 3n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 1n, period + 1n, period + 3n);
    });

    it("looks 60 periods ahead at most", async () => {
      const { directory, verifier, nodeId, nextPeriod } = await verified();

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod + 61n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, nextPeriod, nextPeriod + 61n);
      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod + 60n)).to.emit(
        directory,
        "TermsVerified",
      );
    });

    it("looks ahead from the period in which it is extended", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod } = await verified();
      const next = (await passPeriods(connection, grid, 2n)) + 1n;

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, next + 61n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, nextPeriod, next + 61n);
      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, next + 60n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, nextPeriod, next + 60n);
    });

    it("adds a period at least", async () => {
      const { directory, verifier, nodeId, nextPeriod, verifiedUntil } = await verified();

      for (const until of [verifiedUntil - 1n, verifiedUntil]) {
        await expect(directory.connect(verifier).verifyTerms(nodeId, 0, until))
          .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
          .withArgs(nodeId, 0n, nextPeriod, until);
      }
    });

    it("passes what is left of it on to new terms of the same machine", async () => {
      const { grid, directory, certifier, nodeId, verifiedUntil } = await verified();
      const period = await passPeriods(connection, grid);
      await directory.connect(certifier).certifyNode(nodeId, true);

      expect(await directory.termsOf(nodeId, 1)).to.satisfy(
        structWith({ fromPeriod: period + 1n, verifiedFrom: period + 1n, verifiedUntil }),
      );
    });
  });

  describe("verifying a node with default terms lined up behind its special policy", () => {
    it("reaches those as far as the ones before them", async () => {
      const { directory, verifier, nodeId, nextPeriod, end } = await underSpecialPolicy();

      await expect(directory.connect(verifier).verifyTerms(nodeId, 1, end + 3n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 1n, nextPeriod, end + 3n)
        .and.to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 2n, end, end + 3n);
    });

    it("leaves them alone where it ends before they begin", async () => {
      const { directory, verifier, nodeId, end } = await underSpecialPolicy();

      await expect(directory.connect(verifier).verifyTerms(nodeId, 1, end)).to.emit(directory, "TermsVerified");
      expect(await directory.termsOf(nodeId, 2)).to.satisfy(structWith({ verifiedFrom: 0, verifiedUntil: 0 }));
    });

    it("is refused for them alone, until they come next", async () => {
      const { grid, directory, verifier, nodeId, end } = await underSpecialPolicy();

      await expect(directory.connect(verifier).verifyTerms(nodeId, 2, end + 3n))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsNotNext")
        .withArgs(nodeId, 2n, 1n);
      await passPeriods(connection, grid, PERIODS);
      await expect(directory.connect(verifier).verifyTerms(nodeId, 2, end + 3n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 2n, end, end + 3n);
    });
  });

  describe("withdrawing a verification", () => {
    it("leaves the periods that have begun", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod } = await verified(10n);
      const period = await passPeriods(connection, grid, 3n);

      await expect(directory.connect(verifier).withdrawVerification(nodeId))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, nextPeriod, period + 1n);
    });

    it("leaves nothing of one that has not begun", async () => {
      const { directory, verifier, nodeId } = await verified();

      await expect(directory.connect(verifier).withdrawVerification(nodeId))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, 0n, 0n);
    });

    it("reaches the terms that the node changes to meanwhile", async () => {
      const { grid, directory, verifier, nodeKey, nodeId } = await verified(10n);
      const period = await passPeriods(connection, grid);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

      await directory.connect(verifier).withdrawVerification(nodeId);

      expect(await verifiedFrom(directory, nodeId, period + 1n)).to.deep.equal([]);
    });

    it("reaches the default terms that are lined up behind a special policy", async () => {
      const { grid, directory, verifier, nodeId, end } = await underSpecialPolicy();
      await directory.connect(verifier).verifyTerms(nodeId, 1, end + 3n);
      const period = await passPeriods(connection, grid, 2n);
      expect(await verifiedFrom(directory, nodeId, period + 1n)).to.deep.equal([1n, 2n]);

      await directory.connect(verifier).withdrawVerification(nodeId);

      expect(await verifiedFrom(directory, nodeId, period + 1n)).to.deep.equal([]);
    });

    it("can be taken back as long as no gap has come about", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod } = await verified(10n);
      const period = await passPeriods(connection, grid, 2n);
      await directory.connect(verifier).withdrawVerification(nodeId);
      await directory.connect(verifier).verifyTerms(nodeId, 0, period + 9n);
      await directory.connect(verifier).withdrawVerification(nodeId);
      await passPeriods(connection, grid);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, period + 9n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, nextPeriod, period + 9n);
    });

    it("leaves nothing to pass on to new terms", async () => {
      const { grid, directory, verifier, certifier, nodeId } = await verified(6n);
      await passPeriods(connection, grid, 2n);
      await directory.connect(verifier).withdrawVerification(nodeId);
      await directory.connect(certifier).certifyNode(nodeId, true);

      expect(await directory.termsOf(nodeId, 1)).to.satisfy(structWith({ verifiedFrom: 0, verifiedUntil: 0 }));
    });

    it("is refused where no period to come is verified", async () => {
      const { grid, directory, verifier, nodeId } = await verified();
      await passPeriods(connection, grid, 2n);

      await expect(directory.connect(verifier).withdrawVerification(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsUnchanged")
        .withArgs(nodeId);
    });

    it("needs a live node", async () => {
      const { directory, verifier, farmer, nodeId } = await verified();
      await directory.connect(farmer).removeNode(nodeId);

      await expect(directory.connect(verifier).withdrawVerification(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });

    it("is the verifier's", async () => {
      const { directory, farmer, nodeId } = await verified();

      await expect(directory.connect(farmer).withdrawVerification(nodeId))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(farmer.address);
    });
  });
});
