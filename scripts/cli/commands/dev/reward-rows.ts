import { z } from "zod";
import { parseDocument } from "../../../../sdk/measurements/parse-document.ts";
import { REAL_GRID_SCHEDULE } from "../../../../sdk/rules/minting-period.ts";
import type { RewardInput } from "../../../../sdk/rules/reward.ts";
import { bigNumber } from "./big-number.ts";

/** A case with its name. */
export interface RewardRow {
  readonly id: string;
  readonly input: RewardInput;
}

const u32 = z.int().min(0).max(0xffffffff);
const permille = z.int().min(0).max(0xffff);

// What is not needed, such as what the case expects, is passed over.
const rows = z.array(
  z.object({
    id: z.string(),
    node: z.object({
      cru: u32,
      mruBytes: bigNumber(64),
      sruBytes: bigNumber(64),
      hruBytes: bigNumber(64),
      certified: z.boolean(),
      virtualized: z.boolean(),
      connectionPriceMusd: u32.min(1),
    }),
    policy: z.object({
      cuMusd: u32,
      suMusd: u32,
      nuMusd: u32,
      ipv4Musd: u32,
      uptime: z.enum(["linear", "allOrNothing"]),
      minimalUptimeDiyPermille: permille,
      minimalUptimeCertifiedPermille: permille,
      certifiedBonusBps: z.int().min(0).max(0xffff),
    }),
    measurement: z.object({ uptimeSeconds: z.int().min(0), nruBytes: bigNumber(64), ipSeconds: bigNumber(48) }),
  }),
);

/** Reads the cases, in the real grid's periods. */
export function parseRewardRows(text: string): RewardRow[] {
  return parseDocument(rows, text, "an array of reward cases").map(toRow);
}

function toRow({ id, node, policy, measurement }: z.output<typeof rows>[number]): RewardRow {
  const { cru, mruBytes, sruBytes, hruBytes, certified, virtualized, connectionPriceMusd } = node;
  const { uptime, minimalUptimeDiyPermille, minimalUptimeCertifiedPermille, ...rates } = policy;
  const input: RewardInput = {
    capacity: { cru, mruBytes, sruBytes, hruBytes },
    nruBytes: measurement.nruBytes,
    ipSeconds: Number(measurement.ipSeconds),
    uptimeSeconds: measurement.uptimeSeconds,
    violation: "none",
    certified,
    virtualized,
    verified: false,
    connectionPriceMusd,
    policy: {
      ...rates,
      uptimeRule: uptime,
      minimumUptimeDiyPermille: minimalUptimeDiyPermille,
      minimumUptimeCertifiedPermille: minimalUptimeCertifiedPermille,
      requiresVerification: false,
      ceilingCu: 0,
      ceilingSu: 0,
    },
    periodLengthSeconds: REAL_GRID_SCHEDULE.lengthSeconds,
  };
  return { id, input };
}
