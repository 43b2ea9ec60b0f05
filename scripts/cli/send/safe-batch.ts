import { writeFileSync } from "node:fs";
import { id } from "ethers";
import type { Answer } from "../answer.ts";
import type { SendContext } from "../context.ts";
import type { Plan } from "../plan.ts";

/** A batch as the Transaction Builder of Safe imports it. */
export interface SafeBatch {
  readonly version: string;
  readonly chainId: string;
  /** Unix time in milliseconds. */
  readonly createdAt: number;
  readonly meta: Readonly<Record<string, string>>;
  readonly transactions: readonly object[];
}

/** Writes the calls as one batch for a Safe. */
export async function writeSafeBatch(context: SendContext, plan: Plan, file: string): Promise<Answer> {
  const block = await context.provider.getBlock("latest");
  const batch = safeBatch(context, plan, (block?.timestamp ?? 0) * 1000);
  writeFileSync(file, `${JSON.stringify(batch, undefined, 2)}\n`);
  return {
    document: { file, calls: plan.steps.length },
    text: `${file} holds a batch of ${plan.steps.length} calls.`,
    hints: ["Nothing was sent. Open your Safe, choose Transaction Builder, and drop the file there."],
  };
}

/** The calls as one batch. */
export function safeBatch({ chainId, sender }: SendContext, { steps }: Plan, createdAt: number): SafeBatch {
  const batch = {
    version: "1.0",
    chainId: String(chainId),
    createdAt,
    meta: {
      name: "tfgrid",
      description: steps.map(({ summary }) => summary).join("; "),
      txBuilderVersion: "1.17.1",
      createdFromSafeAddress: sender ?? "",
      createdFromOwnerAddress: "",
    },
    transactions: steps.map(({ call }) => ({
      to: call.to,
      value: String(call.value),
      data: call.data,
      contractMethod: null,
      contractInputsValues: null,
    })),
  };
  return { ...batch, meta: { ...batch.meta, checksum: checksum(batch) } };
}

/** The builder warns of a changed file unless this hash fits; it leaves the name out. */
function checksum(batch: SafeBatch): string {
  return id(serialize({ ...batch, meta: { ...batch.meta, name: null } }));
}

/** The builder's own canonical text of a JSON value: sorted keys first, then the values. */
function serialize(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(serialize).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const keys = JSON.stringify(entries.map(([key]) => key));
  return `{${keys}${entries.map(([, field]) => `${serialize(field)},`).join("")}}`;
}
