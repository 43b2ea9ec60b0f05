import type { Answer } from "../../answer.ts";
import type { LocalContext } from "../../context.ts";
import { readDocument } from "../../text-file.ts";
import { BILLING_BY_GRID } from "./billing-by-grid.ts";
import { BILLING_BY_OURS } from "./billing-by-ours.ts";
import type { BillingFields, BillingRules } from "./billing-fields.ts";
import { parseBillingRows } from "./billing-rows.ts";
import type { BillingInputs } from "./billing-rows.ts";

interface Flags {
  readonly input: string;
  readonly rules: keyof typeof RULES;
}

const RULES = { grid: BILLING_BY_GRID, ours: BILLING_BY_OURS } as const;

/** Computes given bills. */
export async function run({ folder }: LocalContext, { input, rules }: Flags): Promise<Answer> {
  const rows = await readDocument(folder, input, parseBillingRows);
  const document = rows.map((row) => {
    const fields = fieldsOf(RULES[rules], row);
    return { id: row.id, ...(row.asked === undefined ? fields : pick(fields, row.asked)) };
  });
  // Lines instead of a table: bills have different fields, and a table of thousands takes seconds.
  return { document, text: document.map(toLine).join("\n") };
}

interface Row<Kind extends keyof BillingInputs> {
  readonly kind: Kind;
  readonly input: BillingInputs[Kind];
}

function fieldsOf<Kind extends keyof BillingInputs>(rules: BillingRules, { kind, input }: Row<Kind>): BillingFields {
  return rules[kind](input);
}

function pick(fields: BillingFields, names: readonly string[]): BillingFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

function toLine({ id, ...fields }: BillingFields): string {
  const bill = Object.entries(fields).map(([name, value]) => `${name} ${String(value)}`);
  return `${String(id)}: ${bill.join(", ")}`;
}
