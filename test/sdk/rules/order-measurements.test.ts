import { expect } from "chai";
import fc from "fast-check";
import { encodeLeaves } from "../../../sdk/rules/leaf.ts";
import type { Measurement } from "../../../sdk/rules/measurement.ts";
import {
  DuplicateMeasurementError,
  LeafOrderError,
  orderMeasurements,
  requireOrderedLeaves,
} from "../../../sdk/rules/order-measurements.ts";

const id = fc.oneof(fc.nat(20), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const distinctNodes = fc
  .uniqueArray(fc.tuple(id, id), { minLength: 1, maxLength: 50, selector: String })
  .map((nodes) => nodes.map(([farmId, nodeId]) => measurementOf(farmId, nodeId)));

describe("order of measurements", () => {
  it("ascends by farm and then by node, and keeps every measurement", () => {
    fc.assert(
      fc.property(distinctNodes, (measurements) => {
        const ordered = orderMeasurements(measurements);
        const keys = ordered.map(keyOf);

        expect(keys).to.deep.equal(keys.toSorted());
        expect(ordered).to.have.members(measurements);
        expect(() => requireOrderedLeaves(encodeLeaves(ordered))).not.to.throw();
      }),
    );
  });

  it("leaves the caller's list as it is", () => {
    const measurements = [measurementOf(2, 1), measurementOf(1, 2)];
    orderMeasurements(measurements);

    expect(measurements.map(keyOf)).to.deep.equal([keyOf(measurementOf(2, 1)), keyOf(measurementOf(1, 2))]);
  });

  it("refuses a node that is measured twice, and names it", () => {
    fc.assert(
      fc.property(distinctNodes, fc.nat(), (measurements, at) => {
        const { farmId, nodeId } = measurements[at % measurements.length] as Measurement;
        expect(() => orderMeasurements([measurementOf(farmId, nodeId), ...measurements]))
          .to.throw(DuplicateMeasurementError)
          .that.includes({ farmId, nodeId });
      }),
    );
  });

  it("accepts the same node in two farms", () => {
    expect(() => orderMeasurements([measurementOf(1, 5), measurementOf(2, 5)])).not.to.throw();
  });

  it("is checked in leaves that somebody else prepared", () => {
    const twice = encodeLeaves([measurementOf(1, 5), measurementOf(1, 5)]);
    const nodesSwapped = encodeLeaves([measurementOf(1, 1), measurementOf(1, 6), measurementOf(1, 5)]);
    const farmsSwapped = encodeLeaves([measurementOf(2, 5), measurementOf(1, 6)]);

    expect(() => requireOrderedLeaves(twice))
      .to.throw(DuplicateMeasurementError)
      .that.includes({ farmId: 1, nodeId: 5 });
    expect(() => requireOrderedLeaves(nodesSwapped))
      .to.throw(LeafOrderError)
      .that.includes({ farmId: 1, nodeId: 5, position: 2 });
    expect(() => requireOrderedLeaves(farmsSwapped))
      .to.throw(LeafOrderError)
      .that.includes({ farmId: 1, nodeId: 6, position: 1 });
  });
});

function measurementOf(farmId: number, nodeId: number): Measurement {
  return {
    farmId,
    nodeId,
    termsIndex: 0,
    uptimeSeconds: 2_630_880,
    violation: "none",
    capacity: { cru: 4, mruBytes: 8n, sruBytes: 100n, hruBytes: 0n },
    nruBytes: 0n,
    ipSeconds: 0,
  };
}

/** Sorts as text in the order expected of the leaves. */
function keyOf({ farmId, nodeId }: Measurement): string {
  return `${String(farmId).padStart(10, "0")} ${String(nodeId).padStart(10, "0")}`;
}
