import { chargeTrafficCall, extractTrafficCharged } from "../../../../sdk/reservations/charge-traffic.ts";
import { parseVoucherFile } from "../../../../sdk/reservations/voucher-file.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { readJson } from "../../read-json.ts";
import { plainTft } from "../rewards/words.ts";

/** Charges traffic by a voucher. */
export async function plan(context: SendContext, { voucher: file }: { voucher: string }): Promise<Plan> {
  const { grid } = context;
  const voucher = readJson(context, file, "voucher", parseVoucherFile);
  const { reservationId } = voucher;
  const call = await chargeTrafficCall(grid, voucher);
  const effects = ["The tenant pays for what was not charged yet, as far as the day's allowance and his money go."];
  return oneStep({ call, summary: `Charge traffic of reservation ${reservationId}`, effects }, (receipt) => {
    const { totalBytes, units } = extractTrafficCharged(grid, receipt);
    return {
      document: {
        reservation: reservationId,
        chargedBytes: totalBytes,
        tft: plainTft(units),
        transaction: receipt.hash,
      },
      text: `${formatTft(units)} TFT were charged; ${totalBytes} bytes of reservation ${reservationId} are now paid for.`,
    };
  });
}
