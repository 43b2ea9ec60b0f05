import { expect } from "chai";
import hre from "hardhat";
import { NothingProposedError, auditPeriod } from "../../../sdk/audit/audit-period.ts";
import { payOwedAndWait } from "../../../sdk/rewards/pay-owed.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { FULL_UNITS, finalize, measured, prepared, quorum, refusalOf, scene } from "../measurements/scene.ts";
import { submitBatch } from "../../../sdk/measurements/submit-batch.ts";
import { claimAll, closedPeriod, differencesOf, sourceOf } from "./audit-scene.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function closed() {
  return closedPeriod(connection);
}

async function open() {
  return scene(connection);
}

describe("an audit of a period", () => {
  it("agrees with what the contracts did", async () => {
    const from = await networkHelpers.loadFixture(closed);
    expect(await differencesOf(from)).to.deep.equal([]);
  });

  it("tells every attempt, who stated it and when", async () => {
    const from = await networkHelpers.loadFixture(closed);
    const { batches } = await auditPeriod(sourceOf(from), from);
    expect(batches.map(({ batch, attempt, statedBy, count }) => [batch, attempt, statedBy, count])).to.deep.equal([
      [0, 0, "quorum", 1],
      [0, 1, "quorum", 3],
      [1, 0, "quorum", 1],
    ]);
    const [rejected, accepted] = batches;
    expect([rejected!.finalAt, accepted!.rejectedAt]).to.deep.equal([null, null]);
    expect(accepted!.finalAt).to.equal(Number(await from.grid.Measurements.finalAtOf(from.period, 0)));
    const members = from.attestors.slice(0, 3).map(({ address }) => ({ member: address, kind: "key" }));
    expect(accepted!.signers).to.deep.equal(members);
    expect(accepted!.signaturesNeeded).to.equal(3);
  });

  it("tells every claim and what was minted where", async () => {
    const from = await networkHelpers.loadFixture(closed);
    const { claims, payments, totals } = await auditPeriod(sourceOf(from), from);
    const full = FULL_UNITS.toString();
    expect(claims.map(({ nodeId, batch, units, outcome }) => [nodeId, batch, units, outcome])).to.deep.equal([
      [1, 0, full, "paid"],
      [2, 0, "0", "violation"],
      [3, 0, full, "paid"],
      [2, 1, full, "paid"],
    ]);
    expect(
      payments.map(({ farmId, payout, mintedUnits, owedUnits }) => [farmId, payout, mintedUnits, owedUnits]),
    ).to.deep.equal([
      [1, from.payout.address, full, "0"],
      [2, from.otherPayout.address, full, "0"],
      [1, from.payout.address, full, "0"],
    ]);
    expect(totals).to.deep.equal({
      nodes: 3,
      settledNodes: 3,
      units: (3n * FULL_UNITS).toString(),
      derivedNodes: null,
    });
  });

  it("is the same text every time, whatever else the chain does", async () => {
    const from = await networkHelpers.loadFixture(closed);
    const first = JSON.stringify(await auditPeriod(sourceOf(from), from));
    await networkHelpers.mine(100, { interval: 3600 });
    expect(JSON.stringify(await auditPeriod(sourceOf(from), from))).to.equal(first);
  });

  it("has no claims before the batch is final", async () => {
    const from = await networkHelpers.loadFixture(open);
    const batch = await prepared(from, [measured(1)]);
    await submitBatch(from.grid, from.stranger, { batch, signatures: await quorum(from, batch) });
    const { claims, totals, differences } = await auditPeriod(sourceOf(from), from);
    expect({ claims, differences, settled: totals.settledNodes }).to.deep.equal({
      claims: [],
      differences: [],
      settled: 0,
    });
  });

  it("needs something that was proposed", async () => {
    const from = await networkHelpers.loadFixture(open);
    const error = await refusalOf(auditPeriod(sourceOf(from), from));
    expect(error).to.be.instanceOf(NothingProposedError);
    expect(error.message).to.equal(`Nothing was proposed for period ${from.period}: there is nothing to audit.`);
  });
});

describe("an audit of payments", () => {
  it("follows a change of the payout address", async () => {
    const from = await networkHelpers.loadFixture(open);
    await finalize(from, [measured(1), measured(3)]);
    await from.grid.Directory.connect(from.farmer).changePayout(1, from.stranger);
    await networkHelpers.time.increase(await from.grid.Directory.payoutDelay());
    await claimAll(from, from.farmer, 1);
    await claimAll(from, from.farmer, 2);
    const { payments, differences } = await auditPeriod(sourceOf(from), from);
    expect(payments.map(({ payout }) => payout)).to.deep.equal([from.stranger.address, from.otherPayout.address]);
    expect(differences).to.deep.equal([]);
  });

  it("counts what is owed, and what of it is paid later in no claim", async () => {
    const minting = { capacityUnits: FULL_UNITS / 2n, refillPerSecondUnits: 1_000n };
    const from = await scene(connection, localSettings({ minting }));
    await finalize(from, [measured(1)]);
    await claimAll(from, from.farmer, 1);
    await networkHelpers.time.increase(1_000_000);
    await payOwedAndWait(from.grid, from.stranger, { farmId: 1 });
    const { payments, differences } = await auditPeriod(sourceOf(from), from);
    expect(payments.map(({ mintedUnits, owedUnits }) => [mintedUnits, owedUnits])).to.deep.equal([
      [(FULL_UNITS / 2n).toString(), (FULL_UNITS / 2n).toString()],
    ]);
    expect(differences).to.deep.equal([]);
  });
});
