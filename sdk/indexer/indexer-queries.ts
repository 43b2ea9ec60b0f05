/** A part of a list, and in which order the whole list is. */
export interface PageQuery {
  readonly offset?: number;
  /** At most 1000. */
  readonly limit?: number;
  /** The name of a field; with "-" before it the largest comes first. */
  readonly sort?: string;
}

/** Which nodes. What is free is what nobody has reserved. */
export interface NodeQuery extends PageQuery {
  readonly farm?: number;
  readonly country?: string;
  readonly status?: string;
  readonly certified?: boolean;
  readonly dedicated?: boolean;
  readonly freeCru?: number;
  readonly freeMruBytes?: bigint;
  readonly freeSruBytes?: bigint;
  readonly freeHruBytes?: bigint;
  readonly freeIps?: number;
  readonly text?: string;
}

/** Which farms. */
export interface FarmQuery extends PageQuery {
  readonly owner?: string;
  readonly text?: string;
}

/** Which receipts. */
export interface ReceiptQuery extends PageQuery {
  readonly farm?: number;
  readonly node?: number;
  readonly period?: number;
}

/** Which measurements of a period. */
export interface MeasurementQuery extends PageQuery {
  readonly batch?: number;
  readonly attempt?: number;
  readonly farm?: number;
}

/** Which prices, by unix seconds. */
export interface PriceQuery extends PageQuery {
  readonly from?: number;
  readonly to?: number;
}

/** Which accounts. */
export interface AccountQuery extends PageQuery {
  readonly owner?: string;
}

/** Which reservations. */
export interface ReservationQuery extends PageQuery {
  readonly account?: number;
  readonly node?: number;
  readonly farm?: number;
  readonly owner?: string;
  readonly state?: string;
}

/** Which names. */
export interface NameQuery extends PageQuery {
  readonly account?: number;
}
