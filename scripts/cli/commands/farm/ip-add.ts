import { MOST_IPS_PER_CALL, addPublicIpsCall } from "../../../../sdk/directory/add-public-ips.ts";
import { formatIp } from "../../../../sdk/directory/format-ip.ts";
import { formatPublicIp, parseIp, parsePublicIp } from "../../../../sdk/directory/public-ip.ts";
import type { PublicIp } from "../../../../sdk/directory/public-ip.ts";
import type { PooledIp } from "../../../../sdk/directory/read-public-ips.ts";
import { readPublicIps } from "../../../../sdk/directory/read-public-ips.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { chunksOf } from "./chunks-of.ts";

interface Flags {
  readonly farm: number;
  readonly ips: readonly string[];
  readonly gateway: string;
}

/** Adds public addresses to a farm's pool; those that are in it already are passed over. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { farm, ips } = flags;
  const gateway = parseIp(flags.gateway);
  const asked = ips.map((text) => parsePublicIp(text, gateway));
  const pool = await readPublicIps(context, farm);
  const fresh = asked.filter((ip) => !isPooled(farm, pool, ip));

  const steps = chunksOf(fresh, MOST_IPS_PER_CALL).map(async (chunk) => ({
    call: await addPublicIpsCall(context.grid, { farmId: farm, ips: chunk }),
    summary: `Add ${chunk.length} public addresses to farm ${farm}`,
    effects: [`Farm ${farm} offers ${chunk.map(formatPublicIp).join(", ")} with gateway ${flags.gateway}.`],
  }));
  return {
    steps: await Promise.all(steps),
    answer: (receipts) => ({
      document: { farm, added: fresh.map(formatPublicIp), transactions: receipts.map(({ hash }) => hash) },
      text:
        fresh.length === 0
          ? `Farm ${farm} offered all of them before: nothing was sent.`
          : `Farm ${farm} offers ${pool.length + fresh.length} public addresses, ${fresh.length} of them new.`,
    }),
  };
}

function isPooled(farm: number, pool: readonly PooledIp[], { ip, prefixLength, gateway }: PublicIp): boolean {
  const present = pool.find((one) => one.ip === ip);
  if (present === undefined) return false;
  if (present.prefixLength !== prefixLength || present.gateway !== gateway) throw new IpDiffersError(farm, present);
  return true;
}

/** An address is in the pool, with another network or gateway. */
export class IpDiffersError extends GridError {
  override readonly name = "IpDiffersError";

  constructor(farm: number, present: PublicIp) {
    super(`Farm ${farm} offers ${formatPublicIp(present)} already, with gateway ${formatIp(present.gateway)}.`, {
      hint: "Remove the address first, then add it as it should be.",
    });
  }
}
