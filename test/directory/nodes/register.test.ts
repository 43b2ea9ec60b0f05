import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { FOREVER } from "../../../sdk/farming/policy-structs.ts";
import { consentToJoin } from "../../helpers/consents.ts";
import { gridWithFarms } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, EXAMPLE_DETAILS, exampleRegistration, GIB, registerNode } from "../../helpers/nodes.ts";
import { goToPeriod } from "../../helpers/periods.ts";
import { fields, plain, struct } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { MaxUint256, ZeroAddress } = connection.ethers;

const MAX_U32 = 2n ** 32n - 1n;
const MAX_U64 = 2n ** 64n - 1n;

async function fixture() {
  return gridWithFarms(connection);
}

describe("Directory", () => {
  describe("registering a node", () => {
    it("is sent by the node, with the farmer's consent", async () => {
      const { grid, directory, farmer, nodeKey, farmId } = await networkHelpers.loadFixture(fixture);
      const registration = exampleRegistration(nodeKey.address);
      const farmerConsent = await consentToJoin(grid, farmer, registration);

      await expect(directory.connect(nodeKey).register(registration, NO_CONSENT, farmerConsent))
        .to.emit(directory, "NodeRegistered")
        .withArgs(1n, farmId, nodeKey.address);
    });

    it("is sent by the farmer, with the node's consent", async () => {
      const { grid, directory, farmer, nodeKey, farmId } = await networkHelpers.loadFixture(fixture);
      const registration = exampleRegistration(nodeKey.address);
      const nodeConsent = await consentToJoin(grid, nodeKey, registration);

      await expect(directory.connect(farmer).register(registration, nodeConsent, NO_CONSENT))
        .to.emit(directory, "NodeRegistered")
        .withArgs(1n, farmId, nodeKey.address);
    });

    it("is sent by anybody, with both consents", async () => {
      const { grid, directory, farmer, nodeKey, stranger, farmId } = await networkHelpers.loadFixture(fixture);
      const registration = exampleRegistration(nodeKey.address);
      const nodeConsent = await consentToJoin(grid, nodeKey, registration);
      const farmerConsent = await consentToJoin(grid, farmer, registration);

      await expect(directory.connect(stranger).register(registration, nodeConsent, farmerConsent))
        .to.emit(directory, "NodeRegistered")
        .withArgs(1n, farmId, nodeKey.address);
    });

    it("needs no signature where the farmer's own address is the node's key", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);
      const registration = exampleRegistration(farmer.address);

      await expect(directory.connect(farmer).register(registration, NO_CONSENT, NO_CONSENT))
        .to.emit(directory, "NodeRegistered")
        .withArgs(1n, farmId, farmer.address);
    });

    it("numbers nodes from 1, on whatever farm", async () => {
      const { grid, directory, farmer, otherFarmer, nodeKey, otherKey, otherFarmId } =
        await networkHelpers.loadFixture(fixture);
      await registerNode(grid, { farmer, nodeKey });
      await registerNode(grid, { farmer: otherFarmer, nodeKey: otherKey }, { farmId: otherFarmId });

      expect(await directory.nodeCount()).to.equal(2n);
      expect(await directory.nodeByKey(nodeKey)).to.equal(1n);
      expect(await directory.nodeByKey(otherKey)).to.equal(2n);
    });

    it("returns the node's number", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);
      const registration = exampleRegistration(farmer.address);
      const register = directory.connect(farmer).register;

      expect(await register.staticCall(registration, NO_CONSENT, NO_CONSENT)).to.equal(1n);
    });

    it("tells where and what the node is", async () => {
      const { grid, directory, farmer, nodeKey } = await networkHelpers.loadFixture(fixture);

      await expect(registerNode(grid, { farmer, nodeKey }))
        .to.emit(directory, "NodeDetailsSet")
        .withArgs(1n, struct(EXAMPLE_DETAILS));
    });

    it("shows the node as up, with one set of terms", async () => {
      const { grid, directory, farmer, nodeKey, farmId } = await networkHelpers.loadFixture(fixture);
      await registerNode(grid, { farmer, nodeKey });

      expect(plain(await directory.nodeOf(1n))).to.deep.equal({
        key: nodeKey.address,
        farmId,
        termsCount: 1n,
        isTargetDown: false,
        isDown: false,
      });
    });

    it("opens terms from the next period on, without end", async () => {
      const { grid, directory, farmer, nodeKey, farmId } = await networkHelpers.loadFixture(fixture);
      await goToPeriod(connection, grid, 120n);
      const terms = {
        farmId,
        fromPeriod: 121n,
        untilPeriod: FOREVER,
        policyId: 1n,
        connectionPriceMusd: 80n,
        ipv4Count: 3n,
        isCertified: false,
        isVirtualized: true,
        verifiedFrom: 0n,
        verifiedUntil: 0n,
        capacity: EXAMPLE_CAPACITY,
      };

      await expect(registerNode(grid, { farmer, nodeKey }, { ipv4Count: 3n, isVirtualized: true }))
        .to.emit(directory, "TermsOpened")
        .withArgs(1n, farmId, 0n, struct(terms));
      expect(await directory.termsOf(1n, 0)).to.satisfy(struct(terms));
    });

    it("has nothing booked and everything free", async () => {
      const { grid, directory, farmer, nodeKey } = await networkHelpers.loadFixture(fixture);
      await registerNode(grid, { farmer, nodeKey });

      expect(await directory.bookedOf(1n)).to.satisfy(struct({ cru: 0, mru: 0, sru: 0, hru: 0 }));
      expect(await directory.freeOf(1n)).to.satisfy(struct(EXAMPLE_CAPACITY));
    });

    it("takes the smallest machine that is allowed", async () => {
      const { grid, directory, farmer, nodeKey } = await networkHelpers.loadFixture(fixture);
      const capacity = { cru: 1n, mru: 2n * GIB, sru: 100n * GIB, hru: 0n };

      await expect(registerNode(grid, { farmer, nodeKey }, { capacity })).to.emit(directory, "NodeRegistered");
    });

    it("takes the largest machine that can be written", async () => {
      const { grid, directory, farmer, nodeKey } = await networkHelpers.loadFixture(fixture);
      const capacity = { cru: MAX_U32, mru: MAX_U64, sru: MAX_U64, hru: MAX_U64 };

      await expect(registerNode(grid, { farmer, nodeKey }, { capacity, ipv4Count: 65_535n })).to.emit(
        directory,
        "NodeRegistered",
      );
    });

    for (const [what, part] of [
      ["no core", { cru: 0n }],
      ["less than 2 GiB of memory", { mru: 2n * GIB - 1n }],
      ["less than 100 GiB of SSD", { sru: 100n * GIB - 1n }],
    ] as const) {
      it(`refuses a machine with ${what}`, async () => {
        const { grid, directory, farmer, nodeKey } = await networkHelpers.loadFixture(fixture);
        const capacity = { ...EXAMPLE_CAPACITY, ...part };

        await expect(registerNode(grid, { farmer, nodeKey }, { capacity }))
          .to.be.revertedWithCustomError(directory, "DirectoryHardwareTooSmall")
          .withArgs(fields(capacity));
      });
    }

    it("refuses details outside their bounds", async () => {
      const { grid, directory, farmer, nodeKey } = await networkHelpers.loadFixture(fixture);
      const details = { ...EXAMPLE_DETAILS, city: "" };

      await expect(registerNode(grid, { farmer, nodeKey }, { details }))
        .to.be.revertedWithCustomError(directory, "DirectoryDetailsInvalid")
        .withArgs(fields(details));
    });

    it("refuses a key that serves a live node", async () => {
      const { grid, directory, farmer, otherFarmer, nodeKey, otherFarmId } = await networkHelpers.loadFixture(fixture);
      await registerNode(grid, { farmer, nodeKey });

      await expect(registerNode(grid, { farmer: otherFarmer, nodeKey }, { farmId: otherFarmId }))
        .to.be.revertedWithCustomError(directory, "DirectoryKeyUnavailable")
        .withArgs(nodeKey.address, 1n);
    });

    it("refuses the zero address as a key, which nobody can sign for", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);
      const consent = { nonce: 0n, deadline: MaxUint256, signature: "0x" };

      await expect(directory.connect(farmer).register(exampleRegistration(ZeroAddress), consent, NO_CONSENT))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(ZeroAddress);
    });

    it("needs a farm", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);
      const registration = exampleRegistration(farmer.address, { farmId: 3n });

      await expect(directory.connect(farmer).register(registration, NO_CONSENT, NO_CONSENT))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3n);
    });
  });

  describe("asking for a node that was never registered", () => {
    it("says that it was not found", async () => {
      const { directory } = await networkHelpers.loadFixture(fixture);

      for (const nodeId of [0n, 1n]) {
        await expect(directory.nodeOf(nodeId))
          .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
          .withArgs(nodeId);
        await expect(directory.freeOf(nodeId))
          .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
          .withArgs(nodeId);
      }
    });

    it("shows terms that cover no period", async () => {
      const { directory } = await networkHelpers.loadFixture(fixture);

      const terms = await directory.termsOf(1n, 0);
      expect(terms.fromPeriod).to.equal(0n);
      expect(terms.untilPeriod).to.equal(0n);
    });

    it("shows that no node has the key", async () => {
      const { directory, nodeKey } = await networkHelpers.loadFixture(fixture);

      expect(await directory.nodeByKey(nodeKey)).to.equal(0n);
    });
  });
});
