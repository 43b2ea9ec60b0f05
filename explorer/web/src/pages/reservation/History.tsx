import type { ReservationEvent } from "../../../../indexer/src/api/answers/reservations.ts";
import { wordsOf } from "../../format/words.ts";
import { Address } from "../../shared/Address.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { Time } from "../../shared/Time.tsx";
import { wholePage } from "../../shared/whole-page.ts";

const COLUMNS: readonly Column<ReservationEvent>[] = [
  { header: "When", cell: ({ happened }) => <Time seconds={happened.at} /> },
  { header: "What", cell: ({ name }) => sentence(name) },
  { header: "Transaction", cell: ({ happened }) => <Address value={happened.transaction} /> },
];

/** All that happened to a reservation, the latest first. */
export function History({ events }: Readonly<{ events: readonly ReservationEvent[] }>) {
  return (
    <Panel title="What happened">
      <DataTable
        caption="Events of the reservation"
        columns={COLUMNS}
        keyOf={({ happened, name, streamId }) => `${happened.transaction}-${name}-${streamId}`}
        page={wholePage(events.toReversed())}
        empty="Nothing."
      />
    </Panel>
  );
}

/** An event's name as words: "ReservationClosed" is "Reservation closed". */
function sentence(name: string): string {
  const words = wordsOf(name).trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
