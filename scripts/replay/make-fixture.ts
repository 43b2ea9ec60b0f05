/**
 * Makes test/fixtures/real-grid from the collected receipts and nodes of the real grid. Run once:
 *
 *     node scripts/replay/make-fixture.ts PATH_TO_RECEIPTS PATH_TO_NODES
 *
 * Only the fields that this project uses are taken; above all not the payout addresses. One row per line, so that a
 * difference shows the row it is in.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

const OUT = new URL("../../test/fixtures/real-grid/", import.meta.url);

const source = z.object({ repo: z.string(), path: z.string(), commit: z.string() });
const resources = { cru: z.int(), mru_bytes: z.int(), sru_bytes: z.int(), hru_bytes: z.int() };

const receipt = z.object({
  id: z.string(),
  period: z.int(),
  node_id: z.int(),
  farm_id: z.int(),
  farm_name: z.string(),
  certification: z.enum(["Diy", "Certified"]),
  ...resources,
  cu_micro: z.int(),
  su_micro: z.int(),
  nu_micro: z.literal(0),
  ipv4_seconds: z.literal(0),
  connection_price_musd: z.int(),
  measured_uptime_raw: z.string(),
  reward_musd: z.int(),
  reward_tft_units: z.int(),
  outcome: z.string(),
  node_connected_at: z.int().nullable(),
});

const amounts = z.object({
  cu_micro: z.int(),
  su_micro: z.int(),
  reward_musd: z.int(),
  reward_tft_units: z.int(),
  uptime_seconds: z.int().nullable(),
});

const fixup = z.object({
  id: z.string(),
  period: z.int(),
  node_id: z.int(),
  minted: amounts,
  correct: amounts,
  extra_payment: z.object({ reward_tft_units: z.int() }),
  minted_receipt_in_this_file: z.string(),
  correct_receipt_in_this_file: z.string().nullable(),
});

const receiptsFile = z.object({ source, minting: z.array(receipt), fixup: z.array(fixup) });

const step = z.object({ from_period: z.int(), to_period: z.int(), farm_id: z.int(), ...resources });
const node = z.object({
  network: z.string().nullable(),
  node_id: z.int(),
  certification: z.enum(["Diy", "Certified"]).nullable(),
  connected_at: z.int().nullable(),
  history: z.array(step).optional(),
});
const nodesFile = z.object({ nodes: z.array(node) });

/** Any whole number of the source; beyond 2^53 as text, because a JSON number would silently lose its last digits. */
function exact(digits: string): number | string {
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits;
}

function receiptRow(row: z.infer<typeof receipt>) {
  return {
    id: row.id,
    period: row.period,
    node: row.node_id,
    farm: row.farm_id,
    certification: row.certification,
    cru: row.cru,
    mru: row.mru_bytes,
    sru: row.sru_bytes,
    hru: row.hru_bytes,
    cuMicro: row.cu_micro,
    suMicro: row.su_micro,
    uptime: exact(row.measured_uptime_raw),
    rewardMusd: row.reward_musd,
    rewardUnits: row.reward_tft_units,
    outcome: row.outcome,
    connectedAt: row.node_connected_at,
  };
}

function amountsOf(side: z.infer<typeof amounts>, receiptId: string | null) {
  return {
    receipt: receiptId,
    cuMicro: side.cu_micro,
    suMicro: side.su_micro,
    uptime: side.uptime_seconds,
    rewardMusd: side.reward_musd,
    rewardUnits: side.reward_tft_units,
  };
}

function fixupRow(row: z.infer<typeof fixup>) {
  return {
    id: row.id,
    period: row.period,
    node: row.node_id,
    minted: amountsOf(row.minted, row.minted_receipt_in_this_file),
    correct: amountsOf(row.correct, row.correct_receipt_in_this_file),
    extraUnits: row.extra_payment.reward_tft_units,
  };
}

function nodeRow(row: z.infer<typeof node>) {
  return {
    id: row.node_id,
    certification: row.certification,
    connectedAt: row.connected_at,
    history: (row.history ?? []).map((part) => ({
      from: part.from_period,
      to: part.to_period,
      farm: part.farm_id,
      cru: part.cru,
      mru: part.mru_bytes,
      sru: part.sru_bytes,
      hru: part.hru_bytes,
    })),
  };
}

function farmRows(receipts: z.infer<typeof receipt>[]) {
  const names = new Map(receipts.map((row) => [row.farm_id, row.farm_name]));
  return [...names].sort(([a], [b]) => a - b).map(([id, name]) => ({ id, name }));
}

/** JSON of an object whose lists stand with one row per line. */
function jsonByRow(document: Record<string, unknown>): string {
  const member = ([key, value]: [string, unknown]) => `"${key}": ${Array.isArray(value) ? rows(value) : inline(value)}`;
  return `{\n${Object.entries(document).map(member).join(",\n")}\n}\n`;
}

function rows(list: unknown[]): string {
  return `[\n${list.map(inline).join(",\n")}\n]`;
}

function inline(value: unknown): string {
  return JSON.stringify(value);
}

const [receiptsPath, nodesPath] = process.argv.slice(2);
if (receiptsPath === undefined || nodesPath === undefined) {
  console.error("usage: node scripts/replay/make-fixture.ts PATH_TO_RECEIPTS PATH_TO_NODES");
  process.exit(2);
}

const input = receiptsFile.parse(JSON.parse(readFileSync(receiptsPath, "utf8")));
const prices = new Set(input.minting.map((row) => row.connection_price_musd));
if (prices.size !== 1)
  throw new Error(`one connection price for all receipts expected, found ${[...prices].join(", ")}`);

const receipts = {
  source: { ...input.source, licence: "Apache-2.0" },
  connectionPriceMusd: [...prices][0],
  farms: farmRows(input.minting),
  receipts: input.minting.map(receiptRow),
  fixups: input.fixup.map(fixupRow),
};
const known = nodesFile.parse(JSON.parse(readFileSync(nodesPath, "utf8"))).nodes;
const nodes = {
  source: receipts.source,
  nodes: known.filter((row) => row.network === "mainnet" && row.history !== undefined).map(nodeRow),
};

writeFileSync(new URL("receipts.json", OUT), jsonByRow(receipts));
writeFileSync(new URL("nodes.json", OUT), jsonByRow(nodes));
console.error(
  `${String(receipts.receipts.length)} receipts, ${String(receipts.fixups.length)} fixups, ` +
    `${String(nodes.nodes.length)} nodes written to ${OUT.pathname}`,
);
