import { expect } from "chai";
import hre from "hardhat";
import type { NodeDetailsStruct } from "../../../typechain-types/contracts/interfaces/IDirectory.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_DETAILS } from "../../helpers/nodes.ts";
import { fields, struct } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const UNKNOWN = -(2n ** 31n);

async function fixture() {
  return gridWithNode(connection);
}

describe("Directory", () => {
  describe("correcting where and what a node is", () => {
    for (const who of ["farmer", "nodeKey"] as const) {
      it(`is done by the ${who === "farmer" ? "farmer" : "node"}`, async () => {
        const { directory, nodeId, ...accounts } = await networkHelpers.loadFixture(fixture);
        const details = { ...EXAMPLE_DETAILS, city: "Ghent", hasSecureBoot: false };

        await expect(directory.connect(accounts[who]).setDetails(nodeId, details))
          .to.emit(directory, "NodeDetailsSet")
          .withArgs(nodeId, struct(details));
      });
    }

    it("is not for strangers or other farmers", async () => {
      const { directory, otherFarmer, stranger, nodeId } = await networkHelpers.loadFixture(fixture);

      for (const caller of [otherFarmer, stranger]) {
        await expect(directory.connect(caller).setDetails(nodeId, EXAMPLE_DETAILS))
          .to.be.revertedWithCustomError(directory, "DirectoryNotAuthorized")
          .withArgs(caller.address, nodeId);
      }
    });

    it("needs a live node", async () => {
      const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).removeNode(nodeId);

      await expect(directory.connect(farmer).setDetails(nodeId, EXAMPLE_DETAILS))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });

    const accepted: [string, Partial<NodeDetailsStruct>][] = [
      ["a country of 2 bytes", { country: "BE" }],
      ["a country of 56 bytes", { country: "c".repeat(56) }],
      ["a city of 1 byte", { city: "Y" }],
      ["a city of 58 bytes", { city: "c".repeat(58) }],
      ["no serial number", { serialNumber: "" }],
      ["a serial number of 128 bytes", { serialNumber: "s".repeat(128) }],
      ["the north pole", { latitudeE6: 90_000_000n }],
      ["the south pole", { latitudeE6: -90_000_000n }],
      ["the date line from the west", { longitudeE6: 180_000_000n }],
      ["the date line from the east", { longitudeE6: -180_000_000n }],
      ["an unknown place", { latitudeE6: UNKNOWN, longitudeE6: UNKNOWN }],
    ];
    for (const [what, changes] of accepted) {
      it(`accepts ${what}`, async () => {
        const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
        const details = { ...EXAMPLE_DETAILS, ...changes };

        await expect(directory.connect(farmer).setDetails(nodeId, details))
          .to.emit(directory, "NodeDetailsSet")
          .withArgs(nodeId, struct(details));
      });
    }

    const refused: [string, Partial<NodeDetailsStruct>][] = [
      ["a country of 1 byte", { country: "B" }],
      ["a country of 57 bytes", { country: "c".repeat(57) }],
      ["no city", { city: "" }],
      ["a city of 59 bytes in 30 letters", { city: `${"é".repeat(29)}c` }],
      ["a serial number of 129 bytes", { serialNumber: "s".repeat(129) }],
      ["a place north of the pole", { latitudeE6: 90_000_001n }],
      ["a place south of the pole", { latitudeE6: -90_000_001n }],
      ["a place beyond the date line, going east", { longitudeE6: 180_000_001n }],
      ["a place beyond the date line, going west", { longitudeE6: -180_000_001n }],
      ["a latitude next to unknown", { latitudeE6: UNKNOWN + 1n }],
      ["a longitude next to unknown", { longitudeE6: UNKNOWN + 1n }],
    ];
    for (const [what, changes] of refused) {
      it(`refuses ${what}`, async () => {
        const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
        const details = { ...EXAMPLE_DETAILS, ...changes };

        await expect(directory.connect(farmer).setDetails(nodeId, details))
          .to.be.revertedWithCustomError(directory, "DirectoryDetailsInvalid")
          .withArgs(fields(details));
      });
    }
  });
});
