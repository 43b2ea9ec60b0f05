import { expect } from "chai";
import hre from "hardhat";
import { localSettings } from "../helpers/deploy-grid.ts";
import { emptyGrid } from "../helpers/directory-fixtures.ts";
import { ROTATION_TYPES, signByMembers } from "../helpers/signatures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return emptyGrid(connection);
}

describe("Attestors", () => {
  describe("deploying the grid", () => {
    it("founds the set of the network's parameters", async () => {
      const { grid, attestors } = await networkHelpers.loadFixture(fixture);
      const { members, threshold } = await grid.Attestors.setOf(1n);

      expect(members).to.deep.equal(attestors.map(({ address }) => address));
      expect(threshold).to.equal(localSettings().attestors.threshold);
      expect(await grid.Attestors.rotationDelay()).to.equal(localSettings().rotationDelaySeconds);
    });
  });

  describe("signing", () => {
    it("has a domain of its own", async () => {
      const { grid } = await networkHelpers.loadFixture(fixture);
      const { name, version, verifyingContract } = await grid.Attestors.eip712Domain();

      expect([name, version, verifyingContract]).to.deep.equal([
        "ThreeFold Attestors",
        "1",
        await grid.Attestors.getAddress(),
      ]);
    });

    it("for another contract counts nothing here", async () => {
      const { grid, attestors, stranger } = await networkHelpers.loadFixture(fixture);
      const { chainId } = await connection.ethers.provider.getNetwork();
      const elsewhere = {
        name: "ThreeFold Attestors",
        version: "1",
        chainId,
        verifyingContract: await grid.Verifiers.getAddress(),
      };
      const rotation = { version: 2, members: [stranger.address], threshold: 1 };
      const signatures = await signByMembers(attestors, elsewhere, ROTATION_TYPES, rotation);

      await expect(grid.Attestors.rotate(rotation.members, rotation.threshold, signatures))
        .to.be.revertedWithCustomError(grid.Attestors, "SignerSetSignatureInvalid")
        .withArgs(attestors[0]!.address);
    });
  });
});
