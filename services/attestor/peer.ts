import { z } from "zod";
import { parseDocument } from "../../sdk/measurements/parse-document.ts";
import { proposalSchema } from "../../sdk/measurements/proposal-document.ts";

/** A batch of a period. */
export interface BatchOfPeriod {
  readonly period: number;
  readonly batch: number;
}

export const proposalSummary = z.strictObject({
  proposal: proposalSchema,
  /** Absent while the attestor waits for others to derive the same. */
  signature: z
    .strictObject({
      member: z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address"),
      signature: z.string().regex(/^0x([0-9a-fA-F]{2}){1,8192}$/, "must be hexadecimal: 0x and pairs of digits"),
    })
    .optional(),
});

/** What an attestor derived, without the leaves, and its signature if it has signed. */
export type ProposalSummary = z.output<typeof proposalSummary>;

/** Another attestor. What it says is compared, never taken over. */
export interface Peer {
  /** What it is called in messages; its URL. */
  readonly name: string;
  /** What it derived for a batch; undefined while it has nothing. */
  readonly summaryOf: (place: BatchOfPeriod) => Promise<ProposalSummary | undefined>;
  /** The document of its proposal with all leaves; undefined while it has nothing. */
  readonly proposalOf: (place: BatchOfPeriod) => Promise<string | undefined>;
}

/** How long a peer may take to answer, in milliseconds. */
const TIMEOUT = 60_000;

/** The largest answer that is read, in bytes: the proposal of a period of 10^6 nodes has 90 MB. */
const MOST_BYTES = 256 * 2 ** 20;

/** An attestor over HTTP. */
export function httpPeer(url: string): Peer {
  const base = url.replace(/\/+$/, "");
  const pathOf = ({ period, batch }: BatchOfPeriod) => `${base}/v1/proposals/${period}/${batch}`;
  return {
    name: base,
    summaryOf: async (place) => {
      const text = await fetchText(`${pathOf(place)}/summary`);
      return text === undefined ? undefined : parseDocument(proposalSummary, text, "the summary of a proposal");
    },
    proposalOf: async (place) => {
      const text = await fetchText(pathOf(place));
      if (text === undefined) return undefined;
      const { proposal } = parseDocument(z.object({ proposal: z.unknown() }), text, "a proposal");
      return JSON.stringify(proposal);
    },
  };
}

/** The body of an answer; undefined when there is nothing at the address. */
async function fetchText(address: string): Promise<string | undefined> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${address} answered with HTTP status ${response.status}.`);
  return readBounded(address, response);
}

async function readBounded(address: string, { body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > MOST_BYTES) throw new Error(`${address} answers without end.`);
    text += decoder.decode(chunk as Uint8Array, { stream: true });
  }
  return text + decoder.decode();
}
