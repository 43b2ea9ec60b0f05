import type { ErrorTexts } from "./error-text.ts";

const LIST_FARMS = "List the farms with: tfgrid farm list";
const LIST_NODES = "List the nodes with: tfgrid node list";
const SHOW_FARM = "See who owns the farm with: tfgrid farm show --farm {farmId}";
const SHOW_NODE = "Look at the node with: tfgrid node show --node {nodeId}";

/** Errors of Directory, PublicIps and Twins. */
export const DIRECTORY_ERRORS: ErrorTexts = {
  DirectoryBookerStatusInvalid: [
    "The contract {booker} is {status} and cannot become {newStatus}.",
    "A booker that was admitted can be active or retired, nothing else: it must be able to release what it booked.",
  ],
  DirectoryBookingEmpty: ["Nothing of node {nodeId} was named.", "Give an amount of at least one resource."],
  DirectoryCapacityInsufficient: [
    "Node {nodeId} has only {free} free; {needed} was asked for.",
    "Ask for less, or choose another node.",
  ],
  DirectoryConnectionPriceInvalid: [
    "The connection price cannot be {connectionPriceMusd} mUSD.",
    "Give a price above 0, in thousandths of a USD per TFT.",
  ],
  DirectoryConsentExpired: [
    "The consent was valid until {deadline} only.",
    "Have it signed again: tfgrid node consent",
  ],
  DirectoryConsentInvalid: [
    "{party} did not sign this consent.",
    "Have exactly these data signed by {party}, for this chain and this Directory: tfgrid node consent",
  ],
  DirectoryDetailsInvalid: [
    "The node's details are outside their bounds: {details}.",
    "Country takes 2 to 56 bytes, city 1 to 58, serial number up to 128, latitude -90 to 90 and longitude -180 to 180 degrees.",
  ],
  DirectoryFarmNotFound: ["There is no farm {farmId}.", LIST_FARMS],
  DirectoryHardwareTooSmall: [
    "The node offers too little: {capacity}.",
    "A node needs at least 1 core, 2 GiB of memory and 100 GiB of SSD.",
  ],
  DirectoryKeyUnavailable: [
    "The key {key} cannot be used: it serves node {nodeId} already.",
    "Take a key of its own for each node: tfgrid node new-key --out FILE",
  ],
  DirectoryNameInvalid: [
    'The farm name "{name}" is not allowed.',
    "Take 3 to 40 characters out of A-Z, a-z, 0-9, - and _.",
  ],
  DirectoryNameTaken: [
    'The name "{name}" belongs to farm {farmId}.',
    "Choose another name; letters count the same in either case.",
  ],
  DirectoryNoPayoutChange: [
    "The payout address of farm {farmId} is not about to change.",
    "There is nothing to cancel.",
  ],
  DirectoryNodeBooked: [
    "Of node {nodeId} this much is reserved: {booked}.",
    "Wait until the reservations end, or offer at least what is reserved.",
  ],
  DirectoryNodeNotFound: ["There is no live node {nodeId}.", LIST_NODES],
  DirectoryNotAuthorized: [
    "{caller} may not do this for node {nodeId}: only the node's own key or its farmer may.",
    SHOW_NODE,
  ],
  DirectoryNotBooker: [
    "{caller} may not reserve or release capacity: it is {status}.",
    "The governor admits contracts that book capacity.",
  ],
  DirectoryNotFarmOwner: ["{caller} does not own farm {farmId}.", SHOW_FARM],
  DirectoryNotPayoutController: [
    "{caller} may not move the payout address of farm {farmId}.",
    "The farm's owner may; once it is locked, only the payout address itself.",
  ],
  DirectoryNotPendingFarmOwner: [
    "Farm {farmId} was not offered to {caller}.",
    "Its owner offers it with: tfgrid farm transfer --farm {farmId} --to {caller}",
  ],
  DirectoryPayoutChangePending: [
    "The payout address of farm {farmId} changes at {effectiveAt}.",
    "Wait until then, or cancel the change: tfgrid farm payout-address cancel --farm {farmId}",
  ],
  DirectoryPayoutInvalid: [
    "Rewards cannot be paid to {payout}.",
    "Give an address of yours; it is neither zero nor the Directory.",
  ],
  DirectoryPolicyNotAttachable: [
    "Farms cannot be attached to policy {policyId}: it is a default one, or it ends before the next period.",
    "List the policies with: tfgrid policy list",
  ],
  DirectoryReleaseExceedsBooking: [
    "Of node {nodeId} only {booked} is reserved; {released} was to be released.",
    "Release at most what is reserved.",
  ],
  DirectoryTermsExhausted: [
    "Node {nodeId} has had as many terms as can be numbered.",
    "Remove it, and register it again as a new node.",
  ],
  DirectoryTermsNotNext: [
    "Terms {termsIndex} of node {nodeId} do not hold in the next period, but terms {nextTermsIndex} do.",
    "Check the machine against terms {nextTermsIndex}, and verify those.",
  ],
  DirectoryTermsUnchanged: ["Nothing would change for node {nodeId}.", SHOW_NODE],
  VerificationSpent: [
    "The verification of terms {termsIndex} of node {nodeId} until period {verifiedUntil} was sent before.",
    "Have the verifiers sign a later end.",
  ],
  DirectoryVerificationInvalid: [
    "Terms {termsIndex} of node {nodeId} cannot be verified from period {verifiedFrom} until {verifiedUntil}.",
    "A verification reaches further than the one before, without a gap; after a gap the node needs new terms. To withdraw it: tfgrid node unverify",
  ],
  PeriodScheduleInvalid: [
    "Periods of {duration} seconds from {start} on are impossible.",
    "Correct the schedule in the parameter file.",
  ],
  PublicIpDuplicate: ["Farm {farmId} offers {ip} already.", "Leave it out."],
  PublicIpHeld: ["{ip} of farm {farmId} is held by reservation {holder} of {booker}.", "Wait until it ends."],
  PublicIpHolderInvalid: ["There is no reservation {holder}.", "Bookers number their reservations from 1."],
  PublicIpInsufficient: [
    "Farm {farmId} has {free} free public addresses; {needed} are needed.",
    "Ask for fewer, or choose another farm.",
  ],
  PublicIpInvalid: [
    "{ip}/{prefixLength} with gateway {gateway} is not a usable public address.",
    "Address and gateway must be public, unicast, different and of one network.",
  ],
  PublicIpNotBooker: ["{caller} may not take public addresses: it is {status}.", "Only admitted bookers may."],
  PublicIpNotFarmOwner: ["{caller} does not own farm {farmId}.", SHOW_FARM],
  PublicIpNotFound: ["Farm {farmId} does not offer {ip}.", "Check the address."],
  PublicIpNotHeld: ["{ip} of farm {farmId} is not held by reservation {holder} of {booker}.", "Check the reservation."],
  PublicIpTooMany: ["Farm {farmId} would offer {count} addresses; {most} is the most.", "Withdraw some first."],
  TwinPublicKeyInvalid: ["{publicKey} is not a compressed public key.", "Give 33 bytes that begin with 02 or 03."],
  TwinRelayInvalid: [
    '"{relay}" is not a relay name.',
    "Take 1 to 1024 characters out of A-Z, a-z, 0-9, -, _ and single dots inside.",
  ],
};
