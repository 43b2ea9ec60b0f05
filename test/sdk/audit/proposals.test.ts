import { expect } from "chai";
import hre from "hardhat";
import { auditPeriod } from "../../../sdk/audit/audit-period.ts";
import { proposeAsAdminAndWait } from "../../../sdk/measurements/propose-as-admin.ts";
import { rejectAndWait } from "../../../sdk/measurements/reject.ts";
import { signProposal } from "../../../sdk/measurements/sign-proposal.ts";
import { planOverrule, planSubmission, submitBatch } from "../../../sdk/measurements/submit-batch.ts";
import { sendCallAndWait } from "../../../sdk/network/call.ts";
import { Wallet1271__factory } from "../../../typechain-types/factories/test/contracts/Wallet1271__factory.ts";
import { ROTATION_TYPES, signByMembers } from "../../helpers/signatures.ts";
import { finalize, measured, prepared, quorum, scene } from "../measurements/scene.ts";
import type { Scene } from "../measurements/scene.ts";
import { differencesOf, sourceOf } from "./audit-scene.ts";
import { changeTerms } from "./tamper.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return scene(connection);
}

/** Rejected twice; prepared for its third attempt. */
async function rejectedTwice() {
  const from = await scene(connection);
  for (let attempt = 0; attempt < 2; attempt++) {
    const batch = await prepared(from, [measured(1)]);
    await submitBatch(from.grid, from.stranger, { batch, signatures: await quorum(from, batch) });
    await rejectAndWait(from.grid, from.guardian, { period: from.period, batch: 0 });
  }
  return { ...from, batch: await prepared(from, [measured(1)]) };
}

/** Who stated the last attempt, how many had to sign and did, and what differs. */
async function lastProposal(from: Scene) {
  const { batches, differences } = await auditPeriod(sourceOf(from), from);
  const { statedBy, signaturesNeeded, signers, attestorSetVersion } = batches.at(-1)!;
  return { statedBy, signaturesNeeded, signed: signers.length, attestorSetVersion, differences };
}

describe("an audit of proposals", () => {
  it("finds the signatures within what a contract wallet sent", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    const batch = await prepared(from, [measured(1)]);
    const wallet = await new Wallet1271__factory(from.farmer).deploy(from.farmer.address);
    for (const { call } of await planSubmission(from.grid, { batch, signatures: await quorum(from, batch) })) {
      await wallet.execute(call.to, call.data);
    }
    expect(await lastProposal(from)).to.deep.include({ statedBy: "quorum", signed: 3, differences: [] });
  });

  it("asks for the signatures of all where the guardian was overruled", async () => {
    const from = await networkHelpers.loadFixture(rejectedTwice);
    const batch = { ...from.batch, proposal: { ...from.batch.proposal, isUnanimous: true } };
    const all = from.attestors.length;
    const signatures = await Promise.all(from.attestors.map((key) => signProposal(from.grid, key, batch.proposal)));
    await submitBatch(from.grid, from.stranger, { batch, signatures });
    expect(await lastProposal(from)).to.deep.include({
      statedBy: "allAttestors",
      signaturesNeeded: all,
      signed: all,
      differences: [],
    });
  });

  it("names the admin who overruled him, after two rejections", async () => {
    const from = await networkHelpers.loadFixture(rejectedTwice);
    const [, ...chunks] = await planOverrule(from.grid, from.batch);
    await proposeAsAdminAndWait(from.grid, from.admin, { proposal: from.batch.proposal });
    for (const { call } of chunks) await sendCallAndWait(from.stranger, call);
    expect(await lastProposal(from)).to.deep.include({ statedBy: "admin", signed: 0, differences: [] });
  });

  it("takes an attempt whose leaves never came for what it is", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    const lost = await prepared(from, [measured(1)]);
    const [proposal] = await planSubmission(from.grid, { batch: lost, signatures: await quorum(from, lost) });
    await sendCallAndWait(from.stranger, proposal!.call);
    const { publicationTime } = await from.grid.Measurements.timing();
    await networkHelpers.time.increase(publicationTime);
    await finalize(from, [measured(1), measured(3)]);

    const { batches, totals, differences } = await auditPeriod(sourceOf(from), from);
    expect(batches.map(({ attempt, publishedAt }) => [attempt, publishedAt === null])).to.deep.equal([
      [0, true],
      [1, false],
    ]);
    expect([totals.nodes, differences]).to.deep.equal([2, []]);
  });

  it("knows the attestors of each time", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    await finalize(from, [measured(1)]);
    const { grid, attestors } = from;
    const members = attestors.slice(0, 3).map(({ address }) => address);
    const domain = {
      name: "ThreeFold Attestors",
      version: "1",
      chainId: 31337,
      verifyingContract: await grid.Attestors.getAddress(),
    };
    const rotation = { version: 2, members, threshold: 2 };
    await grid.Attestors.rotate(members, 2, await signByMembers(attestors, domain, ROTATION_TYPES, rotation));
    await networkHelpers.time.increase(await grid.Attestors.rotationDelay());
    await finalize(from, [measured(3)], 1);

    expect(await lastProposal(from)).to.deep.include({ attestorSetVersion: 2, signaturesNeeded: 2, differences: [] });
  });
});

describe("an audit of leaves", () => {
  it("tells terms that do not cover the period, until they are corrected", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    await finalize(from, [measured(1, { termsIndex: 1 }), measured(3)]);
    expect(await differencesOf(from)).to.deep.equal([
      `Batch 0, position 0: the leaf of node 1 of farm 1 names terms 1, which did not exist when period ${from.period} began.`,
    ]);

    await finalize(from, [measured(1, { corrects: { batch: 0, position: 0 } })], 1);
    expect(await differencesOf(from)).to.deep.equal([]);
  });

  it("tells terms that pay another farm", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    await finalize(from, [measured(3, { farmId: 1 })]);
    expect(await differencesOf(from)).to.deep.equal([
      "Batch 0, position 0: the leaf of node 3 of farm 1 names terms 0, which pay farm 2.",
    ]);
  });

  it("tells corrections that name no leaf of the node, and second leaves that name none", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    await finalize(from, [measured(1), measured(2)]);
    await finalize(from, [measured(1, { corrects: { batch: 0, position: 1 } }), measured(2)], 1);
    expect(await differencesOf(from)).to.deep.equal([
      "Batch 1, position 0: the leaf of node 1 of farm 1 corrects position 1 of batch 0, which is no earlier leaf of the node.",
      "Batch 1, position 1: the leaf of node 2 of farm 1 corrects nothing, though position 1 of batch 0 is of the node too.",
    ]);
  });

  it("counts nothing that the Directory learned once the period had begun", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    await from.grid.Directory.connect(from.certifier).certifyNode(1, true);
    await finalize(from, [measured(1, { termsIndex: 1 })]);
    // Even if these terms claimed to cover the period.
    const [difference] = await differencesOf(from, changeTerms(from.grid, 1n, { fromPeriod: from.period }));
    expect(difference).to.match(/names terms 1, which did not exist when period \d+ began\.$/);
  });
});
