import * as accounts from "../../explorer/indexer/src/api/answers/accounts.ts";
import type { Account, AccountEntry } from "../../explorer/indexer/src/api/answers/accounts.ts";
import type { Page } from "../../explorer/indexer/src/api/answers/common.ts";
import { pageOf } from "../../explorer/indexer/src/api/answers/common.ts";
import * as farms from "../../explorer/indexer/src/api/answers/farms.ts";
import type { Farm, Payment, PublicIp, Receipt } from "../../explorer/indexer/src/api/answers/farms.ts";
import * as grid from "../../explorer/indexer/src/api/answers/grid.ts";
import type { Country, Status, TftOfPeriod, Totals } from "../../explorer/indexer/src/api/answers/grid.ts";
import * as nodes from "../../explorer/indexer/src/api/answers/nodes.ts";
import type { Measurement, Node, NodeWithHistory } from "../../explorer/indexer/src/api/answers/nodes.ts";
import * as periods from "../../explorer/indexer/src/api/answers/periods.ts";
import type { Period, PeriodWithAttempts } from "../../explorer/indexer/src/api/answers/periods.ts";
import * as policies from "../../explorer/indexer/src/api/answers/policies.ts";
import type {
  ConnectionPrice,
  FarmingPolicy,
  Minter,
  Price,
  Pricing,
  PrivilegedAction,
  Role,
  SignerSet,
} from "../../explorer/indexer/src/api/answers/policies.ts";
import * as reservations from "../../explorer/indexer/src/api/answers/reservations.ts";
import type { Name, Reservation, ReservationWithHistory } from "../../explorer/indexer/src/api/answers/reservations.ts";
import { askIndexer } from "./ask-indexer.ts";
import type {
  AccountQuery,
  FarmQuery,
  MeasurementQuery,
  NameQuery,
  NodeQuery,
  PageQuery,
  PriceQuery,
  ReceiptQuery,
  ReservationQuery,
} from "./indexer-queries.ts";

/** An indexer of a grid, as those see it who read from it. Whatever fails is an {@link IndexerError}. */
export interface IndexerClient {
  readonly url: string;
  readonly readStatus: () => Promise<Status>;
  readonly readTotals: () => Promise<Totals>;
  readonly listCountries: () => Promise<Country[]>;
  readonly listTftByPeriod: () => Promise<TftOfPeriod[]>;
  readonly listNodes: (query?: NodeQuery) => Promise<Page<Node>>;
  readonly readNode: (nodeId: number) => Promise<NodeWithHistory>;
  readonly listMeasurementsOfNode: (nodeId: number, query?: PageQuery) => Promise<Page<Measurement>>;
  readonly listFarms: (query?: FarmQuery) => Promise<Page<Farm>>;
  readonly readFarm: (farmId: number) => Promise<Farm>;
  readonly listIps: (farmId: number, query?: PageQuery) => Promise<Page<PublicIp>>;
  readonly listPayments: (farmId: number, query?: PageQuery) => Promise<Page<Payment>>;
  readonly listReceipts: (query?: ReceiptQuery) => Promise<Page<Receipt>>;
  readonly listPeriods: (query?: PageQuery) => Promise<Page<Period>>;
  readonly readPeriod: (period: number) => Promise<PeriodWithAttempts>;
  readonly listMeasurements: (period: number, query?: MeasurementQuery) => Promise<Page<Measurement>>;
  readonly listPolicies: () => Promise<FarmingPolicy[]>;
  readonly listPricings: () => Promise<Pricing[]>;
  readonly listPrices: (query?: PriceQuery) => Promise<Page<Price>>;
  readonly listConnectionPrices: () => Promise<ConnectionPrice[]>;
  readonly listMinters: () => Promise<Minter[]>;
  readonly listSignerSets: () => Promise<SignerSet[]>;
  readonly listRoles: () => Promise<Role[]>;
  readonly listPrivilegedActions: (query?: PageQuery) => Promise<Page<PrivilegedAction>>;
  readonly listAccounts: (query?: AccountQuery) => Promise<Page<Account>>;
  readonly readAccount: (accountId: number) => Promise<Account>;
  readonly listEntries: (accountId: number, query?: PageQuery) => Promise<Page<AccountEntry>>;
  readonly listReservations: (query?: ReservationQuery) => Promise<Page<Reservation>>;
  readonly readReservation: (reservationId: number) => Promise<ReservationWithHistory>;
  readonly listNames: (query?: NameQuery) => Promise<Page<Name>>;
  /** Addresses of files to save, for a link. */
  readonly files: {
    readonly receiptsOfFarm: (farmId: number) => string;
    readonly paymentsOfFarm: (farmId: number) => string;
    readonly measurementsOfPeriod: (period: number) => string;
  };
}

const countryList = grid.country.array();
const tftOfPeriodList = grid.tftOfPeriod.array();
const policyList = policies.farmingPolicy.array();
const pricingList = policies.pricing.array();
const connectionPriceList = policies.connectionPrice.array();
const minterList = policies.minter.array();
const signerSetList = policies.signerSet.array();
const roleList = policies.role.array();
const nodePage = pageOf(nodes.node);
const measurementPage = pageOf(nodes.measurement);
const farmPage = pageOf(farms.farm);
const ipPage = pageOf(farms.publicIp);
const paymentPage = pageOf(farms.payment);
const receiptPage = pageOf(farms.receipt);
const periodPage = pageOf(periods.period);
const pricePage = pageOf(policies.price);
const actionPage = pageOf(policies.privilegedAction);
const accountPage = pageOf(accounts.account);
const entryPage = pageOf(accounts.accountEntry);
const reservationPage = pageOf(reservations.reservation);
const namePage = pageOf(reservations.name);

/** Makes a client for the indexer at a url such as https://indexer.example, or a path of the page's own server. */
export function createIndexerClient(url: string): IndexerClient {
  const base = url.replace(/\/+$/, "");
  const at = (path: string) => `${base}/v1${path}`;
  return {
    url: base,
    readStatus: () => askIndexer(at("/status"), grid.status),
    readTotals: () => askIndexer(at("/totals"), grid.totals),
    listCountries: () => askIndexer(at("/countries"), countryList),
    listTftByPeriod: () => askIndexer(at("/tft-by-period"), tftOfPeriodList),
    listNodes: (query) => askIndexer(at("/nodes"), nodePage, query),
    readNode: (nodeId) => askIndexer(at(`/nodes/${nodeId}`), nodes.nodeWithHistory),
    listMeasurementsOfNode: (nodeId, query) => askIndexer(at(`/nodes/${nodeId}/measurements`), measurementPage, query),
    listFarms: (query) => askIndexer(at("/farms"), farmPage, query),
    readFarm: (farmId) => askIndexer(at(`/farms/${farmId}`), farms.farm),
    listIps: (farmId, query) => askIndexer(at(`/farms/${farmId}/ips`), ipPage, query),
    listPayments: (farmId, query) => askIndexer(at(`/farms/${farmId}/payments`), paymentPage, query),
    listReceipts: (query) => askIndexer(at("/receipts"), receiptPage, query),
    listPeriods: (query) => askIndexer(at("/periods"), periodPage, query),
    readPeriod: (period) => askIndexer(at(`/periods/${period}`), periods.periodWithAttempts),
    listMeasurements: (period, query) => askIndexer(at(`/periods/${period}/measurements`), measurementPage, query),
    listPolicies: () => askIndexer(at("/policies"), policyList),
    listPricings: () => askIndexer(at("/pricings"), pricingList),
    listPrices: (query) => askIndexer(at("/prices"), pricePage, query),
    listConnectionPrices: () => askIndexer(at("/connection-prices"), connectionPriceList),
    listMinters: () => askIndexer(at("/minters"), minterList),
    listSignerSets: () => askIndexer(at("/signer-sets"), signerSetList),
    listRoles: () => askIndexer(at("/roles"), roleList),
    listPrivilegedActions: (query) => askIndexer(at("/privileged-actions"), actionPage, query),
    listAccounts: (query) => askIndexer(at("/accounts"), accountPage, query),
    readAccount: (accountId) => askIndexer(at(`/accounts/${accountId}`), accounts.account),
    listEntries: (accountId, query) => askIndexer(at(`/accounts/${accountId}/entries`), entryPage, query),
    listReservations: (query) => askIndexer(at("/reservations"), reservationPage, query),
    readReservation: (reservationId) =>
      askIndexer(at(`/reservations/${reservationId}`), reservations.reservationWithHistory),
    listNames: (query) => askIndexer(at("/names"), namePage, query),
    files: {
      receiptsOfFarm: (farmId) => at(`/farms/${farmId}/receipts.csv`),
      paymentsOfFarm: (farmId) => at(`/farms/${farmId}/payments.csv`),
      measurementsOfPeriod: (period) => at(`/periods/${period}/measurements.csv`),
    },
  };
}
