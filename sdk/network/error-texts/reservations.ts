import type { ErrorTexts } from "./error-text.ts";

const PRESENT_PRICE = "Ask for a quote, and agree to the present price.";

/** Errors of Reservations, Offers, Names and ProofOfService. */
export const RESERVATION_ERRORS: ErrorTexts = {
  NameInvalid: ['"{name}" is no name.', "Use 3 to 64 characters out of a-z, 0-9, - and _."],
  NameKept: [
    'The name "{name}" is kept for account {accountId}, which had it last ({freeAt}).',
    "Wait until then, or choose another name.",
  ],
  NameMonthUnpaid: [
    "The first month of the name costs {price} TFT at once; the account can spare {paid} TFT above its reserve.",
    "Deposit TFT first.",
  ],
  NameNotEscrow: ["Only the escrow calls this, not {caller}.", "Reserve or release the name instead."],
  NameNotReserved: ['Nobody has the name "{name}".', "Check its spelling."],
  NameTaken: ['Account {accountId} has the name "{name}".', "Choose another name."],
  NameTooExpensive: ["The name costs {rate} USD a month; {mostRate} USD were agreed to.", PRESENT_PRICE],
  OfferNotFarmer: ["{caller} does not own the farm of node {nodeId}.", "The farmer sends it."],
  OfferProviderInvalid: [
    "{provider} is no approved solution provider, or is a party of this reservation itself.",
    "Name another provider, or none.",
  ],
  ReservationCapacityInsufficient: [
    "The node of dedicated reservation {dedicationId} has {free} left; {needed} are needed.",
    "Ask for less, or cancel what else is on it.",
  ],
  ReservationIsClosed: ["Reservation {reservationId} is closed.", "Reserve anew."],
  ReservationNodeDedicated: [
    "Node {nodeId} is dedicated to another account, is to be had only as a whole, or its dedication does not run.",
    "Choose another node, or reserve it as a whole; wait until your own dedicated reservation is acknowledged.",
  ],
  ReservationNodeDown: ["Node {nodeId} is switched off, or is to be.", "Choose another node."],
  ReservationNodeLeaving: ["The farmer of node {nodeId} gave notice ({endsAt}).", "Choose another node."],
  ReservationNoTraffic: [
    "No traffic of reservation {reservationId} is left to charge: all {totalBytes} bytes were, or the day's allowance or the " +
      "account's free balance is used up.",
    "Try again later.",
  ],
  ReservationNotAwaited: [
    "Reservation {reservationId} does not wait for an acknowledgement of that deployment, or no longer.",
    "Look what it waits for, and acknowledge that.",
  ],
  ReservationNotEscrow: ["Only the escrow calls this, not {caller}.", "Reserve or cancel instead."],
  ReservationNotFound: ["There is no reservation {reservationId}.", "Check its number."],
  ReservationNotNode: [
    "Neither did node {nodeId} sign this, nor is {caller} its key.",
    "The node's key sends it, or signs it.",
  ],
  ReservationNotReleasable: [
    "Reservation {reservationId} has a right to stay.",
    "Owner or manager of its account cancels it.",
  ],
  ReservationNotResizable: [
    "Reservation {reservationId} cannot become that large or small.",
    "It must be acknowledged, no whole node, and have some capacity and at most 8 addresses.",
  ],
  ReservationNoUpdate: ["No change of reservation {reservationId} waits for its node.", "Nothing is to be done."],
  ReservationRefTaken: [
    "Account {accountId} has used that reference for reservation {reservationId}.",
    "Look at that one, or give another reference.",
  ],
  ReservationRequestInvalid: [
    "That cannot be reserved: at most 8 addresses, and with a whole node neither capacity nor addresses.",
    "Correct the request.",
  ],
  ReservationTooExpensive: ["It costs {rate} USD a month; {mostRate} USD were agreed to.", PRESENT_PRICE],
  ReservationUpdatePending: [
    "Another change of reservation {reservationId} waits for its node.",
    "Wait for the node, or withdraw that change first.",
  ],
  ServiceNoNotice: ["No notice is given for node {nodeId}.", "Nothing is to be done."],
  ServiceNoticeGiven: ["Notice for node {nodeId} is given already ({endsAt}).", "Nothing is to be done."],
  ServiceNotFarmer: ["{caller} does not own the farm of node {nodeId}.", "The farmer sends it."],
  ServiceRequestPending: [
    "Attestors still have time to answer the last request for node {nodeId} ({silentFrom}).",
    "Wait until then, or settle with their statement.",
  ],
  ServiceUnproven: [
    "A statement about node {nodeId} without signatures counts only 7 days after its farmer asked, up to that moment and in full.",
    "Bring the attestors' signatures, or ask first.",
  ],
};
