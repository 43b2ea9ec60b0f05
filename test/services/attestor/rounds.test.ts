import { expect } from "chai";
import type { Signer } from "ethers";
import hre from "hardhat";
import { toBatchState } from "../../../sdk/measurements/batch-state.ts";
import { readBatch } from "../../../sdk/measurements/read-batch.ts";
import { decodeLeaves } from "../../../sdk/rules/leaf.ts";
import { RULE_SETS } from "../../../sdk/rules/rule-sets.ts";
import { nextBatchPlace, prepareBatch } from "../../../sdk/measurements/prepare-batch.ts";
import { rejectAndWait } from "../../../sdk/measurements/reject.ts";
import { signProposal } from "../../../sdk/measurements/sign-proposal.ts";
import type { SignatureDocument } from "../../../sdk/measurements/signature-document.ts";
import { claimCorrectionsAndWait } from "../../../sdk/rewards/claim-corrections.ts";
import { toCorrectionClaim } from "../../../sdk/rewards/claim-structs.ts";
import { describeDifference } from "../../../services/attestor/compare-measurements.ts";
import type { Peer } from "../../../services/attestor/peer.ts";
import { openSignedProposals, ProposalEquivocationError } from "../../../services/attestor/signed-proposals.ts";
import { exampleMeasurement } from "../../helpers/batches.ts";
import { byAddress } from "../../helpers/actors.ts";
import { FULL_REWARD } from "../../helpers/farming-fixtures.ts";
import { ROTATION_TYPES, signByMembers } from "../../helpers/signatures.ts";
import { rejection } from "../../helpers/rejection.ts";
import { AT_ONCE, Attestorship, collector, fleet } from "./fleet.ts";
import type { Fleet } from "./fleet.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

async function fixture() {
  return fleet(connection);
}

describe("attestors", () => {
  let attestors: Attestorship | undefined;

  async function setUp() {
    const context = await networkHelpers.loadFixture(fixture);
    attestors = new Attestorship(context);
    const all = attestors;
    return { ...context, all, startAll: (changes = {}) => startAll(all, context, changes) };
  }

  afterEach(() => attestors?.remove());

  it("bring what they derived on chain with the signatures of a quorum", async () => {
    const { grid, period, all, startAll } = await setUp();
    startAll();
    await all.rounds(period);

    expect(await all.rounds(period)).to.deep.equal(Array(5).fill("reviewing"));
    const { leaves } = await readBatch(grid, { period, batch: 0 });
    expect(decodeLeaves(leaves).map(({ nodeId, farmId }) => [nodeId, farmId])).to.deep.equal([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
    ]);
  });

  it("outvote a lying one of five, which notices", async () => {
    const { grid, period, heartbeats, all, startAll } = await setUp();
    startAll();
    const liar = all.start(4, [collector(heartbeats.filter(({ nodeId }) => nodeId !== 2))]);
    await all.rounds(period);
    expect((await all.rounds(period)).slice(0, 2)).to.deep.equal(["submitted", "reviewing"]);

    const { root } = await grid.Measurements.batchOf(period, 0);
    expect((await liar.summaryOf({ period, batch: 0 }))?.proposal.root).not.to.equal(root);
    expect((await liar.round(period)).stage).to.equal("differing");
  });

  it("go on when two of five are down, and stop when three are", async () => {
    const { grid, period, heartbeats, all } = await setUp();
    for (const index of [0, 1]) all.start(index, [collector(heartbeats)]);
    await all.rounds(period);
    expect(await all.rounds(period)).to.deep.equal(["comparing", "comparing"]);

    all.start(2, [collector(heartbeats)]);
    await all.rounds(period);
    await all.rounds(period);
    expect((await grid.Measurements.batchOf(period, 0)).publishedAt).not.to.equal(0n);
  });

  it("sign nothing as long as no quorum derived the same, and all the same once collectors are back", async () => {
    const { period, heartbeats, all } = await setUp();
    const halves = [0, 1, 2, 3, 4].map((index) => heartbeats.filter((_, place) => place % 5 !== index));
    for (const [index, half] of halves.entries()) all.start(index, [collector(half)]);
    await all.rounds(period);
    expect(await all.rounds(period)).to.deep.equal(Array(5).fill("comparing"));

    for (const [index, half] of halves.entries())
      all.start(index, [collector(half), collector(halves[(index + 1) % 5]!)]);
    await all.rounds(period);
    expect(await all.rounds(period)).to.deep.equal(Array(5).fill("reviewing"));
  });

  it("tell a peer's difference node by node and field by field", async () => {
    const { period, heartbeats, all } = await setUp();
    const patient = { timing: { ...AT_ONCE, patience: 3600 } };
    const short = heartbeats.filter(({ nodeId, sequence }) => nodeId !== 2 && (nodeId !== 3 || sequence < 100));
    all.start(0, [collector(heartbeats)], patient);
    all.start(1, [collector(short)], patient);
    await all.rounds(period);
    const { votes = [] } = await all.members[0]!.round(period);

    expect(votes.map(({ says }) => says)).to.deep.equal(["other", "unreachable", "unreachable", "unreachable"]);
    expect(votes[0]!.differences!.map(describeDifference)).to.deep.equal([
      "node 2 of farm 1: leaf is 256800 s of uptime here and none there",
      "node 3 of farm 1: uptimeSeconds is 256800 here and 235200 there",
    ]);
    expect(JSON.parse(JSON.stringify(votes[0]))).to.deep.equal(votes[0]);
  });

  it("count no signature but good ones of members over their own proposal", async () => {
    const { period, heartbeats, all, stranger, grid, attestors: signers } = await setUp();
    all.start(0, [collector(heartbeats)]);
    await all.rounds(period);
    const { proposal } = (await all.members[0]!.summaryOf({ period, batch: 0 }))!;
    const foreign = await signProposal(grid, stranger, proposal);
    const stolen = { ...(await signProposal(grid, signers[1]!, { ...proposal, attempt: 1 })), proposal };
    const peers = [foreign, { ...stolen, member: signers[2]!.address }, stolen].map((document) => peerSaying(document));
    const { stage, signatures, votes = [] } = await all.start(0, [collector(heartbeats)], { peers }).round(period);

    expect([stage, signatures]).to.deep.equal(["signed", 1]);
    expect(votes.map(({ message }) => message)).to.deep.equal([
      `${stranger.address} is not one of the attestors of set 1.`,
      `The signature of ${signers[2]!.address} is not his over this proposal.`,
      `The signature of ${signers[1]!.address} is not his over this proposal.`,
    ]);
  });

  it("never sign two roots for one attempt, also after a restart", async () => {
    const { period, heartbeats, all, grid, source } = await setUp();
    const alone = { peers: [peerAgreeing(all, 0), peerAgreeing(all, 0)] };
    const { root, stage } = await all.start(0, [collector(heartbeats)], alone).round(period);
    const fewer = collector(heartbeats.filter(({ nodeId }) => nodeId !== 3));
    const again = await all.start(0, [fewer], alone).round(period);
    expect([stage, again.stage]).to.deep.equal(["signed", "signed"]);
    expect(again.root).to.equal(root);

    const folder = openSignedProposals(source.grid, all.folderOf(0));
    const other = prepareBatch(
      [exampleMeasurement()],
      await nextBatchPlace(grid, { period, batch: 0, ruleSet: RULE_SETS.proportional }),
    );
    const refusal = await rejection(folder.note({ ...other, proposal: { ...other.proposal, ruleSetId: 2 } }));
    expect(refusal).to.be.instanceOf(ProposalEquivocationError);
    expect((await folder.find({ period, batch: 0, attempt: 0 }))?.proposal.root).to.equal(root);
  });

  it("take turns, and the next one steps in for who does not submit", async () => {
    const { grid, period, all, startAll, attestors: signers } = await setUp();
    startAll({ timing: { ...AT_ONCE, turn: 600 } });
    const first = period % 5;
    const second = all.members[(first + 1) % 5]!;
    // All but the first one get as far as they can; with it they would be done.
    const others = all.members.filter((_, index) => index !== first);
    for (let round = 0; round < 2; round++) for (const attestor of others) await attestor.round(period);
    expect((await second.round(period)).stage).to.equal("waiting");

    await time.increase(600);
    expect((await second.round(period)).stage).to.equal("submitted");
    const [proposed] = await grid.Measurements.queryFilter(grid.Measurements.filters.MeasurementsProposed(period));
    const { from } = await proposed!.getTransaction();
    expect(from).to.equal(signers[(first + 1) % 5]!.address);
  });

  it("go on where a submission stopped, whoever was killed at whatever step", async () => {
    const { grid, period, heartbeats, all, source } = await setUp();
    for (const index of [0, 1, 2, 3]) all.start(index, [collector(heartbeats)]);
    await all.rounds(period);
    // The proposal is sent, and before its leaves are the process is gone.
    const dying = all.start(0, [collector(heartbeats)], { signer: dyingAfter(1, source, all.signerOf(0)) });
    expect((await dying.round(period)).stage).to.equal("failed");
    expect(toBatchState(await grid.Measurements.stateOf(period, 0))).to.equal("publishing");

    expect((await all.start(0, [collector(heartbeats)]).round(period)).stage).to.equal("submitted");
    expect(toBatchState(await grid.Measurements.stateOf(period, 0))).to.equal("reviewing");
  });

  it("sign the same after they were killed between noting it and sending it", async () => {
    const { period, heartbeats, all, source } = await setUp();
    for (const index of [0, 1, 2, 3]) all.start(index, [collector(heartbeats)]);
    await all.rounds(period);
    const speechless = { signer: dyingAfter(0, source, all.signerOf(0)) };
    await rejection(all.start(0, [collector(heartbeats)], speechless).round(period));
    const noted = await openSignedProposals(source.grid, all.folderOf(0)).find({ period, batch: 0, attempt: 0 });

    const { root, stage } = await all.start(0, [], {}).round(period);
    expect([root, stage]).to.deep.equal([noted!.proposal.root, "submitted"]);
  });

  it("submit again what a reorganisation undid", async () => {
    const { grid, period, heartbeats, all } = await setUp();
    const timing = { ...AT_ONCE, confirmations: 3 };
    for (const index of [0, 1, 2, 3]) all.start(index, [collector(heartbeats)], { timing });
    await networkHelpers.mine(3);
    await all.rounds(period);
    const before = await networkHelpers.takeSnapshot();
    expect(await all.rounds(period)).to.deep.equal(["submitted", "confirming", "confirming", "confirming"]);

    await before.restore();
    expect(toBatchState(await grid.Measurements.stateOf(period, 0))).to.equal("awaited");
    expect(await all.rounds(period)).to.deep.equal(["submitted", "confirming", "confirming", "confirming"]);
    await networkHelpers.mine(3);
    expect(await all.rounds(period)).to.deep.equal(Array(4).fill("reviewing"));
  });

  it("derive anew what a guardian rejected, with what was appealed in between", async () => {
    const { grid, period, heartbeats, all, guardian } = await setUp();
    const early = heartbeats.filter(({ nodeId }) => nodeId !== 5);
    for (const index of [0, 1, 2]) all.start(index, [collector(early)]);
    for (let round = 0; round < 2; round++) await all.rounds(period);
    await rejectAndWait(grid, guardian, { period, batch: 0 });

    for (const index of [0, 1, 2]) all.start(index, [collector(heartbeats)]);
    for (let round = 0; round < 3; round++) await all.rounds(period);
    const { leaves } = await readBatch(grid, { period, batch: 0 });
    expect((await grid.Measurements.batchOf(period, 0)).attempt).to.equal(1n);
    expect(decodeLeaves(leaves).map(({ nodeId }) => nodeId)).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it("correct a final batch for the nodes that earn more by what was appealed", async () => {
    const { grid, period, heartbeats, all, farmer, tft, payout, farmId } = await setUp();
    // Node 1's first collector lost most of the month, and nodes 2 to 5 earn nothing either way: their uptime is too low.
    const early = heartbeats.filter(({ nodeId, sequence }) => nodeId !== 1 || sequence < 100);
    for (const index of [0, 1, 2]) all.start(index, [collector(early)]);
    for (let round = 0; round < 2; round++) await all.rounds(period);
    await time.increaseTo(await grid.Measurements.finalAtOf(period, 0));
    expect(await all.rounds(period)).to.deep.equal(["nothing", "nothing", "nothing"]);

    for (const index of [0, 1, 2]) all.start(index, [collector(heartbeats)]);
    for (let round = 0; round < 2; round++) await all.rounds(period);
    await time.increaseTo(await grid.Measurements.finalAtOf(period, 1));
    const [primary, correction] = await Promise.all([0, 1].map((batch) => readBatch(grid, { period, batch })));
    expect(decodeLeaves(correction!.leaves)).to.have.length(1);
    expect(decodeLeaves(correction!.leaves)[0]).to.deep.include({ nodeId: 1, corrects: { batch: 0, position: 0 } });

    const claim = toCorrectionClaim({ source: correction!, position: 0 }, { source: primary!, position: 0 });
    await claimCorrectionsAndWait(grid, farmer, { farmId: Number(farmId), corrections: [claim] });
    expect(await tft.balanceOf(payout.address)).to.equal(FULL_REWARD);
    expect(await all.rounds(period)).to.deep.equal(["nothing", "nothing", "nothing"]);
  });

  it("sign for the set in force when the attestors change in the middle", async () => {
    const { grid, period, heartbeats, all, attestors: signers, stranger } = await setUp();
    for (const index of [0, 1]) all.start(index, [collector(heartbeats)]);
    await all.start(0, [collector(heartbeats)], { peers: [peerAgreeing(all, 1), peerAgreeing(all, 1)] }).round(period);
    const members = byAddress([signers[0]!, signers[1]!, stranger]);
    await rotate(grid, signers.slice(0, 4), members);
    await time.increase(await grid.Attestors.rotationDelay());

    all.start(2, [collector(heartbeats)], { signer: stranger });
    for (let round = 0; round < 2; round++) await all.rounds(period);
    const [proposed] = await grid.Measurements.queryFilter(grid.Measurements.filters.MeasurementsProposed(period));
    expect(proposed!.args.attestorSetVersion).to.equal(2n);
    expect(toBatchState(await grid.Measurements.stateOf(period, 0))).to.equal("reviewing");
  });
});

/** A signer whose process is killed after so many transactions. */
function dyingAfter(transactions: number, { provider }: Fleet["source"], signer: Signer): Signer {
  let left = transactions;
  return new Proxy(signer, {
    get: (target, name) => {
      if (name === "provider") return provider;
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "sendTransaction" && (name !== "signTypedData" || transactions > 0))
        return value.bind(target) as unknown;
      return (...args: unknown[]) => {
        if (left-- <= 0) throw new Error("killed");
        return value.apply(target, args) as unknown;
      };
    },
  });
}

/** The members of a set decide who speaks next: two of three. */
async function rotate({ Attestors }: Fleet["grid"], signers: readonly Signer[], next: readonly { address: string }[]) {
  const members = next.map(({ address }) => address);
  const { name, version, chainId, verifyingContract } = await Attestors.eip712Domain();
  const domain = { name, version, chainId, verifyingContract };
  const signatures = await signByMembers(signers, domain, ROTATION_TYPES, { version: 2, members, threshold: 2 });
  await Attestors.rotate(members, 2, signatures);
}

/** A peer that derived the same as one of the attestors and signs nothing. */
function peerAgreeing(all: Attestorship, index: number): Peer {
  return {
    name: "agreeing",
    summaryOf: async (place) => {
      const summary = await all.members[index]?.summaryOf(place);
      return summary && { proposal: summary.proposal };
    },
    proposalOf: () => Promise.resolve(undefined),
  };
}

/** A peer that shows a signature. */
function peerSaying({ proposal, member, signature }: SignatureDocument): Peer {
  return {
    name: member,
    summaryOf: () => Promise.resolve({ proposal, signature: { member, signature } }),
    proposalOf: () => Promise.resolve(undefined),
  };
}

function startAll(all: Attestorship, { heartbeats }: Fleet, changes = {}) {
  for (const index of [0, 1, 2, 3, 4]) all.start(index, [collector(heartbeats)], changes);
}
