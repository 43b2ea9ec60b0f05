import { expect } from "chai";
import hre from "hardhat";
import type { Signer, TypedDataDomain } from "ethers";

import { measurementsDomain, PROPOSAL_TYPES } from "../../../sdk/measurements/proposal.ts";

import type { Proposal } from "../../../sdk/measurements/proposal.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import { byAddress } from "../../helpers/actors.ts";
import { exampleMeasurement, goToProposal, stateCode } from "../../helpers/batches.ts";
import { prepareBatch, signProposal } from "../../helpers/close-period.ts";
import { deployGrid, localSettings } from "../../helpers/deploy-grid.ts";
import { endedPeriod } from "../../helpers/farming-fixtures.ts";
import { ROTATION_TYPES, signByMembers } from "../../helpers/signatures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;

async function fixture() {
  const context = await endedPeriod(connection);
  const { proposal } = prepareBatch([exampleMeasurement()], { period: context.period });
  return { ...context, proposal, attestorSet: context.grid.Attestors };
}

type Context = Awaited<ReturnType<typeof fixture>>;

describe("Measurements", () => {
  describe("accepting the signatures of a proposal", () => {
    for (const count of [3, 4, 5]) {
      it(`takes those of ${count} of 5 attestors`, async () => {
        const { grid, measurements, attestors, proposal } = await networkHelpers.loadFixture(fixture);
        const signatures = await signProposal(grid, proposal, attestors.slice(5 - count));

        await expect(measurements.propose(proposal, signatures))
          .to.emit(measurements, "MeasurementsProposed")
          .withArgs(proposal.period, 0, 0, 1, 1, proposal.root, 1, proposal.dataHash, false);
      });
    }

    it("refuses too few", async () => {
      const { grid, measurements, attestorSet, attestors, proposal } = await networkHelpers.loadFixture(fixture);

      for (const count of [0, 2]) {
        await expect(measurements.propose(proposal, await signProposal(grid, proposal, attestors.slice(0, count))))
          .to.be.revertedWithCustomError(attestorSet, "SignerSetQuorumMissed")
          .withArgs(count, 3);
      }
    });

    it("refuses the same one twice", async () => {
      const { grid, measurements, attestorSet, attestors, proposal } = await networkHelpers.loadFixture(fixture);
      const [first, second] = await signProposal(grid, proposal, attestors.slice(0, 2));

      await expect(measurements.propose(proposal, [first!, second!, second!]))
        .to.be.revertedWithCustomError(attestorSet, "SignerSetSignaturesUnordered")
        .withArgs(second!.member, second!.member);
    });

    it("refuses another order than that of the members", async () => {
      const { grid, measurements, attestorSet, attestors, proposal } = await networkHelpers.loadFixture(fixture);
      const [first, second, third] = await signProposal(grid, proposal, attestors.slice(0, 3));

      await expect(measurements.propose(proposal, [first!, third!, second!]))
        .to.be.revertedWithCustomError(attestorSet, "SignerSetSignaturesUnordered")
        .withArgs(third!.member, second!.member);
    });

    it("refuses those of others", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { grid, measurements, attestorSet, attestors, stranger, proposal } = context;
      const signatures = await signProposal(grid, proposal, [...attestors, stranger]);

      await expect(measurements.propose(proposal, signatures))
        .to.be.revertedWithCustomError(attestorSet, "SignerSetNotMember")
        .withArgs(stranger.address, 1);
    });

    for (const [what, signedInstead] of [
      ["period", { period: 1 }],
      ["batch", { batch: 1 }],
      ["attempt", { attempt: 1 }],
      ["attestor set", { attestorSetVersion: 2 }],
      ["set of rules", { ruleSetId: 2 }],
      ["root", { root: `0x${"11".repeat(32)}` }],
      ["number of leaves", { count: 2 }],
      ["data hash", { dataHash: `0x${"11".repeat(32)}` }],
      ["claim to speak for all", { isUnanimous: true }],
    ] as const) {
      it(`refuses those over another ${what}`, async () => {
        const { grid, measurements, attestorSet, attestors, proposal } = await networkHelpers.loadFixture(fixture);
        const signatures = await signProposal(grid, { ...proposal, ...signedInstead }, attestors);

        await expect(measurements.propose(proposal, signatures))
          .to.be.revertedWithCustomError(attestorSet, "SignerSetSignatureInvalid")
          .withArgs(attestors[0]!.address);
      });
    }

    it("refuses a batch of which a single one is wrong", async () => {
      const { grid, measurements, attestorSet, attestors, proposal } = await networkHelpers.loadFixture(fixture);
      const right = await signProposal(grid, proposal, attestors);
      const wrong = await signProposal(grid, { ...proposal, count: 9 }, attestors);

      await expect(measurements.propose(proposal, [...right.slice(0, 4), wrong[4]!]))
        .to.be.revertedWithCustomError(attestorSet, "SignerSetSignatureInvalid")
        .withArgs(attestors[4]!.address);
    });

    it("refuses one that is none", async () => {
      const { grid, measurements, attestorSet, attestors, proposal } = await networkHelpers.loadFixture(fixture);
      const [first, second, third] = await signProposal(grid, proposal, attestors);

      await expect(measurements.propose(proposal, [first!, { ...second!, signature: "0x" }, third!]))
        .to.be.revertedWithCustomError(attestorSet, "SignerSetSignatureInvalid")
        .withArgs(attestors[1]!.address);
    });

    it("refuses those made for another chain", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const domain = measurementsDomain(1n, await context.measurements.getAddress());

      await expectRefusedDomain(context, domain);
    });

    it("refuses those made for another contract", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { chainId } = await ethers.provider.getNetwork();

      await expectRefusedDomain(context, measurementsDomain(chainId, await context.grid.FarmingRewards.getAddress()));
    });
  });

  describe("an attestor that is a contract", () => {
    it("signs by EIP-1271", async () => {
      const { grid, proposal, wallet, owner, signers } = await gridWithWalletAttestor();
      const signature = await signAs(grid, proposal, owner);
      const others = await signProposal(grid, proposal, signers);
      const signatures = byMember([...others, { member: wallet, signature }]);

      await expect(grid.Measurements.propose(proposal, signatures)).to.emit(grid.Measurements, "MeasurementsProposed");
    });

    it("counts only with its owner's signature", async () => {
      const { grid, proposal, wallet, signers, stranger } = await gridWithWalletAttestor();
      const signature = await signAs(grid, proposal, stranger);
      const others = await signProposal(grid, proposal, signers);

      await expect(grid.Measurements.propose(proposal, byMember([...others, { member: wallet, signature }])))
        .to.be.revertedWithCustomError(grid.Attestors, "SignerSetSignatureInvalid")
        .withArgs(wallet);
    });
  });

  describe("when the attestors rotate", () => {
    it("takes proposals of the old set until the new one speaks", async () => {
      const { grid, measurements, attestors, proposal, activeFrom } = await rotated();
      const signatures = await signProposal(grid, proposal, attestors);

      await time.setNextBlockTimestamp(activeFrom - 1n);
      await expect(measurements.propose(proposal, signatures)).to.emit(measurements, "MeasurementsProposed");
    });

    it("refuses the old set from then on", async () => {
      const { grid, measurements, attestorSet, attestors, proposal, activeFrom } = await rotated();
      const signatures = await signProposal(grid, proposal, attestors);

      await time.setNextBlockTimestamp(activeFrom);
      await expect(measurements.propose(proposal, signatures))
        .to.be.revertedWithCustomError(attestorSet, "SignerSetNotActive")
        .withArgs(1, 2);
    });

    it("takes proposals of the new set from then on", async () => {
      const { grid, measurements, attestorSet, proposal, stranger, activeFrom } = await rotated();
      const byNewSet = { ...proposal, attestorSetVersion: 2 };
      const signatures = await signProposal(grid, byNewSet, [stranger]);

      await time.setNextBlockTimestamp(activeFrom - 1n);
      await expect(measurements.propose(byNewSet, signatures))
        .to.be.revertedWithCustomError(attestorSet, "SignerSetNotActive")
        .withArgs(2, 1);
      await time.setNextBlockTimestamp(activeFrom);
      await expect(measurements.propose(byNewSet, signatures)).to.emit(measurements, "MeasurementsProposed");
    });

    it("keeps what the old set has proposed", async () => {
      const { grid, measurements, attestors, proposal, activeFrom } = await rotated();
      await time.setNextBlockTimestamp(activeFrom - 1n);
      await measurements.propose(proposal, await signProposal(grid, proposal, attestors));

      await time.increaseTo(activeFrom);
      const { leaves } = prepareBatch([exampleMeasurement()], proposal);
      await measurements.publish(proposal.period, 0, leaves, ethers.ZeroHash);
      await time.increaseTo(await measurements.finalAtOf(proposal.period, 0));
      expect(await measurements.stateOf(proposal.period, 0)).to.equal(stateCode("final"));
    });
  });
});

async function expectRefusedDomain(context: Context, domain: TypedDataDomain) {
  const { measurements, attestorSet, attestors, proposal } = context;
  const signatures = await signByMembers(attestors, domain, PROPOSAL_TYPES, proposal);

  await expect(measurements.propose(proposal, signatures))
    .to.be.revertedWithCustomError(attestorSet, "SignerSetSignatureInvalid")
    .withArgs(attestors[0]!.address);
}

/** Two attestors are people, the third is the wallet of `owner`; all three must sign. */
async function gridWithWalletAttestor() {
  const { attestors, farmer: owner, stranger, period } = await networkHelpers.loadFixture(fixture);
  const wallet = await (await ethers.deployContract("Wallet1271", [owner])).getAddress();
  const signers = attestors.slice(0, 2);
  const members = [...signers.map(({ address }) => address), wallet];
  const grid = await deployGrid(connection, localSettings({ attestors: { members, threshold: 3 } }));
  await goToProposal(connection, grid, period);
  const { proposal } = prepareBatch([exampleMeasurement()], { period });
  return { grid, proposal, wallet, owner, signers, stranger };
}

async function signAs(grid: Grid, proposal: Proposal, signer: Signer): Promise<string> {
  const [signed] = await signProposal(grid, proposal, [signer]);
  return signed!.signature;
}

function byMember(signatures: { member: string; signature: string }[]) {
  return byAddress(signatures.map((signed) => ({ ...signed, address: signed.member })));
}

/** The attestors hand over to a single new one, who speaks from `activeFrom` on. */
async function rotated() {
  const context = await networkHelpers.loadFixture(fixture);
  const { attestorSet, attestors, stranger } = context;
  const { chainId } = await ethers.provider.getNetwork();
  const verifyingContract = await attestorSet.getAddress();
  const domain = { name: "ThreeFold Attestors", version: "1", chainId, verifyingContract };
  const rotation = { version: 2, members: [stranger.address], threshold: 1 };
  const signatures = await signByMembers(attestors, domain, ROTATION_TYPES, rotation);
  await attestorSet.rotate(rotation.members, rotation.threshold, signatures);
  const [, , activeFrom] = await attestorSet.setOf(2);
  return { ...context, activeFrom };
}
