import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import type { Signer } from "ethers";
import hre from "hardhat";
import type { Attestors } from "../../typechain-types/contracts/farming/Attestors.ts";
import { Attestors__factory } from "../../typechain-types/factories/contracts/farming/Attestors__factory.ts";
import { Wallet1271__factory } from "../../typechain-types/factories/test/contracts/Wallet1271__factory.ts";
import { byAddress } from "../helpers/actors.ts";
import { ROTATION_TYPES, signByMembers } from "../helpers/signatures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;

const DELAY = 7 * 24 * 3600;
const STATEMENT_TYPES = { Statement: [{ name: "text", type: "string" }] };
const STATEMENT = { text: "all is well" };

const accounts = byAddress(await ethers.getSigners());
const MEMBERS = accounts.slice(0, 5);
const OTHERS = accounts.slice(10, 13);
const addresses = (signers: readonly { address: string }[]) => signers.map(({ address }) => address);

async function deploy(members: readonly string[], threshold: number, delay = DELAY) {
  return new Attestors__factory(accounts[0]!).deploy([...members], threshold, delay);
}

/** Three of five members speak. */
async function fixture() {
  return { set: await deploy(addresses(MEMBERS), 3) };
}

async function domainOf(set: Attestors) {
  const { chainId } = await ethers.provider.getNetwork();
  return { name: "ThreeFold Attestors", version: "1", chainId, verifyingContract: await set.getAddress() };
}

async function sign(set: Attestors, members: readonly Signer[]) {
  const domain = await domainOf(set);
  const digest = TypedDataEncoder.hash(domain, STATEMENT_TYPES, STATEMENT);
  return { digest, signatures: await signByMembers(members, domain, STATEMENT_TYPES, STATEMENT) };
}

interface Rotation {
  version: number;
  members: string[];
  threshold: number;
}

const TO_OTHERS: Rotation = { version: 2, members: addresses(OTHERS), threshold: 2 };

/** Asks for a rotation with signatures over it, or over what `signed` says instead. */
async function rotate(
  set: Attestors,
  signers: readonly Signer[],
  asked: Partial<Rotation> = {},
  signed: Partial<Rotation> = {},
) {
  const rotation = { ...TO_OTHERS, ...asked };
  const signatures = await signByMembers(signers, await domainOf(set), ROTATION_TYPES, { ...rotation, ...signed });
  return set.connect(accounts[19]).rotate(rotation.members, rotation.threshold, signatures);
}

describe("SignerSet", () => {
  describe("founding a set", () => {
    it("tells and shows members, threshold and beginning", async () => {
      const set = await deploy(addresses(MEMBERS), 3);
      const now = await time.latest();

      await expect(set.deploymentTransaction())
        .to.emit(set, "SignerSetRotated")
        .withArgs(1n, addresses(MEMBERS), 3n, now);
      expect(await set.setOf(1n)).to.deep.equal([addresses(MEMBERS), 3n, BigInt(now)]);
      expect(await set.activeVersion()).to.equal(1n);
      expect(await set.rotationDelay()).to.equal(DELAY);
    });

    it("knows members of each set", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);

      expect(await set.isMember(1n, MEMBERS[0]!)).to.equal(true);
      expect(await set.isMember(1n, OTHERS[0]!)).to.equal(false);
      expect(await set.isMember(2n, MEMBERS[0]!)).to.equal(false);
    });

    for (const [size, threshold] of [
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 3],
      [5, 5],
      [20, 11],
    ] as const) {
      it(`accepts ${threshold} of ${size}`, async () => {
        const set = await deploy(addresses(accounts.slice(0, size)), threshold);

        expect((await set.setOf(1n)).threshold).to.equal(threshold);
      });
    }

    for (const [size, threshold] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 2],
      [2, 1],
      [4, 2],
      [5, 6],
      [20, 10],
    ] as const) {
      it(`refuses ${threshold} of ${size}`, async () => {
        const { set } = await networkHelpers.loadFixture(fixture);
        const members = addresses(accounts.slice(0, size));

        await expect(deploy(members, threshold))
          .to.be.revertedWithCustomError(set, "SignerSetInvalid")
          .withArgs(members, threshold);
      });
    }

    it("takes 32 members and no more", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const many = Array.from({ length: 33 }, (_, index) => ethers.toBeHex(index + 1, 20)).map(ethers.getAddress);

      expect((await (await deploy(many.slice(0, 32), 17)).setOf(1n)).members).to.deep.equal(many.slice(0, 32));
      await expect(deploy(many, 17)).to.be.revertedWithCustomError(set, "SignerSetInvalid").withArgs(many, 17n);
    });

    it("takes each member once, in ascending order, and never the zero address", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const [first, second] = addresses(MEMBERS) as [string, string];

      for (const members of [
        [first, first],
        [second, first],
        [ethers.ZeroAddress, first],
      ]) {
        await expect(deploy(members, 2)).to.be.revertedWithCustomError(set, "SignerSetInvalid").withArgs(members, 2n);
      }
    });
  });

  describe("speaking by quorum", () => {
    for (const count of [3, 4, 5]) {
      it(`counts ${count} of 5 signatures where 3 are needed`, async () => {
        const { set } = await networkHelpers.loadFixture(fixture);
        const { digest, signatures } = await sign(set, MEMBERS.slice(5 - count));

        expect(await set.requireQuorum(1n, digest, signatures)).to.equal(count);
      });
    }

    it("needs as many as the threshold", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const { digest, signatures } = await sign(set, MEMBERS.slice(0, 2));

      await expect(set.requireQuorum(1n, digest, signatures))
        .to.be.revertedWithCustomError(set, "SignerSetQuorumMissed")
        .withArgs(2n, 3n);
      await expect(set.requireQuorum(1n, digest, []))
        .to.be.revertedWithCustomError(set, "SignerSetQuorumMissed")
        .withArgs(0n, 3n);
    });

    it("counts nobody twice", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const [first, second] = [MEMBERS[0]!, MEMBERS[1]!];
      const { digest, signatures } = await sign(set, [first, second, second]);

      await expect(set.requireQuorum(1n, digest, signatures))
        .to.be.revertedWithCustomError(set, "SignerSetSignaturesUnordered")
        .withArgs(second.address, second.address);
    });

    it("takes signatures in ascending order of members", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const [first, second, third] = [MEMBERS[0]!, MEMBERS[1]!, MEMBERS[2]!];
      const { digest, signatures } = await sign(set, [first, third, second]);

      await expect(set.requireQuorum(1n, digest, signatures))
        .to.be.revertedWithCustomError(set, "SignerSetSignaturesUnordered")
        .withArgs(third.address, second.address);
    });

    it("refuses a signer who is no member, even beyond the threshold", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const { digest, signatures } = await sign(set, [...MEMBERS.slice(0, 3), OTHERS[0]!]);

      await expect(set.requireQuorum(1n, digest, signatures))
        .to.be.revertedWithCustomError(set, "SignerSetNotMember")
        .withArgs(OTHERS[0]!.address, 1n);
    });

    it("refuses the zero address, which recovers from broken signatures", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const { digest, signatures } = await sign(set, MEMBERS.slice(0, 3));
      const broken = { member: ethers.ZeroAddress, signature: "0x" };

      await expect(set.requireQuorum(1n, digest, [broken, ...signatures]))
        .to.be.revertedWithCustomError(set, "SignerSetSignaturesUnordered")
        .withArgs(ethers.ZeroAddress, ethers.ZeroAddress);
    });

    it("refuses a signature over another statement or by another member", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const { digest, signatures } = await sign(set, MEMBERS.slice(0, 3));
      const swapped = signatures.map(({ member }, index) => ({
        member,
        signature: signatures[(index + 1) % 3]!.signature,
      }));

      for (const [wrongDigest, wrong] of [
        [ethers.id("another"), signatures],
        [digest, swapped],
      ] as const) {
        await expect(set.requireQuorum(1n, wrongDigest, wrong))
          .to.be.revertedWithCustomError(set, "SignerSetSignatureInvalid")
          .withArgs(MEMBERS[0]!.address);
      }
    });

    it("takes the word of a contract wallet", async () => {
      const owner = accounts[18]!;
      const wallet = await new Wallet1271__factory(owner).deploy(owner);
      const set = await deploy([await wallet.getAddress()], 1);
      const { digest, signatures } = await sign(set, [owner]);
      const byWallet = { member: await wallet.getAddress(), signature: signatures[0]!.signature };
      const { signatures: foreign } = await sign(set, [accounts[17]!]);

      expect(await set.requireQuorum(1n, digest, [byWallet])).to.equal(1n);
      await expect(set.requireQuorum(1n, digest, [{ ...byWallet, signature: foreign[0]!.signature }]))
        .to.be.revertedWithCustomError(set, "SignerSetSignatureInvalid")
        .withArgs(byWallet.member);
    });

    it("knows one active set", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const { digest, signatures } = await sign(set, MEMBERS);

      for (const version of [0n, 2n]) {
        await expect(set.requireQuorum(version, digest, signatures))
          .to.be.revertedWithCustomError(set, "SignerSetNotActive")
          .withArgs(version, 1n);
      }
    });
  });

  describe("rotating the members", () => {
    it("tells the new set and when it speaks", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);

      const now = (await time.latest()) + 10;
      await time.setNextBlockTimestamp(now);

      await expect(rotate(set, MEMBERS.slice(0, 4)))
        .to.emit(set, "SignerSetRotated")
        .withArgs(2n, addresses(OTHERS), 2n, now + DELAY);
    });

    it("leaves the old set in force until the delay has passed", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      await rotate(set, MEMBERS.slice(0, 4));
      const activeFrom = (await time.latest()) + DELAY;
      const { digest, signatures } = await sign(set, MEMBERS.slice(0, 3));
      const { signatures: others } = await sign(set, OTHERS);

      await time.increaseTo(activeFrom - 1);
      expect(await set.requireQuorum(1n, digest, signatures)).to.equal(3n);
      await expect(set.requireQuorum(2n, digest, others))
        .to.be.revertedWithCustomError(set, "SignerSetNotActive")
        .withArgs(2n, 1n);

      await time.increaseTo(activeFrom);
      expect(await set.activeVersion()).to.equal(2n);
      expect(await set.requireQuorum(2n, digest, others)).to.equal(3n);
      await expect(set.requireQuorum(1n, digest, signatures))
        .to.be.revertedWithCustomError(set, "SignerSetNotActive")
        .withArgs(1n, 2n);
    });

    it("keeps earlier sets readable", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      await rotate(set, MEMBERS.slice(0, 4));

      expect((await set.setOf(1n)).members).to.deep.equal(addresses(MEMBERS));
      expect((await set.setOf(2n)).members).to.deep.equal(addresses(OTHERS));
      expect(await set.isMember(1n, MEMBERS[0]!)).to.equal(true);
      expect(await set.isMember(2n, MEMBERS[0]!)).to.equal(false);
      expect(await set.isMember(2n, OTHERS[0]!)).to.equal(true);
    });

    it("takes effect at once without a delay", async () => {
      const set = await deploy(addresses(MEMBERS), 3, 0);
      await rotate(set, MEMBERS.slice(0, 4));

      expect(await set.activeVersion()).to.equal(2n);
    });

    // Members, threshold, signatures needed: the larger of the threshold and two thirds of the members, rounded up.
    for (const [size, threshold, needed] of [
      [1, 1, 1],
      [2, 2, 2],
      [3, 2, 2],
      [3, 3, 3],
      [4, 3, 3],
      [5, 3, 4],
      [6, 4, 4],
      [6, 6, 6],
      [7, 4, 5],
      [9, 5, 6],
    ] as const) {
      it(`needs ${needed} signatures of ${threshold} of ${size}`, async () => {
        const members = accounts.slice(0, size);
        const set = await deploy(addresses(members), threshold);

        await expect(rotate(set, members.slice(0, needed - 1)))
          .to.be.revertedWithCustomError(set, "SignerSetQuorumMissed")
          .withArgs(needed - 1, needed);
        await expect(rotate(set, members.slice(0, needed))).to.emit(set, "SignerSetRotated");
      });
    }

    it("is decided by the present members, not by those to come", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      const signers = byAddress([...MEMBERS.slice(0, 3), OTHERS[0]!]);

      await expect(rotate(set, signers))
        .to.be.revertedWithCustomError(set, "SignerSetNotMember")
        .withArgs(OTHERS[0]!.address, 1n);
    });

    const others: [string, Partial<Rotation>][] = [
      ["another version", { version: 1 }],
      ["another threshold", { threshold: 3 }],
      ["other members", { members: addresses(OTHERS.slice(0, 2)) }],
    ];
    for (const [what, signed] of others) {
      it(`refuses signatures over ${what}`, async () => {
        const { set } = await networkHelpers.loadFixture(fixture);

        await expect(rotate(set, MEMBERS, {}, signed))
          .to.be.revertedWithCustomError(set, "SignerSetSignatureInvalid")
          .withArgs(MEMBERS[0]!.address);
      });
    }

    it("refuses a set that could not be founded either", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);

      await expect(rotate(set, MEMBERS, { threshold: 1 }))
        .to.be.revertedWithCustomError(set, "SignerSetInvalid")
        .withArgs(addresses(OTHERS), 1n);
    });

    it("waits for a rotation that has not taken effect", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      await rotate(set, MEMBERS);
      const activeFrom = (await time.latest()) + DELAY;

      await expect(rotate(set, MEMBERS, { version: 3 }))
        .to.be.revertedWithCustomError(set, "SignerSetRotationPending")
        .withArgs(2n, activeFrom);
      await time.increaseTo(activeFrom);
      await expect(rotate(set, OTHERS, { version: 3, members: addresses(MEMBERS), threshold: 3 }))
        .to.emit(set, "SignerSetRotated")
        .withArgs(3n, addresses(MEMBERS), 3n, activeFrom + DELAY + 1);
    });

    it("cannot be replayed", async () => {
      const { set } = await networkHelpers.loadFixture(fixture);
      await rotate(set, MEMBERS, { members: addresses(MEMBERS), threshold: 3 });
      await time.increase(DELAY);

      await expect(rotate(set, MEMBERS, { members: addresses(MEMBERS), threshold: 3 }))
        .to.be.revertedWithCustomError(set, "SignerSetSignatureInvalid")
        .withArgs(MEMBERS[0]!.address);
    });
  });
});
