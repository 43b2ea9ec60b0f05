import { acknowledgeCall, extractAcknowledged } from "../../../../sdk/reservations/acknowledge.ts";
import { signAcknowledgement } from "../../../../sdk/reservations/node-signatures.ts";
import { readReservation } from "../../../../sdk/reservations/read-reservation.ts";
import type { SendContext } from "../../context.ts";
import { readNodeKey } from "../../keys/node-keys.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Acknowledges what the reservation waits for: as the node that sends, or by the node's signature. */
export async function plan(context: SendContext, { id, keyFile }: { id: number; keyFile?: string }): Promise<Plan> {
  const { grid } = context;
  const { update, streamId, deploymentHash, nodeId } = await readReservation(grid, id);
  const awaited = { reservationId: id, ...(update ?? { streamId, deploymentHash }) };
  const statement = { reservationId: id, streamId: awaited.streamId, deploymentHash: awaited.deploymentHash };
  const signature =
    keyFile === undefined ? "0x" : await signAcknowledgement(grid, await readNodeKey(context, keyFile), statement);
  const call = await acknowledgeCall(grid, { ...statement, signature });
  const effects = [`Reservation ${id} runs on node ${nodeId}, and is paid.`];
  return oneStep({ call, summary: `Acknowledge reservation ${id}`, effects }, (receipt) => {
    const acknowledged = extractAcknowledged(grid, receipt);
    return {
      document: {
        reservation: id,
        stream: Number(acknowledged.streamId),
        deploymentHash: acknowledged.deploymentHash,
        transaction: receipt.hash,
      },
      text: `Node ${nodeId} runs reservation ${id}.`,
    };
  });
}
