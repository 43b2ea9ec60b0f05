import { z } from "zod";

const voucherFile = z.strictObject({
  reservationId: z.int().min(1),
  totalBytes: z
    .string()
    .regex(/^\d{1,20}$/, "must be a whole number in quotes")
    .transform((text) => BigInt(text)),
  signature: z.string().regex(/^0x([0-9a-fA-F]{2})*$/, "must be hexadecimal, beginning with 0x"),
});

/** A node's signature under the traffic of a reservation, as it travels to whoever sends. */
export type VoucherFile = z.output<typeof voucherFile>;

/** A voucher as JSON text. */
export function formatVoucherFile({ totalBytes, ...same }: VoucherFile): string {
  return `${JSON.stringify({ ...same, totalBytes: String(totalBytes) }, undefined, 2)}\n`;
}

/**
 * Reads the document of a voucher.
 *
 * @throws {z.ZodError} When it is not one
 */
export function parseVoucherFile(document: unknown): VoucherFile {
  return voucherFile.parse(document);
}
