import { expect } from "chai";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { Signer } from "ethers";
import hre from "hardhat";
import { directoryDomain, NO_CONSENT } from "../../sdk/directory/consent.ts";
import type { RegistrationStruct } from "../../typechain-types/contracts/interfaces/IDirectory.ts";
import { Wallet1271__factory } from "../../typechain-types/factories/test/contracts/Wallet1271__factory.ts";
import type { ConsentChanges } from "../helpers/consents.ts";
import { consentToJoin, consentToKey, consentToMove, domainOf } from "../helpers/consents.ts";
import { gridWithFarms, gridWithNode } from "../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, EXAMPLE_DETAILS, exampleRegistration } from "../helpers/nodes.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const LAST_SEQUENCE = 2n ** 192n - 1n;

async function fixture() {
  return gridWithFarms(connection);
}

async function nodeFixture() {
  return gridWithNode(connection);
}

/** The farmer sends; the node's consent is given as `changes` say. */
async function joiningWith(changes: ConsentChanges, signer?: Signer) {
  const context = await networkHelpers.loadFixture(fixture);
  const { grid, directory, farmer, nodeKey } = context;
  const registration = exampleRegistration(nodeKey.address);
  const consent = await consentToJoin(grid, signer ?? nodeKey, registration, { party: nodeKey.address, ...changes });
  const join = () => directory.connect(farmer).register(registration, consent, NO_CONSENT);
  return { ...context, join };
}

/** Farm 1 belongs to a contract wallet of the farmer. */
async function withFarmOfWallet() {
  const context = await networkHelpers.loadFixture(fixture);
  const { directory, farmer, farmId } = context;
  const wallet = await new Wallet1271__factory(farmer).deploy(farmer);
  await directory.connect(farmer).transferFarm(farmId, wallet);
  await wallet.execute(directory, directory.interface.encodeFunctionData("acceptFarm", [farmId]));
  return { ...context, wallet, party: await wallet.getAddress() };
}

describe("Consents", () => {
  describe("agreeing by signature", () => {
    it("has a domain of its own", async () => {
      const { grid, directory } = await networkHelpers.loadFixture(fixture);

      const { name, version, chainId, verifyingContract } = await directory.eip712Domain();
      expect({ name, version, chainId, verifyingContract }).to.deep.equal(await domainOf(grid));
    });

    it("uses up the party's nonce", async () => {
      const { directory, nodeKey, farmer, join } = await joiningWith({});
      await join();

      expect(await directory["nonces(address)"](nodeKey)).to.equal(1n);
      expect(await directory["nonces(address)"](farmer)).to.equal(0n);
    });

    it("holds up to its deadline, that second included", async () => {
      const deadline = BigInt(await time.latest()) + 1_000_000n;
      const { directory, join } = await joiningWith({ deadline });
      await time.setNextBlockTimestamp(deadline);

      await expect(join()).to.emit(directory, "NodeRegistered");
    });

    it("is void after its deadline", async () => {
      const deadline = BigInt(await time.latest()) + 1_000_000n;
      const { directory, join } = await joiningWith({ deadline });
      await time.setNextBlockTimestamp(deadline + 1n);

      await expect(join()).to.be.revertedWithCustomError(directory, "DirectoryConsentExpired").withArgs(deadline);
    });

    it("must come from the party", async () => {
      const { stranger } = await networkHelpers.loadFixture(fixture);
      const { directory, nodeKey, join } = await joiningWith({}, stranger);

      await expect(join())
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(nodeKey.address);
    });

    it("must be the farmer's where the farmer is the party", async () => {
      const { grid, directory, farmer, nodeKey, stranger } = await networkHelpers.loadFixture(fixture);
      const registration = exampleRegistration(nodeKey.address);
      const consent = await consentToJoin(grid, stranger, registration);

      await expect(directory.connect(nodeKey).register(registration, NO_CONSENT, consent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(farmer.address);
    });

    it("cannot be left out by a third party", async () => {
      const { grid, directory, farmer, nodeKey, stranger } = await networkHelpers.loadFixture(fixture);
      const registration = exampleRegistration(nodeKey.address);
      const nodeConsent = await consentToJoin(grid, nodeKey, registration);
      const empty = { ...NO_CONSENT, deadline: 2n ** 40n };

      await expect(directory.connect(stranger).register(registration, nodeConsent, NO_CONSENT))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentExpired")
        .withArgs(0n);
      await expect(directory.connect(stranger).register(registration, nodeConsent, empty))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(farmer.address);
    });

    it("cannot be used twice", async () => {
      const { grid, directory, farmer, nodeKey, nodeId } = await networkHelpers.loadFixture(nodeFixture);
      const registration = exampleRegistration(nodeKey.address);
      const consent = await consentToJoin(grid, nodeKey, registration);
      await directory.connect(farmer).removeNode(nodeId);
      await directory.connect(farmer).register(registration, consent, NO_CONSENT);
      await directory.connect(farmer).removeNode(nodeId + 1n);

      await expect(directory.connect(farmer).register(registration, consent, NO_CONSENT))
        .to.be.revertedWithCustomError(directory, "InvalidAccountNonce")
        .withArgs(nodeKey.address, 2n);
    });

    it("waits for the nonces before it", async () => {
      const { directory, nodeKey, join } = await joiningWith({ nonce: 1n });

      await expect(join())
        .to.be.revertedWithCustomError(directory, "InvalidAccountNonce")
        .withArgs(nodeKey.address, 0n);
    });

    it("can be given out of order, in a sequence of its own", async () => {
      const { directory, nodeKey, join } = await joiningWith({ nonce: nonceOf(5n, 0n) });
      await join();

      expect(await directory["nonces(address,uint192)"](nodeKey, 5n)).to.equal(nonceOf(5n, 1n));
      expect(await directory["nonces(address)"](nodeKey)).to.equal(0n);
    });

    it("waits for those of its own sequence only", async () => {
      const { grid, directory, farmer, nodeKey, otherKey } = await networkHelpers.loadFixture(fixture);
      const join = async (key: HardhatEthersSigner, nonce: bigint) => {
        const registration = exampleRegistration(key.address);
        const consent = await consentToJoin(grid, farmer, registration, { nonce });
        return directory.connect(key).register(registration, NO_CONSENT, consent);
      };
      await join(nodeKey, nonceOf(1n, 0n));

      await expect(join(otherKey, nonceOf(LAST_SEQUENCE, 1n)))
        .to.be.revertedWithCustomError(directory, "InvalidAccountNonce")
        .withArgs(farmer.address, nonceOf(LAST_SEQUENCE, 0n));
      await expect(join(otherKey, nonceOf(LAST_SEQUENCE, 0n))).to.emit(directory, "NodeRegistered");
    });

    it("counts on its own chain only", async () => {
      const { grid, nodeKey } = await networkHelpers.loadFixture(fixture);
      const domain = { ...(await domainOf(grid)), chainId: 1n };
      const { directory, join } = await joiningWith({ domain });

      await expect(join())
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(nodeKey.address);
    });

    it("counts for its own Directory only", async () => {
      const { grid, nodeKey, stranger } = await networkHelpers.loadFixture(fixture);
      const { chainId } = await domainOf(grid);
      const { directory, join } = await joiningWith({
        domain: directoryDomain(BigInt(chainId!), stranger.address),
      });

      await expect(join())
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(nodeKey.address);
    });
  });

  describe("revoking a consent", () => {
    for (const [where, sequence] of [
      ["the first sequence", 0n],
      ["another sequence", 5n],
      ["the last sequence", LAST_SEQUENCE],
    ] as const) {
      it(`makes the next one of ${where} void, although it is signed`, async () => {
        const { directory, nodeKey, join } = await joiningWith({ nonce: nonceOf(sequence, 0n) });
        await directory.connect(nodeKey).revokeConsent(sequence);

        await expect(join())
          .to.be.revertedWithCustomError(directory, "InvalidAccountNonce")
          .withArgs(nodeKey.address, nonceOf(sequence, 1n));
      });

      it(`lets the one after it count in ${where}`, async () => {
        const { directory, nodeKey, join } = await joiningWith({ nonce: nonceOf(sequence, 1n) });
        await directory.connect(nodeKey).revokeConsent(sequence);

        await expect(join()).to.emit(directory, "NodeRegistered");
      });
    }

    it("leaves other sequences and other parties", async () => {
      const { directory, nodeKey, stranger, join } = await joiningWith({ nonce: nonceOf(5n, 0n) });
      for (const sequence of [0n, 4n, LAST_SEQUENCE]) await directory.connect(nodeKey).revokeConsent(sequence);
      await directory.connect(stranger).revokeConsent(5n);

      await expect(join()).to.emit(directory, "NodeRegistered");
    });
  });

  describe("agreeing to join a farm", () => {
    const others: [string, Partial<RegistrationStruct>][] = [
      ["another farm", { farmId: 2n }],
      ["another number of cores", { capacity: { ...EXAMPLE_CAPACITY, cru: 9n } }],
      ["another memory", { capacity: { ...EXAMPLE_CAPACITY, mru: 2n ** 40n } }],
      ["another SSD", { capacity: { ...EXAMPLE_CAPACITY, sru: 2n ** 41n } }],
      ["another HDD", { capacity: { ...EXAMPLE_CAPACITY, hru: 1n } }],
      ["another number of addresses", { ipv4Count: 3n }],
      ["another virtualization", { isVirtualized: true }],
      ["another country", { details: { ...EXAMPLE_DETAILS, country: "Egypt" } }],
      ["another city", { details: { ...EXAMPLE_DETAILS, city: "Cairo" } }],
      ["another latitude", { details: { ...EXAMPLE_DETAILS, latitudeE6: 0n } }],
      ["another longitude", { details: { ...EXAMPLE_DETAILS, longitudeE6: 0n } }],
      ["another serial number", { details: { ...EXAMPLE_DETAILS, serialNumber: "" } }],
      ["another firmware", { details: { ...EXAMPLE_DETAILS, hasSecureBoot: false } }],
    ];
    for (const [what, changes] of others) {
      it(`does not agree to ${what}`, async () => {
        const { grid, directory, nodeKey, stranger } = await networkHelpers.loadFixture(fixture);
        const consent = await consentToJoin(grid, nodeKey, exampleRegistration(nodeKey.address));
        const registration = exampleRegistration(nodeKey.address, changes);

        await expect(directory.connect(stranger).register(registration, consent, NO_CONSENT))
          .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
          .withArgs(nodeKey.address);
      });
    }

    it("does not agree to another key", async () => {
      const { grid, directory, farmer, nodeKey, otherKey } = await networkHelpers.loadFixture(fixture);
      const consent = await consentToJoin(grid, farmer, exampleRegistration(nodeKey.address));
      const registration = exampleRegistration(otherKey.address);

      await expect(directory.connect(otherKey).register(registration, NO_CONSENT, consent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(farmer.address);
    });
  });

  describe("agreeing as a contract wallet", () => {
    it("lets a farm's wallet agree by its owner's signature", async () => {
      const { grid, directory, farmer, nodeKey, party } = await withFarmOfWallet();
      const registration = exampleRegistration(nodeKey.address);
      const consent = await consentToJoin(grid, farmer, registration, { party });

      await expect(directory.connect(nodeKey).register(registration, NO_CONSENT, consent)).to.emit(
        directory,
        "NodeRegistered",
      );
      expect(await directory["nonces(address)"](party)).to.equal(1n);
    });

    it("refuses what the wallet does not accept", async () => {
      const { grid, directory, nodeKey, stranger, party } = await withFarmOfWallet();
      const registration = exampleRegistration(nodeKey.address);
      const consent = await consentToJoin(grid, stranger, registration, { party });

      await expect(directory.connect(nodeKey).register(registration, NO_CONSENT, consent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(party);
    });

    it("needs no signature when the wallet sends", async () => {
      const { grid, directory, nodeKey, wallet } = await withFarmOfWallet();
      const registration = exampleRegistration(nodeKey.address);
      const consent = await consentToJoin(grid, nodeKey, registration);
      const call = directory.interface.encodeFunctionData("register", [registration, consent, NO_CONSENT]);

      await expect(wallet.execute(directory, call)).to.emit(directory, "NodeRegistered");
    });

    it("lets the wallet take in a node of another farm", async () => {
      const { grid, directory, farmer, otherFarmer, nodeKey, party, farmId } = await withFarmOfWallet();
      const registration = exampleRegistration(nodeKey.address, { farmId: 2n });
      const joining = await consentToJoin(grid, otherFarmer, registration);
      await directory.connect(nodeKey).register(registration, NO_CONSENT, joining);
      const consent = await consentToMove(grid, farmer, { nodeId: 1n, toFarmId: farmId }, { party });

      await expect(directory.connect(nodeKey).moveNode(1n, farmId, NO_CONSENT, consent)).to.emit(
        directory,
        "NodeMoved",
      );
    });

    it("lets a wallet serve as a node's key", async () => {
      const { grid, directory, farmer, otherFarmer, nodeKey, farmId } = await networkHelpers.loadFixture(fixture);
      const wallet = await new Wallet1271__factory(nodeKey).deploy(nodeKey);
      const party = await wallet.getAddress();
      const registration = exampleRegistration(party);
      const consent = await consentToJoin(grid, nodeKey, registration, { party });
      await directory.connect(farmer).register(registration, consent, NO_CONSENT);
      const moving = await consentToMove(grid, nodeKey, { nodeId: 1n, toFarmId: 2n }, { party });

      await expect(directory.connect(otherFarmer).moveNode(1n, 2n, moving, NO_CONSENT))
        .to.emit(directory, "NodeMoved")
        .withArgs(1n, farmId, 2n);
    });

    it("lets the farm's wallet agree to a lost key's successor", async () => {
      const { grid, directory, farmer, certifier, nodeKey, otherKey, party } = await withFarmOfWallet();
      const registration = exampleRegistration(nodeKey.address);
      const joining = await consentToJoin(grid, farmer, registration, { party });
      await directory.connect(nodeKey).register(registration, NO_CONSENT, joining);
      const change = { nodeId: 1n, newKey: otherKey.address };
      const keyConsent = await consentToKey(grid, otherKey, change);
      const farmerConsent = await consentToKey(grid, farmer, change, { party });

      await expect(directory.connect(certifier).replaceKey(1n, otherKey, keyConsent, farmerConsent)).to.emit(
        directory,
        "NodeKeyRotated",
      );
    });
  });
});

/** ERC-4337's layout: the sequence before the number in it. */
function nonceOf(sequence: bigint, number: bigint): bigint {
  return (sequence << 64n) | number;
}
