import { expect } from "chai";
import hre from "hardhat";
import {
  SignerSetNotMemberError,
  SignerSetQuorumMissedError,
  SignerSetSignatureInvalidError,
} from "../../../sdk/access/collect-member-signatures.ts";
import {
  SignatureForOtherProposalError,
  SignerSetNotActiveError,
  collectSignatures,
} from "../../../sdk/measurements/collect-signatures.ts";
import { batchStatus, periodStatus, proposedBatches } from "../../../sdk/measurements/period-status.ts";
import { nextBatchPlace } from "../../../sdk/measurements/prepare-batch.ts";
import { proposeAsAdminAndWait } from "../../../sdk/measurements/propose-as-admin.ts";
import { readSigners } from "../../../sdk/measurements/read-signers.ts";
import { rejectAndWait } from "../../../sdk/measurements/reject.ts";
import { signProposal } from "../../../sdk/measurements/sign-proposal.ts";
import {
  BatchTakenError,
  MeasurementsPreviousBatchNotFinalError,
  MeasurementsTooEarlyError,
  planOverrule,
  planSubmission,
  submitBatch,
} from "../../../sdk/measurements/submit-batch.ts";
import { sendCallAndWait } from "../../../sdk/network/call.ts";
import { explainRevert } from "../../../sdk/network/explain-revert.ts";
import { RULE_SETS } from "../../../sdk/rules/rule-sets.ts";
import { Wallet1271__factory } from "../../../typechain-types/factories/test/contracts/Wallet1271__factory.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { measured, prepared, quorum, refusalOf, scene } from "./scene.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  const from = await scene(connection);
  const batch = await prepared(from, [measured(1), measured(2), measured(3)]);
  return { ...from, batch, signatures: await quorum(from, batch) };
}

/** More leaves than one chunk holds, of nodes that nobody registered. */
async function fixtureOfTwoChunks() {
  const from = await scene(connection);
  const batch = await prepared(
    from,
    Array.from({ length: 1500 }, (_, index) => measured(index + 1, { farmId: 1 })),
  );
  return { ...from, batch, signatures: await quorum(from, batch) };
}

describe("submitting a batch", () => {
  it("takes signatures in any order and twice", async () => {
    const { grid, stranger, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    const shuffled = [...signatures.toReversed(), ...signatures];
    await submitBatch(grid, stranger, { batch, signatures: shuffled });
    expect((await batchStatus(grid, { period, batch: 0 })).state).to.equal("reviewing");
  });

  it("goes on where it was interrupted, and then has nothing to do", async () => {
    const { grid, stranger, batch, signatures } = await networkHelpers.loadFixture(fixtureOfTwoChunks);
    const [proposal, firstChunk] = await planSubmission(grid, { batch, signatures });
    await sendCallAndWait(stranger, proposal!.call);
    await sendCallAndWait(stranger, firstChunk!.call);

    const rest = await planSubmission(grid, { batch, signatures: [] });
    expect(rest.map(({ action, publishedCount }) => [action, publishedCount])).to.deep.equal([["publish", 1500]]);
    await submitBatch(grid, stranger, { batch, signatures: [] });
    expect(await planSubmission(grid, { batch, signatures: [] })).to.deep.equal([]);
  });

  it("stays below the gas of a transaction with a full chunk without a zero byte", async () => {
    const { grid, stranger, batch, signatures } = await networkHelpers.loadFixture(fixtureOfTwoChunks);
    const [proposal, firstChunk] = await planSubmission(grid, { batch, signatures });
    await sendCallAndWait(stranger, proposal!.call);
    const { gasUsed } = await sendCallAndWait(stranger, firstChunk!.call);
    // A byte costs at most 40 gas as calldata (EIP-7623) and 8 in the log.
    expect(gasUsed + 1024n * 64n * 48n < 2n ** 24n).to.equal(true);
  });

  it("does not begin before nodes have had their time to report, and says when", async () => {
    const { grid, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    const next = { ...batch, proposal: { ...batch.proposal, period: period + 1 } };
    const error = await refusalOf(planSubmission(grid, { batch: next, signatures }));
    expect(error).to.be.instanceOf(MeasurementsTooEarlyError);
    expect(error.message).to.match(/can be proposed from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ on: nodes may still report/);
  });

  it("does not put a correction before the batch that it corrects is final", async () => {
    const { grid, stranger, attestors, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    await submitBatch(grid, stranger, { batch, signatures });
    const next = await prepared({ grid, period }, [measured(1, { corrects: { batch: 0, position: 0 } })], 1);
    const error = await refusalOf(
      planSubmission(grid, { batch: next, signatures: await quorum({ grid, attestors }, next) }),
    );
    expect(error).to.be.instanceOf(MeasurementsPreviousBatchNotFinalError);
    expect(error.message).to.match(/^Batch 0 of period \d+ comes first; it is reviewing until \d{4}-/);
  });

  it("refuses when another proposal for the batch is on chain", async () => {
    const { grid, stranger, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    await submitBatch(grid, stranger, { batch, signatures });
    const other = await prepared({ grid, period }, [measured(1, { uptimeSeconds: 1 })]);
    expect(await refusalOf(planSubmission(grid, { batch: other, signatures }))).to.be.instanceOf(BatchTakenError);
  });

  it("begins the next attempt when leaves did not come in time", async () => {
    const { grid, stranger, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    const [proposal] = await planSubmission(grid, { batch, signatures });
    await sendCallAndWait(stranger, proposal!.call);
    await networkHelpers.time.increase(localSettings().timing.publicationTimeSeconds);
    expect(await nextBatchPlace(grid, { period, batch: 0, ruleSet: RULE_SETS.proportional })).to.include({
      attempt: 1,
    });
  });
});

describe("collecting signatures", () => {
  it("refuses one by somebody who is no attestor", async () => {
    const { grid, stranger, batch, signatures } = await networkHelpers.loadFixture(fixture);
    const foreign = await signProposal(grid, stranger, batch.proposal);
    const error = await refusalOf(collectSignatures(grid, batch.proposal, [...signatures, foreign]));
    expect(error).to.be.instanceOf(SignerSetNotMemberError);
    expect(error.message).to.equal(`${stranger.address} is not one of the attestors of set 1.`);
  });

  it("refuses one over another proposal and says what differs", async () => {
    const { grid, attestors, batch, signatures } = await networkHelpers.loadFixture(fixture);
    const other = await signProposal(grid, attestors[3]!, { ...batch.proposal, count: 2 });
    const error = await refusalOf(collectSignatures(grid, batch.proposal, [...signatures, other]));
    expect(error).to.be.instanceOf(SignatureForOtherProposalError);
    expect(error.message).to.match(/signed another proposal: its count is 2, not 3\.$/);
  });

  it("refuses one that is not its member's", async () => {
    const { grid, attestors, batch, signatures } = await networkHelpers.loadFixture(fixture);
    const forged = { ...signatures[0]!, member: attestors[4]!.address };
    const error = await refusalOf(collectSignatures(grid, batch.proposal, [...signatures, forged]));
    expect(error).to.be.instanceOf(SignerSetSignatureInvalidError);
  });

  it("refuses too few, and fewer than all for a unanimous proposal", async () => {
    const { grid, batch, signatures } = await networkHelpers.loadFixture(fixture);
    const few = await refusalOf(collectSignatures(grid, batch.proposal, signatures.slice(0, 2)));
    expect(few).to.be.instanceOf(SignerSetQuorumMissedError);
    expect(few.message).to.equal("2 of the 3 needed attestors have signed.");

    const proposal = { ...batch.proposal, isUnanimous: true };
    const unanimous = signatures.map((signature) => ({ ...signature, proposal }));
    expect(await refusalOf(collectSignatures(grid, proposal, unanimous.slice(0, 0)))).to.have.property(
      "message",
      "0 of the 5 needed attestors have signed.",
    );
  });

  it("refuses a proposal to attestors who no longer speak", async () => {
    const { grid, batch, signatures } = await networkHelpers.loadFixture(fixture);
    const proposal = { ...batch.proposal, attestorSetVersion: 0 };
    expect(await refusalOf(collectSignatures(grid, proposal, signatures))).to.be.instanceOf(SignerSetNotActiveError);
  });

  it("accepts a contract's signature (ERC-1271)", async () => {
    const { attestors, farmer, stranger } = await networkHelpers.loadFixture(fixture);
    const wallet = await new Wallet1271__factory(stranger).deploy(farmer.address);
    const members = [...attestors.slice(0, 2).map(({ address }) => address), await wallet.getAddress()];
    const settings = localSettings({ attestors: { members, threshold: 3 } });
    const { grid, period, batch } = await sceneWith(settings);

    const keys = await Promise.all(attestors.slice(0, 2).map((key) => signProposal(grid, key, batch.proposal)));
    const byOwner = await signProposal(grid, farmer, batch.proposal, await wallet.getAddress());
    await submitBatch(grid, stranger, { batch, signatures: [...keys, byOwner] });
    expect((await batchStatus(grid, { period, batch: 0 })).state).to.equal("reviewing");

    const byOther = await signProposal(grid, stranger, batch.proposal, await wallet.getAddress());
    expect(await refusalOf(collectSignatures(grid, batch.proposal, [...keys, byOther]))).to.be.instanceOf(
      SignerSetSignatureInvalidError,
    );
  });
});

describe("where a period stands", () => {
  it("tells dates before anything is proposed", async () => {
    const { grid, period } = await networkHelpers.loadFixture(fixture);
    const { endsAt, startsAt, proposableAt, dueAt, claimableAt, isOverdue, batches } = await periodStatus(grid, period);
    expect(endsAt - startsAt).to.equal(2_630_880);
    expect([proposableAt - endsAt, dueAt - endsAt, claimableAt! - dueAt]).to.deep.equal([97_200, 345_600, 259_200]);
    expect([isOverdue, batches]).to.deep.equal([false, []]);
  });

  it("says overdue when nobody proposed in time", async () => {
    const { grid, period } = await networkHelpers.loadFixture(fixture);
    await networkHelpers.time.increaseTo((await periodStatus(grid, period)).dueAt);
    expect(await periodStatus(grid, period)).to.include({ isOverdue: true, claimableAt: undefined });
  });

  it("names who signed, from the transaction", async () => {
    const { grid, stranger, batch, signatures, period, attestors } = await networkHelpers.loadFixture(fixture);
    await submitBatch(grid, stranger, { batch, signatures });
    await networkHelpers.mine(20, { interval: 12 });
    const signers = await readSigners(grid, await batchStatus(grid, { period, batch: 0 }));
    expect(signers).to.deep.equal(attestors.slice(0, 3).map(({ address }) => address));
  });

  it("does not know who signed when a contract sent it", async () => {
    const { grid, farmer, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    const wallet = await new Wallet1271__factory(farmer).deploy(farmer.address);
    const [proposal] = await planSubmission(grid, { batch, signatures });
    await wallet.execute(proposal!.call.to, proposal!.call.data);
    expect(await readSigners(grid, await batchStatus(grid, { period, batch: 0 }))).to.equal(undefined);
  });

  it("keeps a rejected batch, which awaits its next attempt", async () => {
    const { grid, stranger, guardian, batch, signatures, period } = await networkHelpers.loadFixture(fixture);
    await submitBatch(grid, stranger, { batch, signatures });
    expect((await rejectAndWait(grid, guardian, { period, batch: 0 })).rejections).to.equal(1);

    const [status] = await proposedBatches(grid, period);
    expect(status).to.include({ state: "awaited", attempt: 1, rejections: 1, root: undefined });
    expect(await nextBatchPlace(grid, { period, batch: 0, ruleSet: RULE_SETS.proportional })).to.include({
      attempt: 1,
    });
  });
});

describe("overruling a guardian", () => {
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

  it("takes the signatures of all attestors, and then he cannot reject", async () => {
    const { grid, attestors, stranger, guardian, period, batch } = await networkHelpers.loadFixture(rejectedTwice);
    const unanimous = { ...batch, proposal: { ...batch.proposal, isUnanimous: true } };
    const signatures = await Promise.all(attestors.map((key) => signProposal(grid, key, unanimous.proposal)));
    await submitBatch(grid, stranger, { batch: unanimous, signatures });

    expect(await batchStatus(grid, { period, batch: 0 })).to.include({ state: "reviewing", isUnrejectable: true });
    const error = await refusalOf(rejectAndWait(grid, guardian, { period, batch: 0 }));
    expect(explainRevert(error)?.name).to.equal("MeasurementsUnrejectable");
  });

  it("is the measurement admin's without signatures", async () => {
    const { grid, admin, stranger, period, batch } = await networkHelpers.loadFixture(rejectedTwice);
    const [proposal, ...chunks] = await planOverrule(grid, batch);
    const refused = await refusalOf(sendCallAndWait(stranger, proposal!.call));
    expect(explainRevert(refused)?.name).to.equal("AccessManagedUnauthorized");

    const { event } = await proposeAsAdminAndWait(grid, admin, { proposal: batch.proposal });
    expect(event.isUnrejectable).to.equal(true);
    for (const { call } of chunks) await sendCallAndWait(stranger, call);
    expect((await batchStatus(grid, { period, batch: 0 })).state).to.equal("reviewing");
    expect(await planOverrule(grid, batch)).to.deep.equal([]);
  });
});

async function sceneWith(settings: ReturnType<typeof localSettings>) {
  const from = await scene(connection, settings);
  return { ...from, batch: await prepared(from, [measured(1)]) };
}
