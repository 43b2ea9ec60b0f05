import { MOST_IPS_PER_CALL } from "../../../../sdk/directory/add-public-ips.ts";
import { formatIp } from "../../../../sdk/directory/format-ip.ts";
import { parseIp } from "../../../../sdk/directory/public-ip.ts";
import { readPublicIps } from "../../../../sdk/directory/read-public-ips.ts";
import { removePublicIpsCall } from "../../../../sdk/directory/remove-public-ips.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { chunksOf } from "./chunks-of.ts";

interface Flags {
  readonly farm: number;
  readonly ips: readonly string[];
}

/** Takes public addresses out of a farm's pool; those that are not in it are passed over. */
export async function plan(context: SendContext, { farm, ips }: Flags): Promise<Plan> {
  const asked = ips.map((text) => parseIp(text.replace(/\/\d{1,2}$/, "")));
  const pool = await readPublicIps(context, farm);
  const offered = asked.filter((ip) => pool.some((one) => one.ip === ip));

  const steps = chunksOf(offered, MOST_IPS_PER_CALL).map(async (chunk) => ({
    call: await removePublicIpsCall(context.grid, { farmId: farm, ips: chunk }),
    summary: `Remove ${chunk.length} public addresses from farm ${farm}`,
    effects: [`Farm ${farm} no longer offers ${chunk.map(formatIp).join(", ")}.`],
  }));
  return {
    steps: await Promise.all(steps),
    answer: (receipts) => ({
      document: { farm, removed: offered.map(formatIp), transactions: receipts.map(({ hash }) => hash) },
      text:
        offered.length === 0
          ? `Farm ${farm} offers none of them: nothing was sent.`
          : `Farm ${farm} offers ${pool.length - offered.length} public addresses, ${offered.length} fewer than before.`,
    }),
  };
}
