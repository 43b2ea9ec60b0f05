import { Button, Group, Skeleton, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Page } from "../../../indexer/src/api/answers/common.ts";
import { wholeNumber } from "../format/amounts.ts";
import classes from "./DataTable.module.css";
import type { PageState } from "./use-page-state.ts";

/** A column of a table. */
export interface Column<Item> {
  readonly header: string;
  readonly cell: (item: Item) => ReactNode;
  /** The field that the indexer sorts by; absent where it cannot. */
  readonly sortBy?: string;
  readonly isNumeric?: boolean;
}

interface DataTableProps<Item> {
  /** Says what the table shows, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Item>[];
  readonly keyOf: (item: Item) => string | number;
  /** Undefined while it is being read. */
  readonly page: Page<Item> | undefined;
  /** Absent where the list has no pages. */
  readonly state?: PageState;
  /** What stands in place of no items. */
  readonly empty: string;
}

/** A list from the indexer, sorted and paged there. On a phone each item becomes a card. */
export function DataTable<Item>(props: DataTableProps<Item>) {
  const { caption, columns, keyOf, page, state, empty } = props;
  if (page?.total === 0) return <Text c="dimmed">{empty}</Text>;
  return (
    <>
      <div className={classes["scroll"]}>
        <table className={classes["table"]} aria-busy={page === undefined}>
          <caption className={classes["caption"]}>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Header key={column.header} column={column} state={state} />
              ))}
            </tr>
          </thead>
          <tbody>
            {page === undefined
              ? Array.from({ length: 6 }, (_, row) => <LoadingRow key={row} columns={columns.length} />)
              : page.items.map((item) => (
                  <tr key={keyOf(item)}>
                    {columns.map(({ header, cell, isNumeric }) => (
                      <td key={header} data-label={header} data-numeric={isNumeric}>
                        {cell(item)}
                      </td>
                    ))}
                  </tr>
                ))}
          </tbody>
        </table>
      </div>
      {state !== undefined && page !== undefined && page.total > page.limit && <Pager page={page} state={state} />}
    </>
  );
}

function Header<Item>({ column, state }: Readonly<{ column: Column<Item>; state: PageState | undefined }>) {
  const { header, sortBy, isNumeric } = column;
  if (sortBy === undefined || state === undefined) {
    return (
      <th scope="col" data-numeric={isNumeric}>
        {header}
      </th>
    );
  }
  const direction = state.sort === sortBy ? "ascending" : state.sort === `-${sortBy}` ? "descending" : "none";
  // Of numbers people want the largest first.
  const [first, second] = isNumeric ? [`-${sortBy}`, sortBy] : [sortBy, `-${sortBy}`];
  const next = state.sort === first ? second : state.sort === second ? undefined : first;
  return (
    <th scope="col" aria-sort={direction} data-numeric={isNumeric}>
      <button
        type="button"
        className={classes["sort"]}
        onClick={() => {
          state.setSort(next);
        }}
      >
        {header}
        {direction === "ascending" && <IconArrowUp size={14} aria-hidden />}
        {direction === "descending" && <IconArrowDown size={14} aria-hidden />}
      </button>
    </th>
  );
}

function LoadingRow({ columns }: Readonly<{ columns: number }>) {
  return (
    <tr>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          <Skeleton height={16} my={4} />
        </td>
      ))}
    </tr>
  );
}

function Pager({ page, state }: Readonly<{ page: Page<unknown>; state: PageState }>) {
  const { offset, limit, total } = page;
  const last = Math.min(offset + limit, total);
  return (
    <Group justify="space-between" mt="md">
      <Text size="sm" c="dimmed" role="status">
        {`${wholeNumber(offset + 1)} to ${wholeNumber(last)} of ${wholeNumber(total)}`}
      </Text>
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          disabled={offset === 0}
          onClick={() => {
            state.setOffset(Math.max(0, offset - limit));
          }}
        >
          Previous
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={last >= total}
          onClick={() => {
            state.setOffset(offset + limit);
          }}
        >
          Next
        </Button>
      </Group>
    </Group>
  );
}
