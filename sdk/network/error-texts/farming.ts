import type { ErrorTexts } from "./error-text.ts";

const SHOW_PERIOD = "See where the period stands with: tfgrid period status --period {period}";
const PROPOSE_AGAIN = "Prepare the statement again from the present state: tfgrid period propose";

/** Errors of Attestors, Verifiers, Measurements, FarmingPolicies and FarmingRewards. */
export const FARMING_ERRORS: ErrorTexts = {
  FarmingPolicyDefaultCannotEnd: [
    "A default policy cannot end ({untilPeriod}).",
    "Leave the end out: nodes must always find a policy.",
  ],
  FarmingPolicyMinimumUptimeInvalid: [
    "A minimum uptime of {minimumUptime} per mille is not allowed.",
    "Give 0, or 500 to 1000 per mille: 95 % is 950.",
  ],
  FarmingPolicyNoDefault: [
    "No default policy fits a farm that is {farmCertification} with a node for which certified is {isCertified}.",
    "Add a default policy for uncertified farms and nodes first: tfgrid policy add",
  ],
  FarmingPolicyNotFound: ["There is no policy {policyId}.", "List the policies with: tfgrid policy list"],
  FarmingPolicyPaysNothing: [
    'The policy "{name}" would pay nothing for anything.',
    "Give it at least one rate above 0.",
  ],
  MeasurementsAttemptInvalid: [
    "The statement about period {period}, batch {batch}, is for attempt {attempt}; attempt {neededAttempt} is awaited.",
    PROPOSE_AGAIN,
  ],
  MeasurementsChunkInvalid: [
    "These leaves are not the next ones of period {period}, batch {batch}.",
    "Publish the file that was proposed: tfgrid period submit goes on where publication stopped.",
  ],
  MeasurementsCountInvalid: [
    "Period {period}, batch {batch}, would have {published} leaves; {needed} were signed.",
    "Publish the file that was proposed.",
  ],
  MeasurementsNotFinal: ["Period {period}, batch {batch}, is not final ({finalAt}).", SHOW_PERIOD],
  MeasurementsNotUnanimous: [
    "{signatures} attestors signed period {period}, batch {batch}; a unanimous proposal needs all {needed}.",
    "Collect the missing signatures, or propose it as an ordinary batch.",
  ],
  MeasurementsPreviousBatchNotFinal: [
    "Batch {batch} of period {period} comes before the batch before it is final.",
    SHOW_PERIOD,
  ],
  MeasurementsProposalEmpty: ["The statement about period {period}, batch {batch}, is empty.", PROPOSE_AGAIN],
  MeasurementsRejectionsMissing: [
    "Batch {batch} of period {period} was rejected {rejections} times; the admin may propose after {needed}.",
    "Propose it with the attestors' signatures.",
  ],
  MeasurementsStateInvalid: ["Period {period}, batch {batch}, is {state}, so this cannot be done now.", SHOW_PERIOD],
  MeasurementsTimingInvalid: ["Leaves could never be published in time: {timing}.", "Correct the parameter file."],
  MeasurementsTooEarly: [
    "Measurements of period {period} can be proposed from {earliest} on.",
    "Wait until then: nodes may still report.",
  ],
  MeasurementsUnrejectable: [
    "Period {period}, batch {batch}, can no longer be rejected.",
    "All attestors or the admin overruled two rejections.",
  ],
  MerkleProofInvalidMultiproof: ["The proof is malformed.", "Build it with this tool: tfgrid rewards claim"],
  RewardsForeignFarm: [
    "Node {nodeId} belonged to farm {farmId}, not to farm {claimedFarmId}.",
    "Claim for farm {farmId}.",
  ],
  RewardsLastPeriodInvalid: [
    "The last period cannot become {lastPeriod}: it was {presentLastPeriod}, and the earliest is {earliest}.",
    "It can be set once, to a period that has not begun.",
  ],
  RewardsLeafIsCorrection: [
    "Leaf {position} of period {period}, batch {batch}, is a correction.",
    "tfgrid rewards claim claims corrections as such.",
  ],
  RewardsLeafVersionUnknown: [
    "The measurement of node {nodeId} for period {period} has the unknown format {version}.",
    "Update tfgrid, or wait for a correction by the attestors.",
  ],
  RewardsNothingOwed: [
    "Farm {farmId} is owed nothing.",
    "Look at its receipts: tfgrid rewards receipts --farm {farmId}",
  ],
  RewardsOnlyOwner: [
    "The payout address of farm {farmId} is changing: until then only its owner {owner} may claim, not {caller}.",
    "Claim with the owner's key, or wait for the change.",
  ],
  RewardsPeriodOutOfRange: [
    "Period {period} is not paid here: this contract pays {firstPeriod} to {lastPeriod}.",
    "Claim it with the contract that pays that period.",
  ],
  RewardsPredecessorNotEnding: ["The predecessor {predecessor} has no last period yet.", "Set its last period first."],
  RewardsPrimaryMismatch: [
    "The correction at position {position} of period {period}, batch {batch}, names another leaf.",
    "tfgrid rewards claim finds the right one.",
  ],
  RewardsProofInvalid: [
    "The proof does not hold for period {period}, batch {batch}.",
    "It may be for another period, batch or network: let tfgrid rewards claim build it.",
  ],
  RewardsTermsNotInForce: [
    "Terms {termsIndex} of node {nodeId} do not cover period {period}.",
    "The attestors can correct the measurement in a later batch.",
  ],
  SignerSetInvalid: [
    "The members {members} with threshold {threshold} are no valid set.",
    "Give 1 to 32 different addresses and a threshold of more than half of them.",
  ],
  SignerSetNotActive: [
    "The statement is by set {version}; set {activeVersion} speaks now.",
    "Have it signed by the present set.",
  ],
  SignerSetNotMember: [
    "{signer} is not a member of set {version}.",
    "Leave it out; tfgrid signers show names the members.",
  ],
  SignerSetQuorumMissed: ["{signatures} signatures are too few: {needed} are needed.", "Collect more signatures."],
  SignerSetRotationPending: [
    "Set {version} was decided on and speaks from {activeFrom} on.",
    "Wait until then before you change the set again.",
  ],
  SignerSetSignatureInvalid: [
    "The signature of {member} does not fit the statement.",
    "Have {member} sign exactly this statement, for this chain and contract.",
  ],
  SignerSetSignaturesUnordered: [
    "The signatures of {previous} and {next} are out of order or twice the same.",
    "Sort them by member, each once; tfgrid does that.",
  ],
};
