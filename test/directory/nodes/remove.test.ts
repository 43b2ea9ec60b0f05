import { expect } from "chai";
import hre from "hardhat";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, registerNode } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";
import { fields, structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { ZeroAddress } = connection.ethers;

const ACTIVE = 1;

async function fixture() {
  return gridWithNode(connection);
}

describe("Directory", () => {
  describe("removing a node", () => {
    for (const who of ["farmer", "nodeKey"] as const) {
      it(`is done by the ${who === "farmer" ? "farmer" : "node"}`, async () => {
        const { directory, nodeId, farmId, ...accounts } = await networkHelpers.loadFixture(fixture);

        await expect(directory.connect(accounts[who]).removeNode(nodeId))
          .to.emit(directory, "NodeRemoved")
          .withArgs(nodeId, farmId);
      });
    }

    it("ends its terms with the next period", async () => {
      const { grid, directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid, 3n);

      await expect(directory.connect(farmer).removeNode(nodeId))
        .to.emit(directory, "TermsEnded")
        .withArgs(nodeId, 0n, period + 1n);
      expect(await directory.termsOf(nodeId, 0)).to.satisfy(
        structWith({ fromPeriod: period - 2n, untilPeriod: period + 1n }),
      );
    });

    it("leaves no period to terms that have not begun", async () => {
      const { directory, farmer, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).removeNode(nodeId);

      expect(await directory.termsOf(nodeId, 0)).to.satisfy(
        structWith({ fromPeriod: nextPeriod, untilPeriod: nextPeriod }),
      );
    });

    it("keeps node and terms readable, for claims that come late", async () => {
      const { directory, farmer, nodeId, farmId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).removeNode(nodeId);

      expect(await directory.nodeOf(nodeId)).to.satisfy(structWith({ key: ZeroAddress, farmId, termsCount: 1 }));
    });

    it("frees the key for a new node, which gets a new number", async () => {
      const { grid, directory, farmer, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).removeNode(nodeId);
      expect(await directory.nodeByKey(nodeKey)).to.equal(0n);

      await registerNode(grid, { farmer, nodeKey });

      expect(await directory.nodeByKey(nodeKey)).to.equal(nodeId + 1n);
      expect((await directory.nodeOf(nodeId)).key).to.equal(ZeroAddress);
    });

    for (const [what, part] of [
      ["a core", { cru: 1n }],
      ["a byte of memory", { mru: 1n }],
      ["a byte of SSD", { sru: 1n }],
      ["a byte of HDD", { hru: 1n }],
    ] as const) {
      it(`is refused while ${what} of it is booked`, async () => {
        const { directory, governor, farmer, nodeKey, booker, nodeId } = await networkHelpers.loadFixture(fixture);
        const amount = { cru: 0n, mru: 0n, sru: 0n, hru: 0n, ...part };
        await directory.connect(nodeKey).updateCapacity(nodeId, { ...EXAMPLE_CAPACITY, hru: 1n }, 0, false);
        await directory.connect(governor).setBooker(booker, ACTIVE);
        await directory.connect(booker).book(nodeId, amount);

        await expect(directory.connect(farmer).removeNode(nodeId))
          .to.be.revertedWithCustomError(directory, "DirectoryNodeBooked")
          .withArgs(nodeId, fields(amount));
        await directory.connect(booker).release(nodeId, amount);
        await expect(directory.connect(farmer).removeNode(nodeId)).to.emit(directory, "NodeRemoved");
      });
    }

    it("is not for strangers or other farmers", async () => {
      const { directory, otherFarmer, stranger, nodeId } = await networkHelpers.loadFixture(fixture);

      for (const caller of [otherFarmer, stranger]) {
        await expect(directory.connect(caller).removeNode(nodeId))
          .to.be.revertedWithCustomError(directory, "DirectoryNotAuthorized")
          .withArgs(caller.address, nodeId);
      }
    });

    it("works once", async () => {
      const { directory, farmer, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).removeNode(nodeId);

      for (const caller of [farmer, nodeKey]) {
        await expect(directory.connect(caller).removeNode(nodeId))
          .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
          .withArgs(nodeId);
      }
    });
  });
});
