import { z } from "zod";

/** A whole number of so many bits: a JSON number where that is exact, or text. */
export function bigNumber(bits: number) {
  return z
    .union([z.int().min(0), z.string().regex(/^\d+$/)], "must be a whole number, beyond 2^53 in quotation marks")
    .transform(BigInt)
    .refine((value) => value < 2n ** BigInt(bits), `must be below 2^${bits}`);
}
