import { z } from "zod";
import type { Registration } from "./registration.ts";
import type { Consent } from "./sign-consent.ts";

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address: 0x and 40 hexadecimal digits");
const whole = z.string().regex(/^\d+$/, "must be a whole number in quotation marks").transform(BigInt);
const id = z.int().min(1).max(0xffffffff);

const registration = z.strictObject({
  farmId: id,
  key: address,
  capacity: z.strictObject({ cru: z.int().min(0), mruBytes: whole, sruBytes: whole, hruBytes: whole }),
  ipv4Count: z.int().min(0).max(0xffff),
  isVirtualized: z.boolean(),
  details: z.strictObject({
    country: z.string(),
    city: z.string(),
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    serialNumber: z.string(),
    hasSecureBoot: z.boolean(),
  }),
});

/** What a consent is about. */
const subject = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("joinFarm"), registration }),
  z.strictObject({ action: z.literal("moveNode"), nodeId: id, toFarmId: id }),
  z.strictObject({ action: z.literal("takeKey"), nodeId: id, newKey: address }),
]);

const consentFile = z.strictObject({
  chainId: z.int().min(1),
  directory: address,
  /** Whose consent it is. */
  party: address,
  subject,
  nonce: whole,
  deadline: whole,
  signature: z.string().regex(/^0x([0-9a-fA-F]{2})*$/, "must be hexadecimal, beginning with 0x"),
});

/** A signed consent that travels as a file, from whoever signs to whoever sends. */
export interface ConsentFile extends Consent {
  readonly chainId: number;
  readonly directory: string;
  readonly party: string;
  readonly subject: ConsentSubject;
}

export type ConsentSubject =
  | { readonly action: "joinFarm"; readonly registration: Registration }
  | { readonly action: "moveNode"; readonly nodeId: number; readonly toFarmId: number }
  | { readonly action: "takeKey"; readonly nodeId: number; readonly newKey: string };

/**
 * Reads the document of a consent file.
 *
 * @throws {z.ZodError} When it is not one
 */
export function parseConsentFile(document: unknown): ConsentFile {
  return consentFile.parse(document);
}

/** The text of a consent file. */
export function formatConsentFile(consent: ConsentFile): string {
  const text = JSON.stringify(consent, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value), 2);
  return `${text}\n`;
}
