/** A table of the indexer's schema, as Drizzle describes it. */
export interface Table<Row> {
  readonly $inferSelect: Row;
}

/** More than any test writes: an answer holds at most so many rows. */
const MOST_ROWS = 1000;

/** All rows of a table of the indexer, over its GraphQL, in the types in which handlers and routes have them. */
export async function readRows<Row extends object>(url: string, name: string, table: Table<Row>): Promise<Row[]> {
  const columns = columnsOf(table);
  const query = `{ rows: ${name}s(limit: ${MOST_ROWS}) { totalCount items { ${Object.keys(columns).join(" ")} } } }`;
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await answer.json()) as GraphqlAnswer;
  if (data === undefined || data === null) throw new Error(`The indexer refused ${query}: ${JSON.stringify(errors)}`);
  const { totalCount, items } = data.rows;
  if (items.length < totalCount) throw new Error(`${name} has ${totalCount} rows, which one answer does not hold.`);
  return items.map((item) => decode(item, columns) as Row);
}

interface GraphqlAnswer {
  readonly data?: null | { readonly rows: { readonly totalCount: number; readonly items: readonly Item[] } };
  readonly errors?: unknown;
}

type Item = Readonly<Record<string, unknown>>;

interface Column {
  readonly dataType: string;
}

function columnsOf(table: object): Record<string, Column> {
  const isColumn = (member: unknown): member is Column =>
    typeof member === "object" && member !== null && "columnType" in member;
  return Object.fromEntries(Object.entries(table).filter((entry): entry is [string, Column] => isColumn(entry[1])));
}

/** GraphQL has no number beyond 32 bits: others come as digits. */
function decode(item: Item, columns: Record<string, Column>): Item {
  const decoded = Object.entries(columns).map(([name, { dataType }]) => {
    const value = item[name];
    if (value === null || value === undefined) return [name, null];
    if (dataType === "bigint") return [name, BigInt(value as string)];
    return [name, dataType === "number" ? Number(value) : value];
  });
  return Object.fromEntries(decoded) as Item;
}
