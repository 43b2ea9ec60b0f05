import { z } from "zod";
import type { HeartbeatResult } from "../../sdk/heartbeats/collector-api.ts";
import type { HeartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import { heartbeatJson } from "../../sdk/heartbeats/heartbeat-json.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { keysInForce } from "../../sdk/heartbeats/node-keys.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import { HttpError } from "../http/http-error.ts";
import { CLAIM_BYTES, writeClaim } from "./check-signatures.ts";
import type { HeartbeatStore } from "./heartbeat-store.ts";
import type { Kind, Refused } from "./judge-heartbeat.ts";
import { isRefused, judgeTime, refused } from "./judge-heartbeat.ts";
import type { NodeRegistry } from "./node-registry.ts";
import type { SignaturePool } from "./signature-pool.ts";
import type { CheckedHeartbeat } from "./stored-heartbeat.ts";
import type { Kept } from "./write-heartbeats.ts";

export interface Acceptance {
  readonly schedule: PeriodSchedule;
  readonly digestOf: HeartbeatDigest;
  readonly registry: NodeRegistry;
  readonly signatures: SignaturePool;
  readonly store: HeartbeatStore;
  readonly now: () => number;
}

/** One heartbeat of a request on its way: it ends with an outcome. */
interface Case {
  /** What was sent for it, as far as it can be read. */
  readonly nodeId: number | null;
  readonly sequence: number | null;
  checked?: CheckedHeartbeat;
  outcome?: Kept | Refused;
}

/**
 * Takes heartbeats: the cheap checks first, then whether they are kept already, then the signatures, then the disk.
 *
 * @param source Who sent them: all who send take turns
 */
export async function acceptHeartbeats(
  acceptance: Acceptance,
  { documents, kind, source }: { documents: readonly unknown[]; kind: Kind; source: string },
): Promise<HeartbeatResult[]> {
  const read = documents.map((document) => readCase(document));
  await learnNodes(
    acceptance.registry,
    read.flatMap(({ heartbeat }) => heartbeat ?? []),
  );
  const cases = read.map((one) => judge(acceptance, one, kind));
  await recogniseKept(acceptance, cases);
  await checkCases(acceptance, cases, source);
  await keep(acceptance, cases);
  return cases.map(toResult);
}

interface ReadCase extends Pick<Case, "nodeId" | "sequence"> {
  readonly heartbeat?: SignedHeartbeat;
  readonly defect?: string;
}

function readCase(document: unknown): ReadCase {
  const parsed = heartbeatJson.safeParse(document);
  if (parsed.success) return { ...numbersOf(parsed.data), heartbeat: parsed.data };
  const defect = z.prettifyError(parsed.error).split("\n").join(" ");
  return { ...numbersOf(document), defect };
}

function numbersOf(document: unknown): Pick<Case, "nodeId" | "sequence"> {
  const { nodeId, sequence } = (document ?? {}) as Partial<Record<string, unknown>>;
  const numberOr = (value: unknown) => (Number.isSafeInteger(value) ? (value as number) : null);
  return { nodeId: numberOr(nodeId), sequence: numberOr(sequence) };
}

/** A node may have been registered a moment ago. */
async function learnNodes(registry: NodeRegistry, heartbeats: readonly SignedHeartbeat[]): Promise<void> {
  if (heartbeats.every(({ nodeId }) => registry.keysOf(nodeId) !== undefined)) return;
  try {
    await registry.refreshForUnknown();
  } catch {
    throw new HttpError(
      503,
      "chainUnavailable",
      "The chain does not answer, so that it is not known which nodes there are.",
      {
        retryAfterSeconds: 10,
      },
    );
  }
}

function judge({ registry, schedule, now, digestOf }: Acceptance, read: ReadCase, kind: Kind): Case {
  const { nodeId, sequence, heartbeat, defect } = read;
  if (heartbeat === undefined)
    return { nodeId, sequence, outcome: refused("outOfRange", `It is no heartbeat: ${defect}.`) };
  if (registry.keysOf(heartbeat.nodeId) === undefined) {
    const outcome = refused("wrongNode", `There is no node ${heartbeat.nodeId} on this grid: register it first.`);
    return { nodeId, sequence, outcome };
  }
  const receivedAt = now();
  const judged = judgeTime(heartbeat, { kind, now: receivedAt, schedule });
  if (isRefused(judged)) return { nodeId, sequence, outcome: judged };
  return { nodeId, sequence, checked: { heartbeat, digest: digestOf(heartbeat), receivedAt, ...judged } };
}

async function recogniseKept({ store }: Acceptance, cases: readonly Case[]): Promise<void> {
  const open = openCases(cases);
  const areKept = await store.areKept(open.map(({ checked }) => checked));
  for (const [index, { one }] of open.entries()) if (areKept[index]) one.outcome = "duplicate";
}

async function checkCases({ registry, signatures }: Acceptance, cases: readonly Case[], source: string): Promise<void> {
  const claims = openCases(cases).flatMap(({ one, checked: { heartbeat, digest } }) =>
    keysInForce(registry.keysOf(heartbeat.nodeId) ?? [], heartbeat.sentAt).map((address) => ({
      one,
      claim: { digest, signature: heartbeat.signature, address },
    })),
  );
  const bytes = new Uint8Array(claims.length * CLAIM_BYTES);
  for (const [index, { claim }] of claims.entries()) writeClaim(bytes, index, claim);
  const results = await signatures.check(source, bytes);
  const good = new Set(claims.filter((_, index) => results[index] === 1).map(({ one }) => one));
  for (const { one } of openCases(cases)) {
    if (!good.has(one))
      one.outcome = refused("badSignature", `It is not signed for this grid by the key of node ${one.nodeId}.`);
  }
}

async function keep({ store }: Acceptance, cases: readonly Case[]): Promise<void> {
  const open = openCases(cases);
  const kept = await store.keep(open.map(({ checked }) => checked));
  for (const [index, { one }] of open.entries()) if (kept[index] !== undefined) one.outcome = kept[index];
}

/** Those without an outcome so far. */
function openCases(cases: readonly Case[]): { readonly one: Case; readonly checked: CheckedHeartbeat }[] {
  return cases.flatMap((one) =>
    one.outcome === undefined && one.checked !== undefined ? [{ one, checked: one.checked }] : [],
  );
}

function toResult({ nodeId, sequence, outcome }: Case): HeartbeatResult {
  if (outcome === undefined) throw new Error(`Heartbeat ${sequence} of node ${nodeId} was forgotten.`);
  if (typeof outcome === "string") return { nodeId, sequence, status: outcome };
  return { nodeId, sequence, status: "refused", ...outcome };
}
