import { z } from "zod";
import { parseBytes } from "../../../../sdk/directory/parse-bytes.ts";

const size = z.union([z.string(), z.int().min(0).transform(String)]).transform((text, context) => {
  try {
    return parseBytes(text);
  } catch (error) {
    context.addIssue((error as Error).message);
    return 0n;
  }
});

/** A node as people write it down. */
const nodeEntry = z.strictObject({
  /** Keystore of the node's key. */
  keyFile: z.string().optional(),
  /** Its address, when the keystore is elsewhere. */
  key: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, "must be an address: 0x and 40 hexadecimal digits")
    .optional(),
  cru: z.int().min(0).max(0xffffffff),
  mru: size,
  sru: size,
  hru: size.default(0n),
  ipv4: z.int().min(0).max(0xffff).default(0),
  virtualized: z.boolean().default(false),
  country: z.string(),
  city: z.string(),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  serialNumber: z.string().default(""),
  secureBoot: z.boolean().default(false),
});

const nodesFile = z.array(nodeEntry).min(1);

export type NodeEntry = z.output<typeof nodeEntry>;

/** Checks the document of a list of nodes. */
export function parseNodes(document: unknown): NodeEntry[] {
  return nodesFile.parse(document);
}

/** Checks one node that was given by flags. */
export function parseNode(document: unknown): NodeEntry {
  return nodeEntry.parse(document);
}
