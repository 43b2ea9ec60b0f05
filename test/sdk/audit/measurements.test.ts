import { expect } from "chai";
import hre from "hardhat";
import { auditPeriod } from "../../../sdk/audit/audit-period.ts";
import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { measured } from "../measurements/scene.ts";
import { CORRECTION, MEASUREMENTS, closedPeriod, sourceOf } from "./audit-scene.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function closed() {
  return closedPeriod(connection);
}

/** What is derived anew when the attestors stated the truth in the end. */
const DERIVED = MEASUREMENTS.map((stated) => (stated.nodeId === CORRECTION.nodeId ? measured(2) : stated));

async function audited(derived: readonly Measurement[]) {
  const from = await networkHelpers.loadFixture(closed);
  const asked: number[][] = [];
  const deriveMeasurements = (...question: number[]) => {
    asked.push(question);
    return Promise.resolve(derived);
  };
  const { differences, totals, batches } = await auditPeriod(sourceOf(from), {
    period: from.period,
    deriveMeasurements,
  });
  return { differences, totals, asked, stated: [from.period, batches.at(-1)!.ruleSetId] };
}

describe("an audit with measurements that are derived anew", () => {
  it("agrees with what was stated last of each node", async () => {
    const { differences, totals } = await audited(DERIVED);
    expect(differences).to.deep.equal([]);
    expect(totals.derivedNodes).to.equal(3);
  });

  it("asks for them under the rules that the attestors named", async () => {
    const { asked, stated } = await audited(DERIVED);
    expect(asked).to.deep.equal([stated]);
  });

  it("tells each field that differs, with both numbers", async () => {
    const changes = { uptimeSeconds: 2_630_000, violation: "uptimeTooHigh", nruBytes: 7n } as const;
    const { differences } = await audited([...DERIVED.slice(0, 2), measured(3, changes)]);
    expect(differences).to.deep.equal([
      "Node 3 of farm 2, uptime in seconds: batch 0 states 2630880; derived is 2630000.",
      "Node 3 of farm 2, violation: batch 0 states none; derived is uptimeTooHigh.",
      "Node 3 of farm 2, traffic in bytes: batch 0 states 0; derived is 7.",
    ]);
  });

  it("compares a corrected node with its correction", async () => {
    const { differences } = await audited(MEASUREMENTS);
    expect(differences).to.deep.equal(["Node 2 of farm 1, violation: batch 1 states none; derived is clockSkew."]);
  });

  it("tells nodes that only one side knows", async () => {
    const { differences } = await audited([...DERIVED.slice(0, 2), measured(4)]);
    expect(differences).to.deep.equal([
      "Node 3 of farm 2 has a leaf in batch 0; nothing is derived for it.",
      "Node 4 of farm 1 has no leaf; derived are 2630880 s of uptime.",
    ]);
  });
});
