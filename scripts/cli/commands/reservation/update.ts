import { readNodes } from "../../../../sdk/directory/read-directory.ts";
import { readLatestPricing } from "../../../../sdk/pricing/read-pricing.ts";
import { ratesOnNode, readOfferedNode } from "../../../../sdk/reservations/offered-node.ts";
import type { ReservationReading } from "../../../../sdk/reservations/read-reservation.ts";
import { readReservation } from "../../../../sdk/reservations/read-reservation.ts";
import { resizeReservationCall } from "../../../../sdk/reservations/resize-reservation.ts";
import { extractUpdateRequested, updateHashCall } from "../../../../sdk/reservations/update-hash.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { limitPerSecond } from "../account/words.ts";
import { NodeMissingError } from "../node/node-missing-error.ts";
import type { DeploymentFlags } from "./deployment-hash.ts";
import { deploymentHashOf } from "./deployment-hash.ts";
import type { SizeFlags } from "./words.ts";
import { capacityOf, totalRate } from "./words.ts";

interface Flags extends SizeFlags, DeploymentFlags {
  readonly id: number;
  /** For 30 days, 18 decimals. */
  readonly maxUsdPerMonth?: bigint;
}

/** Asks the node for a change. What is not named stays as it is. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { grid } = context;
  const reservation = await readReservation(grid, flags.id);
  const deploymentHash = deploymentHashOf(context, flags) ?? reservation.deploymentHash;
  const call = isResize(flags)
    ? await resizeCall(context, flags, reservation, deploymentHash)
    : await updateHashCall(grid, { reservationId: flags.id, deploymentHash });
  const effects = [
    `Node ${reservation.nodeId} is asked for it; what runs goes on, and is paid, until it acknowledges.`,
  ];
  return oneStep({ call, summary: `Change reservation ${flags.id}`, effects }, (receipt) => {
    const { reservationId, streamId } = extractUpdateRequested(grid, receipt);
    return {
      document: {
        reservation: Number(reservationId),
        stream: Number(streamId),
        deploymentHash,
        transaction: receipt.hash,
      },
      text: `Node ${reservation.nodeId} is asked for the change of reservation ${reservationId}.`,
      hints: [`The node acknowledges it: tfgrid reservation ack --id ${flags.id}`],
    };
  });
}

function isResize({ cru, mru, sru, hru, ips }: SizeFlags): boolean {
  return [cru, mru, sru, hru, ips].some((size) => size !== undefined);
}

async function resizeCall(context: SendContext, flags: Flags, present: ReservationReading, deploymentHash: string) {
  const { grid } = context;
  const [node] = await readNodes(context, [present.nodeId]);
  if (node === undefined) throw new NodeMissingError(present.nodeId);
  const [capacity, ipv4Count] = [capacityOf(flags, present.capacity), flags.ips ?? present.ips.length];
  const wish = { capacity, ipv4Count, isDedicated: false, isCertified: false, country: undefined };
  const rates = ratesOnNode(await readOfferedNode(grid, node), wish, await readLatestPricing(context));
  const most = flags.maxUsdPerMonth === undefined ? totalRate(rates) : limitPerSecond(flags.maxUsdPerMonth);
  const sizes = { reservationId: flags.id, capacity, ipv4Count, deploymentHash, mostUsdPerSecond: most };
  return resizeReservationCall(grid, sizes);
}
