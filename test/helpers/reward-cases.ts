import type { FarmingPolicy } from "../../sdk/rules/farming-policy.ts";
import { REPLAY_CERTIFIED_FROM_73, REPLAY_DIY_FROM_73, REPLAY_DIY_UNTIL_72 } from "../../sdk/rules/farming-policy.ts";
import { GIB } from "../../sdk/rules/cloud-units.ts";
import type { RewardInput } from "../../sdk/rules/reward.ts";
import { customPolicy, inGib, NODE } from "../sdk/rules/nodes.ts";
import {
  bigintOf,
  capacityOf,
  capacityOfNode,
  domainVectors,
  numberOf,
  receipts,
  rewardVectors,
} from "../sdk/rules/vectors.ts";
import type { DomainVector, Receipt, RewardVector } from "../sdk/rules/vectors.ts";

/** A reward that somebody else computed: what must come out, by the names of a reward's fields on chain. */
export interface RewardCase {
  readonly id: string;
  readonly input: RewardInput;
  readonly expected: Readonly<Partial<Record<RewardField, bigint>>>;
}

type RewardField = "cuMicro" | "suMicro" | "nuMicro" | "uptimePermille" | "musd" | "tft";

const NO_CAPACITY = inGib(0, 0n, 0n);

/** Rows that speak of one unit only. */
const ONE_UNIT: Readonly<Record<string, Partial<RewardInput>>> = {
  "poc-table-cu": { capacity: inGib(1, 5n, 50n), policy: { ...REPLAY_DIY_FROM_73, suMusd: 0 } },
  "poc-table-su": { capacity: inGib(0, 0n, 0n, 1200n) },
  "poc-table-nu": { capacity: NO_CAPACITY, nruBytes: GIB },
  "poc-table-ipv4": { capacity: NO_CAPACITY, ipSeconds: 3600 },
};

/** What the original minting program paid 400 random nodes. */
export const recordedCases: readonly RewardCase[] = rewardVectors.map(fromVector);

/** The worked examples of the farming rules. */
export const documentedCases: readonly RewardCase[] = [...domainVectors("farm-"), ...domainVectors("poc-")].map(
  fromRow,
);

/** The real grid's receipts since period 47, but those of period 58, whose uptime counters underflowed. */
export const receiptCases: readonly RewardCase[] = receipts
  .filter(({ period, uptime }) => period >= 47 && typeof uptime === "number")
  .map(fromReceipt);

function fromVector({ id, node, policy, measurement, expected }: RewardVector): RewardCase {
  const { uptime, minimalUptimeDiyPermille, minimalUptimeCertifiedPermille, ...rates } = policy;
  return {
    id,
    input: {
      ...NODE,
      capacity: capacityOfNode(node),
      nruBytes: BigInt(measurement.nruBytes),
      ipSeconds: Number(measurement.ipSeconds),
      uptimeSeconds: measurement.uptimeSeconds,
      certified: node.certified,
      virtualized: node.virtualized,
      connectionPriceMusd: node.connectionPriceMusd,
      policy: {
        ...rates,
        uptimeRule: uptime,
        minimumUptimeDiyPermille: minimalUptimeDiyPermille,
        minimumUptimeCertifiedPermille: minimalUptimeCertifiedPermille,
        requiresVerification: false,
        ceilingCu: 0,
        ceilingSu: 0,
      },
    },
    expected: {
      cuMicro: BigInt(expected.cuMicro),
      suMicro: BigInt(expected.suMicro),
      nuMicro: BigInt(expected.nuMicro),
      musd: BigInt(expected.rewardMusd),
      tft: BigInt(expected.rewardTftUnits),
    },
  };
}

/** A row tells the node's resources, or its units, which are then those of the titan-like node, or only its reward. */
function fromRow(row: DomainVector): RewardCase {
  const { id, input } = row;
  const uptime = "uptime_seconds" in input ? { uptimeSeconds: numberOf(input, "uptime_seconds") } : {};
  const price =
    "connection_price_musd" in input ? { connectionPriceMusd: numberOf(input, "connection_price_musd") } : {};
  return {
    id,
    input: {
      ...NODE,
      ...("cru" in input && { capacity: capacityOf(row) }),
      ...uptime,
      ...price,
      nruBytes: bigintOf(input, "nru_bytes"),
      ipSeconds: numberOf(input, "ipv4_seconds"),
      certified: input["certified"] === true,
      virtualized: input["virtualized"] === true,
      violation: input["violation"] === true ? "unspecified" : "none",
      policy: policyOf(row),
      ...ONE_UNIT[id],
    },
    expected: expectedOf(row),
  };
}

function policyOf({ input }: DomainVector): FarmingPolicy {
  const id = input["farming_policy_id"] ?? "1";
  if (id === "1") return REPLAY_DIY_FROM_73;
  return id === "2" ? REPLAY_CERTIFIED_FROM_73 : customPolicy(numberOf(input, "policy_minimal_uptime_raw"));
}

function expectedOf({ input, expected }: DomainVector): RewardCase["expected"] {
  const names: Readonly<Record<RewardField, string>> = {
    cuMicro: "cu_micro",
    suMicro: "su_micro",
    nuMicro: "nu_micro",
    uptimePermille: "uptime_permille",
    musd: "reward_musd",
    tft: "reward_tft_units",
  };
  const found = Object.entries(names).flatMap(([field, name]) => {
    const values = name in expected ? expected : input;
    return name in values ? [[field, bigintOf(values, name)]] : [];
  });
  return Object.fromEntries(found) as RewardCase["expected"];
}

function fromReceipt(receipt: Receipt): RewardCase {
  return {
    id: receipt.id,
    input: {
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
    },
    expected: {
      cuMicro: BigInt(receipt.cuMicro),
      suMicro: BigInt(receipt.suMicro),
      musd: BigInt(receipt.rewardMusd),
      tft: BigInt(receipt.rewardUnits),
    },
  };
}
