import { expect } from "chai";
import hre from "hardhat";
import { auditPeriod } from "../../../sdk/audit/audit-period.ts";
import { auditDerivation, EvidenceIncompleteError } from "../../../services/attestor/audit-derivation.ts";
import { rejection } from "../../helpers/rejection.ts";
import { Attestorship, collector, fleet } from "./fleet.ts";
import type { Fleet } from "./fleet.ts";

const connection = await hre.network.create();

/** A period that five attestors agreed on and brought on chain. */
async function attested(): Promise<Fleet> {
  const context = await fleet(connection);
  const all = new Attestorship(context);
  try {
    for (const index of [0, 1, 2, 3, 4]) all.start(index, [collector(context.heartbeats)]);
    for (let round = 0; round < 3; round++) await all.rounds(context.period);
  } finally {
    all.remove();
  }
  return context;
}

function audit({ source, period }: Fleet, heartbeats: Fleet["heartbeats"]) {
  return auditPeriod(source, { period, deriveMeasurements: auditDerivation(source, [collector(heartbeats)]) });
}

describe("an audit with the heartbeats of a collector", () => {
  it("derives the leaves that attestors derived", async () => {
    const context = await connection.networkHelpers.loadFixture(attested);
    const { differences, totals } = await audit(context, context.heartbeats);
    expect(differences).to.deep.equal([]);
    expect(totals.derivedNodes).to.equal(5);
  });

  it("tells nodes whose heartbeats say something else", async () => {
    const context = await connection.networkHelpers.loadFixture(attested);
    const late = context.heartbeats.filter(({ nodeId, sequence }) => nodeId !== 3 || sequence > 20n);
    const { differences } = await audit(
      context,
      late.filter(({ nodeId }) => nodeId !== 4),
    );
    expect(differences).to.have.length(2);
    expect(differences[0]).to.match(/^Node 3 of farm \d+, uptime in seconds: batch 0 states \d+; derived is \d+\.$/);
    expect(differences[1]).to.match(/^Node 4 of farm \d+ has a leaf in batch 0; nothing is derived for it\.$/);
  });

  it("is an error when the collector cannot be read", async () => {
    const context = await connection.networkHelpers.loadFixture(attested);
    const { source, period } = context;
    const silent = { ...collector([]), readPage: () => Promise.reject(new Error("connection refused")) };
    const deriveMeasurements = auditDerivation(source, [silent]);
    const error = await rejection(auditPeriod(source, { period, deriveMeasurements }));
    expect(error).to.be.instanceOf(EvidenceIncompleteError);
    expect(error.message).to.contain("connection refused");
  });
});
