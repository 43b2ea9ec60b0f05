import { Group, Text } from "@mantine/core";
import { cancelReservation } from "../../../../../sdk/reservations/cancel-reservation.ts";
import { withdrawUpdate } from "../../../../../sdk/reservations/withdraw-update.ts";
import type { Reservation } from "../../../../indexer/src/api/answers/reservations.ts";
import { Panel } from "../../shared/Panel.tsx";
import { TransactionButton } from "../../transactions/TransactionButton.tsx";
import { Resize } from "./Resize.tsx";

/** What its tenant can do with a reservation. */
export function Change({ reservation }: Readonly<{ reservation: Reservation }>) {
  const { reservationId, state, kind, update } = reservation;
  const isResizable = state === "active" && kind !== "dedicated" && update === undefined;
  return (
    <Panel title="Change it">
      {state === "pending" && (
        <Text size="sm" mb="md">
          The node has not acknowledged it yet. Nothing is charged until it does.
        </Text>
      )}
      {state === "paused" && (
        <Text size="sm" mb="md">
          It stands still because its account is below the reserve. A deposit to the account wakes it.
        </Text>
      )}
      {isResizable && <Resize reservation={reservation} />}
      <Group align="start" mt="md">
        {update !== undefined && (
          <TransactionButton
            label={`Give up the change of reservation ${reservationId}`}
            send={({ grid, signer }) => withdrawUpdate(grid, signer, { reservationId })}
          >
            Give up the change that waits
          </TransactionButton>
        )}
        <TransactionButton
          label={`Cancel reservation ${reservationId}`}
          send={({ grid, signer }) => cancelReservation(grid, signer, { reservationId })}
        >
          Cancel the reservation
        </TransactionButton>
      </Group>
      <Text size="sm" c="dimmed" mt="xs">
        Cancelling ends the workload at once. What it has not used stays in the account.
      </Text>
    </Panel>
  );
}
