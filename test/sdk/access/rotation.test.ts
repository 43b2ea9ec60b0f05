import { expect } from "chai";
import type { Signer } from "ethers";
import hre from "hardhat";
import {
  SignerSetNotMemberError,
  SignerSetQuorumMissedError,
  SignerSetSignatureInvalidError,
} from "../../../sdk/access/collect-member-signatures.ts";
import { rotateSigners, rotateSignersAndWait } from "../../../sdk/access/rotate-signers.ts";
import type { SetRotation } from "../../../sdk/access/rotation-document.ts";
import { readRotation, writeRotation } from "../../../sdk/access/rotation-document.ts";
import {
  SignatureForOtherRotationError,
  collectRotationSignatures,
  readRotationSignature,
  signRotation,
  writeRotationSignature,
} from "../../../sdk/access/rotation-signature.ts";
import {
  RotationAheadError,
  RotationTakenError,
  SignerSetInvalidError,
  SignerSetRotationPendingError,
  prepareRotation,
  rotationActiveFrom,
  rotationQuorum,
} from "../../../sdk/access/rotation.ts";
import { SIGNER_SET_NAMES, signerSetOf } from "../../../sdk/access/signer-sets.ts";
import type { SignerSetName } from "../../../sdk/access/signer-sets.ts";
import { DocumentMalformedError } from "../../../sdk/measurements/parse-document.ts";
import { OtherDeploymentError } from "../../../sdk/network/document-target.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import { readSignerSet } from "../../../sdk/network/signer-set.ts";
import { Wallet1271__factory } from "../../../typechain-types/factories/test/contracts/Wallet1271__factory.ts";
import { actors, byAddress } from "../../helpers/actors.ts";
import { deployGrid, localSettings } from "../../helpers/deploy-grid.ts";
import { refusalOf } from "../measurements/scene.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

/** A rotation of the attestors, 3 of 5, to two of them and a newcomer; four of the five have signed it. */
async function fixture() {
  const grid = await deployGrid(connection);
  const cast = await actors(connection);
  const newcomers = byAddress([cast.attestors[4]!, cast.stranger, cast.attestors[1]!]);
  const members = newcomers.map(({ address }) => address).reverse();
  const rotation = await prepareRotation(grid, "attestors", { members, threshold: 2 });
  const asked: SetRotation = { set: "attestors", rotation };
  const documents = await signedBy(grid, asked, cast.attestors.slice(0, 4));
  return { grid, ...cast, newcomers, rotation, asked, documents };
}

function signedBy(grid: Grid, asked: SetRotation, signers: readonly Signer[]) {
  return Promise.all(signers.map((signer) => signRotation(grid, signer, asked)));
}

async function submitted() {
  const context = await fixture();
  const signatures = await collectRotationSignatures(context.grid, context.asked, context.documents);
  const { event } = await rotateSignersAndWait(context.grid, context.farmer, { ...context.asked, signatures });
  return { ...context, signatures, activeFrom: Number(event.activeFrom) };
}

describe("rotating signers", () => {
  for (const set of SIGNER_SET_NAMES) {
    it(`hands the set of ${set} over after its delay`, async () => {
      const { grid, stranger, farmer } = await networkHelpers.loadFixture(fixture);
      const contract = signerSetOf(grid, set);
      const present = await readSignerSet(contract);
      const signers = await Promise.all(present.members.map((member) => ethers.getSigner(member)));
      const rotation = await prepareRotation(grid, set, { members: [stranger.address], threshold: 1 });
      const asked = { set, rotation };
      const documents = await signedBy(grid, asked, signers.slice(0, rotationQuorum(present)));
      const signatures = await collectRotationSignatures(grid, asked, documents.reverse());

      const { event } = await rotateSignersAndWait(grid, farmer, { ...asked, signatures });

      const { rotationDelaySeconds } = localSettings();
      const activeFrom = Number(event.activeFrom);
      expect(activeFrom).to.equal((await networkHelpers.time.latest()) + rotationDelaySeconds);
      expect(await readSignerSet(contract)).to.deep.equal({
        ...present,
        next: { version: 2, members: [stranger.address], threshold: 1, activeFrom },
      });
      await networkHelpers.time.increaseTo(activeFrom);
      expect(await readSignerSet(contract)).to.deep.equal({
        version: 2,
        members: [stranger.address],
        threshold: 1,
        next: undefined,
      });
    });
  }

  it("asks for the threshold, and for two thirds at least", () => {
    const members = (count: number) => Array.from({ length: count }, (_, index) => `0x${index}`);
    const quorums = [
      [1, 1],
      [3, 2],
      [4, 3],
      [5, 3],
      [5, 5],
      [32, 17],
    ].map(([count, threshold]) => rotationQuorum({ members: members(count!), threshold: threshold! }));

    expect(quorums).to.deep.equal([1, 2, 3, 4, 5, 22]);
  });

  it("brings new members into the contract's order", async () => {
    const { rotation, newcomers } = await networkHelpers.loadFixture(fixture);

    expect(rotation.members).to.deep.equal(newcomers.map(({ address }) => address));
  });

  it("refuses members twice, none, too many, and thresholds that are no majority", async () => {
    const { grid, stranger, farmer } = await networkHelpers.loadFixture(fixture);
    const many = Array.from({ length: 33 }, () => ethers.Wallet.createRandom().address);
    for (const [members, threshold] of [
      [[stranger.address, stranger.address], 2],
      [[ethers.ZeroAddress], 1],
      [[], 0],
      [many, 33],
      [[stranger.address, farmer.address], 1],
      [[stranger.address], 2],
    ] as const) {
      const error = await refusalOf(prepareRotation(grid, "attestors", { members, threshold }));
      expect(error).to.be.instanceOf(SignerSetInvalidError);
    }
  });

  it("refuses another rotation while one waits", async () => {
    const { grid, stranger } = await networkHelpers.loadFixture(submitted);
    const error = await refusalOf(prepareRotation(grid, "attestors", { members: [stranger.address], threshold: 1 }));

    expect(error).to.be.instanceOf(SignerSetRotationPendingError);
    expect(error.message).to.match(/^Set 2 of the attestors was decided on and speaks from \d{4}-\S+Z on\.$/);
  });

  it("is refused a second time by the contract, before and after it took effect", async () => {
    const { grid, farmer, asked, signatures, activeFrom } = await networkHelpers.loadFixture(submitted);
    const replay = () => rotateSigners(grid, farmer, { ...asked, signatures });

    await expect(replay()).to.be.revertedWithCustomError(grid.Attestors, "SignerSetRotationPending");
    await networkHelpers.time.increaseTo(activeFrom);
    await expect(replay()).to.be.revertedWithCustomError(grid.Attestors, "SignerSetNotMember");
  });

  it("tells when a rotation that is on chain takes effect, and that another has its number", async () => {
    const { grid, rotation, activeFrom } = await networkHelpers.loadFixture(submitted);
    const state = (changes: object) => rotationActiveFrom(grid, "attestors", { ...rotation, ...changes });

    expect(await state({})).to.equal(activeFrom);
    expect(await refusalOf(state({ threshold: 3 }))).to.be.instanceOf(RotationTakenError);
    expect(await refusalOf(state({ version: 3 }))).to.be.instanceOf(SignerSetRotationPendingError);
    await networkHelpers.time.increaseTo(activeFrom);
    expect(await state({})).to.equal(activeFrom);
    expect(await state({ version: 3 })).to.equal(undefined);
    expect(await refusalOf(state({ version: 4 }))).to.be.instanceOf(RotationAheadError);
  });
});

describe("collecting signatures over a rotation", () => {
  it("takes them in any order and twice, and gives each once in the order of the contract", async () => {
    const { grid, attestors, asked, documents } = await networkHelpers.loadFixture(fixture);
    const signatures = await collectRotationSignatures(grid, asked, [...documents, ...documents].reverse());

    expect(signatures.map(({ member }) => member)).to.deep.equal(attestors.slice(0, 4).map(({ address }) => address));
  });

  it("refuses too few, those of strangers, and those over something else", async () => {
    const { grid, farmer, stranger, asked, documents, rotation } = await networkHelpers.loadFixture(fixture);
    const refusal = (all: typeof documents) => refusalOf(collectRotationSignatures(grid, asked, all));

    const few = await refusal([...documents.slice(0, 3), documents[0]!]);
    expect(few).to.be.instanceOf(SignerSetQuorumMissedError);
    expect(few.message).to.equal("3 of the 4 needed attestors have signed.");

    // He will be a member, but is none yet.
    const strangers = await refusal(await signedBy(grid, asked, [stranger]));
    expect(strangers).to.be.instanceOf(SignerSetNotMemberError);
    expect(strangers.message).to.equal(`${stranger.address} is not one of the attestors of set 1.`);

    const [forged] = await signedBy(grid, asked, [farmer]);
    const invalid = await refusal([...documents, { ...forged!, member: documents[0]!.member }]);
    expect(invalid).to.be.instanceOf(SignerSetSignatureInvalidError);
    expect(invalid.message).to.equal(`The signature of ${documents[0]!.member} is not his over this rotation.`);

    for (const changes of [{ threshold: 3 }, { version: 3 }, { members: rotation.members.slice(1) }]) {
      const other = { ...documents[0]!, rotation: { ...documents[0]!.rotation, ...changes } };
      expect(await refusal([...documents, other])).to.be.instanceOf(SignatureForOtherRotationError);
    }
  });

  it("refuses one over the same members of another set", async () => {
    const { grid, attestors, asked, documents } = await networkHelpers.loadFixture(fixture);
    const [other] = await signedBy(grid, { ...asked, set: "verifiers" }, attestors.slice(0, 1));

    expect(await refusalOf(collectRotationSignatures(grid, asked, [...documents, other!]))).to.be.instanceOf(
      SignatureForOtherRotationError,
    );
    const relabelled = await refusalOf(
      collectRotationSignatures(grid, asked, [...documents.slice(1), { ...other!, set: "attestors" }]),
    );
    expect(relabelled).to.be.instanceOf(SignerSetSignatureInvalidError);
  });

  it("takes a contract wallet's", async () => {
    const { grid, farmer, attestors } = await networkHelpers.loadFixture(fixture);
    const wallet = await new Wallet1271__factory(farmer).deploy(farmer.address);
    const members = [await wallet.getAddress()];
    const rotation = await prepareRotation(grid, "verifiers", { members, threshold: 1 });
    await rotateTo(grid, "verifiers", rotation);
    const next = await prepareRotation(grid, "verifiers", { members: [attestors[0]!.address], threshold: 1 });
    const toNext: SetRotation = { set: "verifiers", rotation: next };

    const document = await signRotation(grid, farmer, toNext, members[0]);

    expect(await collectRotationSignatures(grid, toNext, [document])).to.deep.equal([
      { member: members[0], signature: document.signature },
    ]);
  });
});

async function rotateTo(grid: Grid, set: SignerSetName, rotation: SetRotation["rotation"]): Promise<void> {
  const { members } = await readSignerSet(signerSetOf(grid, set));
  const signers = await Promise.all(members.map((member) => ethers.getSigner(member)));
  const documents = await signedBy(grid, { set, rotation }, signers);
  const signatures = await collectRotationSignatures(grid, { set, rotation }, documents);
  const { event } = await rotateSignersAndWait(grid, signers[0]!, { set, rotation, signatures });
  await networkHelpers.time.increaseTo(event.activeFrom);
}

describe("a rotation and its signatures as text", () => {
  it("are read as they were written", async () => {
    const { grid, asked, documents } = await networkHelpers.loadFixture(fixture);

    expect(await readRotation(grid, await writeRotation(grid, asked))).to.deep.equal(asked);
    expect(await readRotationSignature(grid, writeRotationSignature(documents[0]!))).to.deep.equal(documents[0]);
  });

  it("are refused on another chain, for another contract, and when they are something else", async () => {
    const { grid, asked, documents } = await networkHelpers.loadFixture(fixture);
    const text = await writeRotation(grid, asked);
    const elsewhere = text.replace('"chainId": "31337"', '"chainId": "1"');

    const error = await refusalOf(readRotation(grid, elsewhere));
    expect(error).to.be.instanceOf(OtherDeploymentError);
    expect(error.message).to.match(/^The rotation is for contract 0x\w{40} on chain 1, but this is 0x\w{40} on chain/);
    expect(await refusalOf(readRotation(grid, text.replace('"attestors"', '"verifiers"')))).to.be.instanceOf(
      OtherDeploymentError,
    );
    expect(await refusalOf(readRotation(grid, text.replace('"threshold": 2', '"threshold": 1')))).to.be.instanceOf(
      SignerSetInvalidError,
    );
    const foreign = writeRotationSignature({ ...documents[0]!, chainId: "1" });
    expect(await refusalOf(readRotationSignature(grid, foreign))).to.be.instanceOf(OtherDeploymentError);
    expect(await refusalOf(readRotationSignature(grid, text))).to.be.instanceOf(DocumentMalformedError);
  });
});
