import type { ReservationQuery } from "../../../../sdk/indexer/indexer-queries.ts";
import type { Reservation } from "../../../indexer/src/api/answers/reservations.ts";
import { useIndexer } from "../data/use-indexer.ts";
import { usdPerMonth } from "../format/amounts.ts";
import { shortBytes } from "../format/bytes.ts";
import { Address } from "./Address.tsx";
import type { Column } from "./DataTable.tsx";
import { DataTable } from "./DataTable.tsx";
import { PageLink } from "./PageLink.tsx";
import { Panel } from "./Panel.tsx";
import { ReservationState } from "./ReservationState.tsx";
import { Tft } from "./Tft.tsx";
import { usePageState } from "./use-page-state.ts";

const COLUMNS: readonly Column<Reservation>[] = [
  {
    header: "Reservation",
    cell: ({ reservationId }) => <PageLink to={`/reservations/${reservationId}`}>{reservationId}</PageLink>,
  },
  { header: "State", cell: (one) => <ReservationState reservation={one} /> },
  { header: "Node", cell: ({ nodeId }) => <PageLink to={`/nodes/${nodeId}`}>{nodeId}</PageLink> },
  { header: "Tenant", cell: ({ owner }) => <Address value={owner} /> },
  { header: "Cores", isNumeric: true, cell: ({ capacity }) => capacity.cru },
  { header: "Memory", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.mruBytes) },
  { header: "SSD", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.sruBytes) },
  {
    header: "List price, 30 days",
    isNumeric: true,
    cell: ({ discountableUsdPerSecond, plainUsdPerSecond }) =>
      usdPerMonth(BigInt(discountableUsdPerSecond) + BigInt(plainUsdPerSecond)),
  },
  { header: "Farm got", isNumeric: true, cell: ({ statement }) => <Tft units={statement.farmUnits} /> },
];

interface ReservationTableProps {
  readonly title: string;
  readonly query: ReservationQuery;
  /** Tells tables of one page apart. */
  readonly name: string;
}

/** Reservations of a node, a farm or a tenant. */
export function ReservationTable({ title, query, name }: ReservationTableProps) {
  const state = usePageState(name);
  const { offset, limit } = state;
  const { data } = useIndexer("listReservations", { ...query, offset, limit });
  return (
    <Panel title={title}>
      <DataTable
        caption={title}
        columns={COLUMNS}
        keyOf={({ reservationId }) => reservationId}
        page={data}
        state={state}
        empty="There are none."
      />
    </Panel>
  );
}
