import { expect } from "chai";
import { GIB } from "../../../sdk/rules/cloud-units.ts";
import {
  REPLAY_CERTIFIED_FROM_73,
  REPLAY_DIY_FROM_73,
  REPLAY_DIY_UNTIL_72,
} from "../../../sdk/rules/farming-policy.ts";
import type { FarmingPolicy } from "../../../sdk/rules/farming-policy.ts";
import { farmingReward } from "../../../sdk/rules/reward.ts";
import type { Outcome, RewardInput } from "../../../sdk/rules/reward.ts";
import { customPolicy, inGib, NODE, paid } from "./nodes.ts";
import { bigintOf, capacityOf, capacityOfNode, domainVectors, numberOf, receipts, rewardVectors } from "./vectors.ts";
import type { DomainVector, Receipt, RewardVector } from "./vectors.ts";

const HOUR = 3600;

describe("farmingReward against the real grid", () => {
  it("pays every documented node", () => {
    const rows = domainVectors("farm-reward-100pct-");
    expect(rows).to.have.length(12);
    for (const row of rows) expectDocumented(row, { capacity: capacityOf(row) });
  });

  it("pays traffic and IP time", () => {
    const rows = domainVectors("farm-nu-ip-");
    expect(rows).to.have.length(4);
    for (const row of rows) {
      const ipSeconds = numberOf(row.input, "ipv4_seconds");
      expectDocumented(row, { capacity: capacityOf(row), nruBytes: bigintOf(row.input, "nru_bytes"), ipSeconds });
    }
  });

  it("pays certification", () => {
    const rows = domainVectors("farm-cert-");
    expect(rows).to.have.length(3);
    for (const row of rows) {
      const policy = row.input["farming_policy_id"] === "1" ? REPLAY_DIY_FROM_73 : REPLAY_CERTIFIED_FROM_73;
      expectTitan(row);
      expectDocumented(row, { certified: row.input["certified"] === true, policy });
    }
  });

  it("judges uptime", () => {
    const rows = domainVectors("farm-uptime-");
    expect(rows).to.have.length(10);
    for (const row of rows) {
      const minimum = numberOf(row.input, "policy_minimal_uptime_raw");
      const differences = {
        certified: row.input["certified"] === true,
        uptimeSeconds: numberOf(row.input, "uptime_seconds"),
        policy: row.input["farming_policy_id"] === "1" ? REPLAY_DIY_FROM_73 : customPolicy(minimum),
      };
      expectDocumented(row, differences);
      const { uptimePermille, fullMusd } = farmingReward({ ...NODE, ...differences });
      expect(uptimePermille, row.id).to.equal(numberOf(row.expected, "uptime_permille"));
      expect(fullMusd, row.id).to.equal(bigintOf(row.input, "unscaled_musd"));
    }
  });

  it("converts at the connection price", () => {
    const rows = domainVectors("farm-price-");
    expect(rows).to.have.length(4);
    for (const row of rows) expectDocumented(row, {});
  });

  it("pays nothing for virtualized nodes and violations", () => {
    const virtualized = domainVectors("farm-virtualized");
    const violations = domainVectors("farm-violation");
    expect([...virtualized, ...violations]).to.have.length(2);
    for (const row of [...virtualized, ...violations]) expectTitan(row);
    for (const row of virtualized) expectDocumented(row, { virtualized: true });
    for (const row of violations) expectDocumented(row, { violation: "unspecified" });
  });

  it("pays one unit of each kind as the table says", () => {
    const nothing = inGib(0, 0n, 0n);
    const withoutStorage: FarmingPolicy = { ...REPLAY_DIY_FROM_73, suMusd: 0 };
    const oneUnit: Record<string, Partial<RewardInput>> = {
      "poc-table-cu": { capacity: inGib(1, 5n, 50n), policy: withoutStorage },
      "poc-table-su": { capacity: inGib(0, 0n, 0n, 1200n) },
      "poc-table-nu": { capacity: nothing, nruBytes: GIB },
      "poc-table-ipv4": { capacity: nothing, ipSeconds: HOUR },
    };
    const rows = domainVectors("poc-table-");
    expect(rows).to.have.length(4);
    for (const row of rows) {
      const unit = oneUnit[row.id] ?? {};
      expectDocumented(row, unit);
      expect(paid(unit)[0], row.id).to.equal(bigintOf(row.input, "reward_musd"));
    }
  });

  it("leaves none of the farming rows out", () => {
    const units = domainVectors("farm-units-").length;
    expect(domainVectors("farm-")).to.have.length(units + 12 + 4 + 3 + 10 + 4 + 2);
  });

  it("pays what the original program paid in each of its 400 recorded cases", () => {
    expect(rewardVectors).to.have.length(400);
    for (const vector of rewardVectors) {
      const { cuMicro, suMicro, nuMicro, rewardMusd, rewardTftUnits } = farmingReward(inputOf(vector));
      expect({ cuMicro, suMicro, nuMicro, rewardMusd, rewardTftUnits }, vector.id).to.deep.equal({
        cuMicro: BigInt(vector.expected.cuMicro),
        suMicro: BigInt(vector.expected.suMicro),
        nuMicro: BigInt(vector.expected.nuMicro),
        rewardMusd: BigInt(vector.expected.rewardMusd),
        rewardTftUnits: BigInt(vector.expected.rewardTftUnits),
      });
    }
  });

  it("pays what the real grid's receipts say since the rules of period 47", () => {
    // Before, cores counted once and uptime differently; in period 58 the original's uptime counter underflowed.
    const usable = receipts.filter(({ period, uptime }) => period >= 47 && typeof uptime === "number");
    expect(usable).to.have.length(366);
    for (const receipt of usable) {
      const reward = farmingReward(inputOfReceipt(receipt));
      expect(reward, receipt.id).to.include({
        cuMicro: BigInt(receipt.cuMicro),
        suMicro: BigInt(receipt.suMicro),
        rewardMusd: BigInt(receipt.rewardMusd),
        rewardTftUnits: BigInt(receipt.rewardUnits),
        outcome: outcomeOf(receipt),
      });
    }
  });
});

/** How a receipt's outcome is told here: a node without uptime is below the minimum, where there is one. */
function outcomeOf({ outcome, period }: Receipt): Outcome {
  if (outcome === "paid" || outcome === "violation") return outcome;
  return outcome === "no_uptime" && period < 73 ? "nothingMeasured" : "belowMinimumUptime";
}

function inputOf({ node, policy, measurement }: RewardVector): RewardInput {
  return {
    ...NODE,
    capacity: capacityOfNode(node),
    nruBytes: BigInt(measurement.nruBytes),
    ipSeconds: Number(measurement.ipSeconds),
    uptimeSeconds: measurement.uptimeSeconds,
    certified: node.certified,
    virtualized: node.virtualized,
    connectionPriceMusd: node.connectionPriceMusd,
    policy: {
      cuMusd: policy.cuMusd,
      suMusd: policy.suMusd,
      nuMusd: policy.nuMusd,
      ipv4Musd: policy.ipv4Musd,
      uptimeRule: policy.uptime,
      minimumUptimeDiyPermille: policy.minimalUptimeDiyPermille,
      minimumUptimeCertifiedPermille: policy.minimalUptimeCertifiedPermille,
      certifiedBonusBps: policy.certifiedBonusBps,
      requiresVerification: false,
      ceilingCu: 0,
      ceilingSu: 0,
    },
  };
}

function inputOfReceipt(receipt: Receipt): RewardInput {
  return {
    ...NODE,
    capacity: {
      cru: receipt.cru,
      mruBytes: BigInt(receipt.mru),
      sruBytes: BigInt(receipt.sru),
      hruBytes: BigInt(receipt.hru),
    },
    uptimeSeconds: Number(receipt.uptime),
    violation: receipt.outcome === "violation" ? "unspecified" : "none",
    certified: receipt.certification === "Certified",
    policy: receipt.period < 73 ? REPLAY_DIY_UNTIL_72 : REPLAY_DIY_FROM_73,
  };
}

/** Some rows give the units instead of the resources; they are those of the titan-like node. */
function expectTitan({ id, input }: DomainVector): void {
  const { cuMicro, suMicro } = farmingReward(NODE);
  expect([cuMicro, suMicro], id).to.deep.equal([bigintOf(input, "cu_micro"), bigintOf(input, "su_micro")]);
}

/** The node with these differences is paid what the row says, at the row's price if it has one. */
function expectDocumented({ id, input, expected }: DomainVector, differences: Partial<RewardInput>): void {
  const connectionPriceMusd = numberOf(input, "connection_price_musd") || 80;
  const [musd, units] = paid({ connectionPriceMusd, ...differences });
  expect(units, id).to.equal(bigintOf(expected, "reward_tft_units"));
  expect(musd, id).to.equal(bigintOf("reward_musd" in expected ? expected : input, "reward_musd"));
}
