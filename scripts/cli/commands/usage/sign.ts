import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseBytes } from "../../../../sdk/directory/parse-bytes.ts";
import { signVoucher } from "../../../../sdk/reservations/node-signatures.ts";
import { formatVoucherFile } from "../../../../sdk/reservations/voucher-file.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { readNodeKey } from "../../keys/node-keys.ts";

interface Flags {
  readonly id: number;
  readonly bytes: string;
  readonly keyFile: string;
  readonly out: string;
}

/** Signs, as a node, how much traffic a reservation had. */
export async function run(context: GridContext, { id, bytes, keyFile, out }: Flags): Promise<Answer> {
  const voucher = { reservationId: id, totalBytes: parseBytes(bytes) };
  const signature = await signVoucher(context.grid, await readNodeKey(context, keyFile), voucher);
  const file = path.resolve(context.folder, out);
  writeFileSync(file, formatVoucherFile({ ...voucher, signature }));
  return {
    document: { file, ...voucher, signature },
    text: `${file} holds the voucher over ${voucher.totalBytes} bytes of reservation ${id}.`,
    hints: ["Anybody may send it: tfgrid usage submit --voucher FILE"],
  };
}
