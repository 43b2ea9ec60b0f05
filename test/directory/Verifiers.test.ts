import { expect } from "chai";
import hre from "hardhat";
import { localSettings } from "../helpers/deploy-grid.ts";
import { gridWithNode } from "../helpers/directory-fixtures.ts";
import { structWith } from "../helpers/struct.ts";
import { ROTATION_TYPES, signByMembers, VERIFICATION_TYPES } from "../helpers/signatures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

/** Terms 0 of the node are to be verified for five periods; the domain is that of the verifiers. */
async function fixture() {
  const context = await gridWithNode(connection);
  const { chainId } = await connection.ethers.provider.getNetwork();
  const domain = {
    name: "ThreeFold Verifiers",
    version: "1",
    chainId,
    verifyingContract: await context.grid.Verifiers.getAddress(),
  };
  const statement = {
    nodeId: context.nodeId,
    termsIndex: 0n,
    verifiedUntil: context.nextPeriod + 5n,
    setVersion: 1n,
  };
  return { ...context, contract: context.grid.Verifiers, domain, statement };
}

describe("Verifiers", () => {
  describe("verifying terms by signatures", () => {
    it("is done by a quorum; anybody may send it", async () => {
      const { contract, directory, verifiers, stranger, nextPeriod, domain, statement } =
        await networkHelpers.loadFixture(fixture);
      const { nodeId, termsIndex, verifiedUntil, setVersion } = statement;
      const signatures = await signByMembers(verifiers.slice(0, 2), domain, VERIFICATION_TYPES, statement);

      await expect(contract.connect(stranger).verify(nodeId, termsIndex, verifiedUntil, setVersion, signatures))
        .to.emit(directory, "TermsVerified")
        .withArgs(nodeId, termsIndex, nextPeriod, verifiedUntil);
    });

    it("needs the quorum", async () => {
      const { contract, verifiers, domain, statement } = await networkHelpers.loadFixture(fixture);
      const { nodeId, termsIndex, verifiedUntil, setVersion } = statement;
      const signatures = await signByMembers(verifiers.slice(0, 1), domain, VERIFICATION_TYPES, statement);

      await expect(contract.verify(nodeId, termsIndex, verifiedUntil, setVersion, signatures))
        .to.be.revertedWithCustomError(contract, "SignerSetQuorumMissed")
        .withArgs(1n, 2n);
    });

    for (const field of ["nodeId", "termsIndex", "verifiedUntil"] as const) {
      it(`counts signatures for one ${field}`, async () => {
        const { contract, verifiers, domain, statement } = await networkHelpers.loadFixture(fixture);
        const signatures = await signByMembers(verifiers, domain, VERIFICATION_TYPES, statement);
        const other = { ...statement };
        other[field] += 1n;
        const { nodeId, termsIndex, verifiedUntil, setVersion } = other;

        await expect(contract.verify(nodeId, termsIndex, verifiedUntil, setVersion, signatures))
          .to.be.revertedWithCustomError(contract, "SignerSetSignatureInvalid")
          .withArgs(verifiers[0]!.address);
      });
    }

    it("refuses what a set signed that no longer speaks", async () => {
      const { contract, directory, verifiers, farmer, domain, statement } = await networkHelpers.loadFixture(fixture);
      const { nodeId, termsIndex, verifiedUntil, setVersion } = statement;
      const signatures = await signByMembers(verifiers, domain, VERIFICATION_TYPES, statement);
      const rotation = { version: 2n, members: [farmer.address], threshold: 1n };
      await contract.rotate(
        rotation.members,
        rotation.threshold,
        await signByMembers(verifiers, domain, ROTATION_TYPES, rotation),
      );
      await networkHelpers.time.increase(localSettings().rotationDelaySeconds);

      await expect(contract.verify(nodeId, termsIndex, verifiedUntil, setVersion, signatures))
        .to.be.revertedWithCustomError(contract, "SignerSetNotActive")
        .withArgs(1n, 2n);
      const bySuccessor = await signByMembers([farmer], domain, VERIFICATION_TYPES, { ...statement, setVersion: 2n });
      await expect(contract.verify(nodeId, termsIndex, verifiedUntil, 2n, bySuccessor)).to.emit(
        directory,
        "TermsVerified",
      );
    });

    it("is refused when sent again, also after a withdrawal", async () => {
      const { contract, directory, verifier, verifiers, domain, statement } = await networkHelpers.loadFixture(fixture);
      const { nodeId, termsIndex, verifiedUntil, setVersion } = statement;
      const signatures = await signByMembers(verifiers, domain, VERIFICATION_TYPES, statement);
      await contract.verify(nodeId, termsIndex, verifiedUntil, setVersion, signatures);
      await directory.connect(verifier).withdrawVerification(nodeId);

      await expect(contract.verify(nodeId, termsIndex, verifiedUntil, setVersion, signatures))
        .to.be.revertedWithCustomError(contract, "VerificationSpent")
        .withArgs(nodeId, termsIndex, verifiedUntil);
      expect(await directory.termsOf(nodeId, termsIndex)).to.satisfy(structWith({ verifiedFrom: 0, verifiedUntil: 0 }));
    });

    it("never cuts a later verification short", async () => {
      const { contract, directory, verifier, verifiers, nextPeriod, domain, statement } =
        await networkHelpers.loadFixture(fixture);
      const { nodeId, termsIndex, verifiedUntil, setVersion } = statement;
      const signatures = await signByMembers(verifiers, domain, VERIFICATION_TYPES, statement);
      await directory.connect(verifier).verifyTerms(nodeId, termsIndex, verifiedUntil + 1n);

      await expect(contract.verify(nodeId, termsIndex, verifiedUntil, setVersion, signatures))
        .to.be.revertedWithCustomError(directory, "DirectoryVerificationInvalid")
        .withArgs(nodeId, termsIndex, nextPeriod, verifiedUntil);
    });
  });

  describe("deploying the grid", () => {
    it("founds the set of the network's parameters", async () => {
      const { contract, verifiers } = await networkHelpers.loadFixture(fixture);
      const { members, threshold } = await contract.setOf(1n);

      expect(members).to.deep.equal(verifiers.map(({ address }) => address));
      expect(threshold).to.equal(localSettings().verifiers.threshold);
    });
  });
});
