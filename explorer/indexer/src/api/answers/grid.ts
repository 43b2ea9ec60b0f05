import { z } from "zod";
import { capacity, tftUnits, unixSeconds } from "./common.ts";

/** How far the index has come. */
export const status = z.object({
  chainId: z.int(),
  block: z.int().describe("The last block in the index"),
  blockTime: unixSeconds.describe("When that block was made"),
  isReady: z.boolean().describe("False while the past is still being read"),
});

export const totals = z.object({
  farms: z.int(),
  nodes: z.object({
    registered: z.int().describe("Without those that were removed"),
    removed: z.int(),
    down: z.int(),
    certified: z.int().describe("By their latest terms"),
  }),
  countries: z.int(),
  capacity: z.object({ offered: capacity, reserved: capacity, free: capacity }),
  publicIps: z.object({ added: z.int(), taken: z.int() }),
  accounts: z.int(),
  reservations: z.object({ pending: z.int(), active: z.int(), paused: z.int(), closed: z.int() }),
  tft: z.object({
    supplyUnits: tftUnits,
    mintedUnits: tftUnits.describe("All that was ever minted"),
    burnedUnits: tftUnits,
    claimedUnits: tftUnits.describe("Rewards settled for farms, whether minted yet or owed"),
    owedUnits: tftUnits.describe("Rewards that the minting limit has not let through yet"),
    earnedUnits: tftUnits.describe("Paid to farms out of reservations"),
  }),
  currentPeriod: z.int().describe("Of the last block's time"),
});

/** The grid in one country. */
export const country = z.object({
  country: z.string().describe("As the nodes' details name it; may be any text"),
  nodes: z.int(),
  down: z.int(),
  capacity: z.object({ offered: capacity, reserved: capacity }),
});

/** What happened to TFT in one minting period, by the time of the transactions. */
export const tftOfPeriod = z.object({
  period: z.int(),
  startsAt: unixSeconds,
  mintedUnits: tftUnits,
  burnedUnits: tftUnits,
  claimedUnits: tftUnits,
  earnedUnits: tftUnits,
});

export type Status = z.infer<typeof status>;
export type Totals = z.infer<typeof totals>;
export type Country = z.infer<typeof country>;
export type TftOfPeriod = z.infer<typeof tftOfPeriod>;
