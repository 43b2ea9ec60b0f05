import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { cloudUnits } from "../../../sdk/rules/cloud-units.ts";
import { orderMeasurements } from "../../../sdk/rules/order-measurements.ts";
import { termsIndexAt } from "../../../scripts/replay/plan-directory.ts";
import { actionsIn, replayPlan } from "../../../scripts/replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "../../../scripts/replay/real-grid.ts";
import { PERIOD_SECONDS, replayReward } from "../../../scripts/replay/replay-rule.ts";
import { smallestUptimeFor } from "../../../scripts/replay/smallest-uptime.ts";

const grid = loadRealGrid();
const plan = replayPlan(grid);

function periodOf(period: number) {
  const found = plan.periods.find((candidate) => candidate.period === period);
  if (found === undefined) throw new Error(`period ${period} is not planned`);
  return found;
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

describe("real grid fixture", () => {
  it("has 384 receipts and 64 fixups of 19 nodes and 3 farms", () => {
    expect(grid.receipts).to.have.length(384);
    expect(grid.fixups).to.have.length(64);
    expect(grid.nodes).to.have.length(19);
    expect(grid.farms.map(({ name }) => name)).to.deep.equal(["QualiaFarm", "shuudjhinn", "NewFarm"]);
  });

  it("holds no payout address", () => {
    for (const file of ["receipts.json", "nodes.json"]) {
      const text = readFileSync(new URL(`../../fixtures/real-grid/${file}`, import.meta.url), "utf8");
      expect(text, file).not.to.match(/G[A-Z2-7]{55}/);
    }
  });

  it("has the cloud units of the rules in 379 receipts; the program of five early ones counted cores once", () => {
    const different = grid.receipts.filter(({ capacity, cuMicro, suMicro }) => {
      const units = cloudUnits(capacity, 0n);
      return units.cuMicro !== cuMicro || units.suMicro !== suMicro;
    });
    expect(different.map(({ period, cuMicro }) => [period, cuMicro])).to.deep.equal([
      [45, 32_000_000n],
      ...Array<[number, bigint]>(4).fill([46, 32_000_000n]),
    ]);
  });

  it("tells the same farm, certification and capacity in receipts and node histories", () => {
    for (const receipt of grid.receipts) {
      const node = grid.nodes.find(({ id }) => id === receipt.nodeId);
      const step = node?.history.find((s) => s.fromPeriod <= receipt.period && receipt.period <= s.toPeriod);
      expect(node?.isCertified).to.equal(receipt.isCertified);
      expect(step?.farmId).to.equal(receipt.farmId);
      expect(step?.capacity).to.deep.equal(receipt.capacity);
    }
  });
});

describe("real grid fixture, checked on reading", () => {
  it("refuses a damaged row and says which field", () => {
    const folder = mkdtempSync(join(tmpdir(), "real-grid-"));
    const original = readFileSync(new URL("../../fixtures/real-grid/receipts.json", import.meta.url), "utf8");
    writeFileSync(join(folder, "receipts.json"), original.replace('"uptime":19374', '"uptime":-19374'));
    expect(() => loadRealGrid(pathToFileURL(`${folder}/`))).to.throw(/"uptime"/);
  });
});

describe("replay plan: farms and nodes", () => {
  it("registers every node one period before its first receipt", () => {
    for (const { nodeId, firstFarmId, firstPeriod, baseline } of plan.nodes) {
      const first = grid.receipts.find((receipt) => receipt.nodeId === nodeId);
      expect(firstPeriod).to.equal(first?.period);
      expect(actionsIn(plan, firstPeriod - 1)).to.deep.include({
        kind: "registerNode",
        nodeId,
        farmId: firstFarmId,
        capacity: baseline,
        sendIn: firstPeriod - 1,
      });
    }
  });

  it("creates farms and nodes in ascending order, so that the chain's ids keep the order", () => {
    const farms = plan.actions.flatMap((action) => (action.kind === "createFarm" ? [action.farmId] : []));
    const nodes = plan.actions.flatMap((action) => (action.kind === "registerNode" ? [action.nodeId] : []));
    expect(farms).to.deep.equal([197, 577, 1852]);
    expect(nodes).to.deep.equal(grid.nodes.map(({ id }) => id));
  });

  it("creates a farm no later than its first node", () => {
    for (const action of plan.actions) {
      if (action.kind !== "registerNode") continue;
      const before = plan.actions.slice(0, plan.actions.indexOf(action));
      expect(before.some((other) => other.kind === "createFarm" && other.farmId === action.farmId)).to.equal(true);
    }
  });

  it("moves node 3860 from farm 1852 to farm 197 in period 62, for period 63", () => {
    const moves = plan.actions.filter(({ kind }) => kind === "moveNode");
    expect(moves).to.deep.equal([{ kind: "moveNode", nodeId: 3860, fromFarmId: 1852, toFarmId: 197, sendIn: 62 }]);
  });

  it("lets all 19 nodes adopt the policy with a minimum in period 72, after it was added", () => {
    const [added, ...adopted] = actionsIn(plan, 72);
    expect(added).to.deep.equal({ kind: "addPolicy", policy: "from73", sendIn: 72 });
    expect(adopted).to.deep.equal(
      grid.nodes.map(({ id }) => ({ kind: "adoptPolicy", nodeId: id, policy: "from73", sendIn: 72 })),
    );
  });

  it("certifies node 1213 only, before its first period", () => {
    const certified = plan.actions.filter(({ kind }) => kind === "certifyNode");
    expect(certified).to.deep.equal([{ kind: "certifyNode", nodeId: 1213, sendIn: 45 }]);
  });

  it("counts new terms for certification, move and policy", () => {
    const indicesOf = (nodeId: number, ...periods: number[]) =>
      periods.map((period) => termsIndexAt(plan.actions, nodeId, period));
    expect(indicesOf(577, 45, 72, 73, 78)).to.deep.equal([0, 0, 1, 1]);
    expect(indicesOf(1213, 46, 72, 73)).to.deep.equal([1, 1, 2]);
    expect(indicesOf(3860, 51, 62, 63, 72, 73)).to.deep.equal([0, 0, 1, 1, 2]);
  });

  it("needs no new terms for capacity: only memory changes, by at most 171 parts per million", () => {
    for (const { baseline, capacityChanges } of plan.nodes) {
      for (const { capacity } of capacityChanges) {
        expect({ ...capacity, mruBytes: baseline.mruBytes }).to.deep.equal(baseline);
        const distance = Number(capacity.mruBytes - baseline.mruBytes) / Number(baseline.mruBytes);
        expect(Math.abs(distance)).to.be.below(171e-6);
      }
    }
  });

  it("refuses a node that outgrows its terms by more than 1 %", () => {
    const nodes = grid.nodes.map((node) => ({
      ...node,
      history: node.history.map((step) => ({
        ...step,
        capacity: step.fromPeriod > 60 ? { ...step.capacity, cru: 33 } : step.capacity,
      })),
    }));
    expect(() => replayPlan({ ...grid, nodes })).to.throw(/cru of node 577 grows to 33 in period 64, above the 32/);
  });
});

describe("replay plan: primary batches", () => {
  it("has 34 periods, 45 to 78, with 377 measurements", () => {
    expect(plan.periods.map(({ period }) => period)).to.deep.equal(Array.from({ length: 34 }, (_, i) => 45 + i));
    expect([plan.firstPeriod, plan.lastPeriod]).to.deep.equal([45, 78]);
    expect(plan.periods.flatMap(({ primary }) => primary)).to.have.length(377);
  });

  it("stands in the order of the leaves", () => {
    for (const { primary, corrections } of plan.periods) {
      for (const batch of [primary, corrections]) {
        const measurements = batch.map(({ measurement }) => measurement);
        expect(measurements).to.deep.equal(orderMeasurements(measurements));
      }
    }
  });

  it("takes the receipt that was minted first, wherever it stands in the file", () => {
    const uptimesOf = (period: number, nodes: number[]) =>
      periodOf(period)
        .primary.filter(({ measurement }) => nodes.includes(measurement.nodeId))
        .map(({ measurement }) => measurement.uptimeSeconds);
    // The second receipts of 6495 and 6498 stand before the first ones.
    expect(uptimesOf(73, [6492, 6494, 6495, 6496, 6498])).to.deep.equal([2620657, 2530770, 2622834, 2535800, 2537644]);
    expect(uptimesOf(75, [6492, 6495])).to.deep.equal([2463657, 2544354]);
  });

  it("states the 11 violations as unspecified, paid nothing then and now", () => {
    const violations = plan.periods.flatMap(({ primary }) =>
      primary.filter(({ measurement }) => measurement.violation !== "none"),
    );
    expect(violations).to.have.length(11);
    for (const { measurement, mintedUnits, rewardUnits } of violations) {
      expect([measurement.violation, mintedUnits, rewardUnits]).to.deep.equal(["unspecified", 0n, 0n]);
    }
  });

  it("carries the seven uptimes of one or two seconds above the period as they were stated", () => {
    const long = plan.periods.flatMap(({ primary }) =>
      primary.map(({ measurement }) => measurement.uptimeSeconds).filter((seconds) => seconds > PERIOD_SECONDS),
    );
    expect(long).to.have.members([2630881, 2630881, 2630881, 2630881, 2630881, 2630881, 2630882]);
  });

  it("carries the nine impossible uptimes of period 58 beside the full period that takes their place", () => {
    const { hostile, primary } = periodOf(58);
    expect(plan.periods.flatMap((period) => period.hostile)).to.deep.equal(hostile);
    expect(hostile).to.have.length(9);
    expect(hostile[0]?.statedUptimeSeconds).to.equal(18446673260621881349n);
    for (const { statedUptimeSeconds, usedUptimeSeconds } of hostile) {
      expect(statedUptimeSeconds > 2n ** 63n).to.equal(true);
      expect(usedUptimeSeconds).to.equal(PERIOD_SECONDS);
    }
    for (const { measurement, mintedUnits, rewardUnits } of primary) {
      expect(measurement.uptimeSeconds).to.equal(PERIOD_SECONDS);
      expect(rewardUnits).to.equal(mintedUnits);
    }
  });
});

describe("replay plan: corrections", () => {
  const corrections = plan.periods.flatMap(({ period, corrections: batch }) =>
    batch.map((item) => ({ period, ...item })),
  );

  it("has 24 of them, in periods 46, 60, 73 and 75", () => {
    const counts = plan.periods
      .filter((period) => period.corrections.length > 0)
      .map((period) => [period.period, period.corrections.length]);
    expect(counts).to.deep.equal([
      [46, 8],
      [60, 9],
      [73, 5],
      [75, 2],
    ]);
  });

  it("leaves out only fixups that repeat what was minted", () => {
    const used = new Set(corrections.map(({ fixupId }) => fixupId));
    const left = grid.fixups.filter(({ id }) => !used.has(id));
    expect(left).to.have.length(40);
    for (const { minted, correct } of left) expect(correct).to.deep.equal(minted);
  });

  it("names the primary of the same node", () => {
    for (const { period, measurement, primaryReceiptId } of corrections) {
      const primary = periodOf(period).primary[measurement.corrects?.position ?? -1];
      expect(measurement.corrects?.batch).to.equal(0);
      expect(primary?.receiptId).to.equal(primaryReceiptId);
      expect(primary?.measurement.nodeId).to.equal(measurement.nodeId);
      expect(primary?.measurement.termsIndex).to.equal(measurement.termsIndex);
    }
  });

  it("earns exactly what the fixup calls correct", () => {
    for (const { fixupId, rewardUnits } of corrections) {
      const fixup = grid.fixups.find(({ id }) => id === fixupId);
      expect(rewardUnits).to.equal(fixup?.correct.rewardUnits);
    }
  });

  it("takes the smallest uptime with the published reward where no uptime was published", () => {
    const searched = corrections.filter(({ isUptimePublished }) => !isUptimePublished);
    expect(searched.map(({ period }) => period)).to.deep.equal([
      ...Array<number>(8).fill(46),
      ...Array<number>(9).fill(60),
    ]);
    for (const { period, isCertified, measurement, rewardUnits } of searched) {
      const uptimeSeconds = measurement.uptimeSeconds - 1;
      const { connectionPriceMusd } = grid;
      const below = replayReward({
        period,
        isCertified,
        connectionPriceMusd,
        measurement: { ...measurement, uptimeSeconds },
      });
      expect(below.rewardTftUnits < rewardUnits).to.equal(true);
    }
  });

  it("gives the voided node of period 60 its whole month", () => {
    const voided = corrections.find(({ period, measurement }) => period === 60 && measurement.nodeId === 1213);
    expect(voided?.measurement.violation).to.equal("none");
    expect(voided?.measurement.uptimeSeconds).to.equal(PERIOD_SECONDS);
    expect(voided?.rewardUnits).to.equal(3_402_625_000n);
  });

  it("uses the published second receipts of periods 73 and 75", () => {
    const published = corrections.filter(({ isUptimePublished }) => isUptimePublished);
    expect(published.map(({ measurement }) => measurement.uptimeSeconds)).to.deep.equal([
      2629007, 2539114, 2629936, 2541354, 2542574, 2550663, 2630868,
    ]);
  });

  it("finds no uptime for a reward that no uptime gives", () => {
    expect(() => smallestUptimeFor(7n, (seconds) => BigInt(seconds) * 2n, 10)).to.throw(/exactly 7 units/);
  });
});

describe("replay plan: against what the real grid paid", () => {
  it("equals 375 of 384 receipts as minted; the other nine are those of the first two months", () => {
    const different = plan.receipts.filter(({ mintedUnits, rewardUnits }) => mintedUnits !== rewardUnits);
    expect(plan.receipts).to.have.length(384);
    expect(different.map(({ period }) => period)).to.deep.equal([45, 46, 46, 46, 46, 46, 46, 46, 46]);
  });

  it("equals 368 of 377 node-periods before corrections", () => {
    expect(plan.payments).to.have.length(377);
    expect(plan.payments.filter(({ mintedUnits, primaryUnits }) => mintedUnits === primaryUnits)).to.have.length(368);
  });

  it("equals 372 of 377 node-periods after corrections and lists the other five with both amounts", () => {
    const amounts = plan.differences.map(({ period, nodeId, paidUnits, replayUnits }) => [
      period,
      nodeId,
      paidUnits,
      replayUnits,
    ]);
    expect(amounts).to.deep.equal([
      [45, 577, 0n, 145_054_875n],
      [46, 580, 4_297_602_171n, 4_294_326_375n],
      [46, 581, 4_284_729_539n, 4_283_212_500n],
      [46, 582, 4_294_736_996n, 4_294_451_250n],
      [46, 1213, 555_541_982n, 551_205_000n],
    ]);
  });

  it("counts what second receipts paid on top as the same as their fixups' extra", () => {
    const later = grid.fixups.filter(
      ({ minted, correct }) => correct.receiptId !== null && correct.receiptId !== minted.receiptId,
    );
    expect(later).to.have.length(7);
    for (const { period, nodeId, correct } of later) {
      const payment = plan.payments.find((item) => item.period === period && item.nodeId === nodeId);
      expect(payment?.paidUnits).to.equal(correct.rewardUnits);
    }
  });

  it("pays 308,740.6245875 TFT where the real grid paid 308,727.0606563", () => {
    expect(total(plan.payments.map(({ mintedUnits }) => mintedUnits))).to.equal(3_054_826_036_419n);
    expect(total(plan.payments.map(({ paidUnits }) => paidUnits))).to.equal(3_087_270_606_563n);
    expect(total(plan.payments.map(({ replayUnits }) => replayUnits))).to.equal(3_087_406_245_875n);
  });

  it("tells what differs from the real months in sentences", () => {
    expect(plan.notes).to.have.length(10);
    expect(plan.notes[0]).to.match(/registers every node one period early/);
    expect(plan.notes).to.include("Node 3860 moves from farm NewFarm (1852) to farm QualiaFarm (197) with period 63.");
  });
});

describe("replay plan: one month", () => {
  it("registers the nodes of that month where they were then, one period early", () => {
    const month = replayPlan(onlyPeriod(grid, 63));
    expect(month.farms.map(({ farmId }) => farmId)).to.deep.equal([197, 577]);
    expect(month.nodes).to.have.length(9);
    expect(new Set(month.actions.map(({ sendIn }) => sendIn))).to.deep.equal(new Set([62]));
    expect(month.nodes.find(({ nodeId }) => nodeId === 3860)?.firstFarmId).to.equal(197);
  });

  it("earns in every month what the whole replay earns in it", () => {
    for (const { period } of plan.periods) {
      const month = replayPlan(onlyPeriod(grid, period));
      expect(month.payments).to.deep.equal(plan.payments.filter((payment) => payment.period === period));
    }
  });

  it("refuses a month without receipts and names those there are", () => {
    expect(() => onlyPeriod(grid, 79)).to.throw("No receipts of period 79: the real months are 45 to 78.");
  });
});
