import { expect } from "chai";
import hre from "hardhat";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";
import { eligibility, examplePolicy, policyLimit } from "../../helpers/policies.ts";
import { structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

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

    it("refuses terms that ended", async () => {
      const { grid, directory, verifier, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, period + 5n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, period + 1n, period + 5n);
    });

    it("refuses terms that never began", async () => {
      const { directory, verifier, nodeKey, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod + 5n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, nextPeriod, nextPeriod + 5n);
    });

    it("refuses terms that do not exist", async () => {
      const { directory, verifier, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);

      for (const [node, index] of [
        [nodeId, 1n],
        [nodeId + 1n, 0n],
      ] as const) {
        await expect(directory.connect(verifier).verifyTerms(node, index, nextPeriod + 5n))
          .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
          .withArgs(node, index, nextPeriod, nextPeriod + 5n);
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

    it("is refused once the terms end before", async () => {
      const { directory, verifier, nodeKey, nodeId, nextPeriod, verifiedUntil } = await verified();
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, verifiedUntil + 3n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, nextPeriod, verifiedUntil + 3n);
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

  describe("withdrawing a verification", () => {
    it("leaves the periods that have begun", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod, verifiedUntil } = await verified();
      await directory.connect(verifier).verifyTerms(nodeId, 0, verifiedUntil + 10n);
      const period = await passPeriods(connection, grid, 3n);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, period))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, nextPeriod, period);
      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, period + 1n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, nextPeriod, period + 1n);
    });

    it("may leave nothing of one that has not begun", async () => {
      const { directory, verifier, nodeId, nextPeriod } = await verified();

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 0n, nextPeriod, nextPeriod);
    });

    it("never ends before it begins", async () => {
      const { grid, directory, policyManager, verifier, nodeKey, nodeId, nextPeriod, farmId } = await verified();
      // Terms that begin in five periods, behind those of a special policy.
      const limit = policyLimit(3n, { untilPeriod: nextPeriod + 5n });
      await grid.FarmingPolicies.connect(policyManager).add("special", examplePolicy(), eligibility());
      await directory.connect(policyManager).attachPolicy(farmId, limit);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);
      await directory.connect(verifier).verifyTerms(nodeId, 2, nextPeriod + 8n);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 2, nextPeriod + 4n))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 2n, nextPeriod + 5n, nextPeriod + 4n);
      await expect(directory.connect(verifier).verifyTerms(nodeId, 2, nextPeriod + 5n))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, 2n, nextPeriod + 5n, nextPeriod + 5n);
    });

    it("can be taken back as long as no gap has come about", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod, verifiedUntil } = await verified();
      await directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod);
      await directory.connect(verifier).verifyTerms(nodeId, 0, verifiedUntil);
      await directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod);
      await passPeriods(connection, grid);

      await expect(directory.connect(verifier).verifyTerms(nodeId, 0, verifiedUntil))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, 0n, nextPeriod, verifiedUntil);
    });

    it("is possible again and again, for less and less", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod } = await verified(6n);
      const period = await passPeriods(connection, grid, 2n);

      for (const until of [nextPeriod + 5n, nextPeriod + 4n, period + 1n]) {
        await expect(directory.connect(verifier).verifyTerms(nodeId, 0, until))
          .to.emit(directory, "TermsVerified")
          .withArgs(nodeId, 0n, nextPeriod, until);
      }
      expect(await directory.termsOf(nodeId, 0)).to.satisfy(
        structWith({ verifiedFrom: nextPeriod, verifiedUntil: period + 1n }),
      );
    });

    it("is too late once the verification is over", async () => {
      const { grid, directory, verifier, nodeId, nextPeriod, verifiedUntil } = await verified();
      const period = await passPeriods(connection, grid, 3n);
      expect(period).to.equal(verifiedUntil);

      for (const until of [0n, period, period + 1n]) {
        await expect(directory.connect(verifier).verifyTerms(nodeId, 0, until))
          .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
          .withArgs(nodeId, 0n, nextPeriod, until);
      }
    });

    it("leaves nothing to pass on to new terms", async () => {
      const { grid, directory, verifier, certifier, nodeId } = await verified(6n);
      const period = await passPeriods(connection, grid, 2n);
      await directory.connect(verifier).verifyTerms(nodeId, 0, period + 1n);
      await directory.connect(certifier).certifyNode(nodeId, true);

      expect(await directory.termsOf(nodeId, 1)).to.satisfy(structWith({ verifiedFrom: 0, verifiedUntil: 0 }));
    });
  });
});
