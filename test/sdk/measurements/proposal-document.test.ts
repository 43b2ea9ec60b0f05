import { expect } from "chai";
import hre from "hardhat";
import { DocumentMalformedError } from "../../../sdk/measurements/parse-document.ts";
import { prepareBatchFromLeaves } from "../../../sdk/measurements/prepare-batch.ts";
import { ProposalMismatchError, readProposal, writeProposal } from "../../../sdk/measurements/proposal-document.ts";
import { readSignature, writeSignature } from "../../../sdk/measurements/signature-document.ts";
import { OtherDeploymentError } from "../../../sdk/network/document-target.ts";
import { LEAF_BYTES } from "../../../sdk/rules/leaf-bytes.ts";
import { LeafOrderError } from "../../../sdk/rules/order-measurements.ts";
import { measured, prepared, quorum, refusalOf, scene } from "./scene.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  const from = await scene(connection);
  const batch = await prepared(from, [measured(3), measured(1), measured(2)]);
  return { ...from, batch, text: await writeProposal(from.grid, batch) };
}

describe("proposal document", () => {
  it("carries everything that signers and the submitter need", async () => {
    const { grid, batch, text } = await networkHelpers.loadFixture(fixture);
    expect(await readProposal(grid, text)).to.deep.equal(batch);
  });

  it("is refused when its leaves were changed", async () => {
    const { grid, batch, text } = await networkHelpers.loadFixture(fixture);
    const leaves = batch.leaves.slice();
    leaves[LEAF_BYTES - 1]! += 1;
    const changed = await writeProposal(grid, { ...batch, leaves });
    const error = await refusalOf(readProposal(grid, changed));
    expect(error).to.be.instanceOf(ProposalMismatchError);
    expect(error.message).to.match(/^The proposal states root 0x\w{64}, but its leaves give 0x\w{64}\.$/);
    expect(await refusalOf(readProposal(grid, text.replace('"count": 3', '"count": 4')))).to.be.instanceOf(
      ProposalMismatchError,
    );
  });

  it("is refused when its leaves are out of order", async () => {
    const { grid, batch } = await networkHelpers.loadFixture(fixture);
    const leaves = new Uint8Array([...batch.leaves.slice(LEAF_BYTES), ...batch.leaves.slice(0, LEAF_BYTES)]);
    expect(() => prepareBatchFromLeaves(leaves, batch.proposal)).to.throw(LeafOrderError);
    expect(await refusalOf(readProposal(grid, await writeProposal(grid, { ...batch, leaves })))).to.be.instanceOf(
      LeafOrderError,
    );
  });

  it("is refused on another chain", async () => {
    const { grid, text } = await networkHelpers.loadFixture(fixture);
    const error = await refusalOf(readProposal(grid, text.replace('"31337"', '"1"')));
    expect(error).to.be.instanceOf(OtherDeploymentError);
    expect(error.message).to.match(
      /^The proposal is for contract 0x\w{40} on chain 1, but this is .* on chain 31337\.$/,
    );
  });

  it("is refused when it is something else", async () => {
    const { grid, attestors, batch } = await networkHelpers.loadFixture(fixture);
    const [signature] = await quorum({ grid, attestors }, batch);
    const error = await refusalOf(readProposal(grid, writeSignature(signature!)));
    expect(error).to.be.instanceOf(DocumentMalformedError);
    expect(error.message).to.match(/^This is not a proposal: format/);
  });
});

describe("signature document", () => {
  it("reads what it writes", async () => {
    const { grid, attestors, batch } = await networkHelpers.loadFixture(fixture);
    const [signature] = await quorum({ grid, attestors }, batch);
    expect(await readSignature(grid, writeSignature(signature!))).to.deep.equal(signature);
  });

  it("is refused for another contract", async () => {
    const { grid, attestors, batch } = await networkHelpers.loadFixture(fixture);
    const [signature] = await quorum({ grid, attestors }, batch);
    const foreign = writeSignature({ ...signature!, measurements: `0x${"1".repeat(40)}` });
    expect(await refusalOf(readSignature(grid, foreign))).to.be.instanceOf(OtherDeploymentError);
  });
});
