import { publicIp } from "../../../explorer/indexer/schema/directory.ts";
import {
  account,
  delegate,
  epochEnd,
  farmCredit,
  opening,
  pool,
  providerCredit,
  settlement,
  stream,
} from "../../../explorer/indexer/schema/escrow.ts";
import { payment } from "../../../explorer/indexer/schema/farming.ts";
import { domainName } from "../../../explorer/indexer/schema/names.ts";
import { priceFeed } from "../../../explorer/indexer/schema/oracle.ts";
import { pricing } from "../../../explorer/indexer/schema/pricing.ts";
import { dedication, reservation, reservationStream } from "../../../explorer/indexer/schema/reservations.ts";
import { nodeService } from "../../../explorer/indexer/schema/service.ts";
import { readRows } from "./read-rows.ts";

export type Tables = Awaited<ReturnType<typeof readTables>>;

/** Everything that the index tells of prices, money and reservations. */
export async function readTables(url: string) {
  return {
    accounts: await readRows(url, "account", account),
    delegates: await readRows(url, "delegate", delegate),
    epochEnds: await readRows(url, "epochEnd", epochEnd),
    streams: await readRows(url, "stream", stream),
    settlements: await readRows(url, "settlement", settlement),
    farmCredits: await readRows(url, "farmCredit", farmCredit),
    providerCredits: await readRows(url, "providerCredit", providerCredit),
    pools: await readRows(url, "pool", pool),
    openings: await readRows(url, "opening", opening),
    payments: await readRows(url, "payment", payment),
    feeds: await readRows(url, "priceFeed", priceFeed),
    pricings: await readRows(url, "pricing", pricing),
    reservations: await readRows(url, "reservation", reservation),
    reservationStreams: await readRows(url, "reservationStream", reservationStream),
    dedications: await readRows(url, "dedication", dedication),
    names: await readRows(url, "domainName", domainName),
    services: await readRows(url, "nodeService", nodeService),
    ips: await readRows(url, "publicIp", publicIp),
  };
}
