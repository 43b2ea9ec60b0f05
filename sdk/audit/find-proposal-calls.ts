import type {
  MemberSignatureStructOutput,
  ProposalStructOutput,
} from "../../typechain-types/contracts/farming/Measurements.ts";
import type { MemberSignature } from "../access/member-signature.ts";
import type { Proposal } from "../measurements/proposal.ts";
import type { Grid } from "../network/grid.ts";
import type { BatchAttempt } from "./read-attempts.ts";

/** A call that proposes a batch. */
export interface ProposalCall {
  readonly proposal: Proposal;
  /** Absent when the measurement admin proposes. */
  readonly signatures: readonly MemberSignature[] | undefined;
}

type MeasurementsInterface = Grid["Measurements"]["interface"];
type Decode = (data: string) => ProposalCall;

/**
 * The calls in a transaction's data that propose what the chain says was proposed. Wallets and multicalls carry the calls
 * that they make as a whole within their own data, so it looks everywhere; whether a call was made does not matter, since
 * good signatures over the proposal say the same wherever they stand.
 */
export function findProposalCalls(
  contractInterface: MeasurementsInterface,
  data: string,
  attempt: BatchAttempt,
): ProposalCall[] {
  const decoders: [name: "propose" | "proposeAsAdmin", decode: Decode][] = [
    ["propose", (call) => decodeProposal(contractInterface, call)],
    ["proposeAsAdmin", (call) => decodeAdminProposal(contractInterface, call)],
  ];
  return decoders.flatMap(([name, decode]) => {
    const { selector } = contractInterface.getFunction(name);
    const calls = placesOf(data, selector.slice(2)).map((at) => tryToDecode(decode, `0x${data.slice(at)}`));
    return calls.filter((call) => call !== undefined).filter((call) => isOf(attempt, call));
  });
}

/** Where whole bytes of the data are the wanted ones. */
function placesOf(data: string, digits: string): number[] {
  const places: number[] = [];
  for (let at = data.indexOf(digits, 2); at !== -1; at = data.indexOf(digits, at + 1)) {
    if (at % 2 === 0) places.push(at);
  }
  return places;
}

function tryToDecode(decode: Decode, data: string): ProposalCall | undefined {
  try {
    return decode(data);
  } catch {
    // The same four bytes may stand anywhere by chance.
    return undefined;
  }
}

function decodeProposal(contractInterface: MeasurementsInterface, data: string): ProposalCall {
  const [proposal, signatures] = contractInterface.decodeFunctionData("propose", data) as unknown as [
    ProposalStructOutput,
    MemberSignatureStructOutput[],
  ];
  return {
    proposal: toProposal(proposal),
    signatures: signatures.map(({ member, signature }) => ({ member, signature })),
  };
}

function decodeAdminProposal(contractInterface: MeasurementsInterface, data: string): ProposalCall {
  const [proposal] = contractInterface.decodeFunctionData("proposeAsAdmin", data) as unknown as [ProposalStructOutput];
  return { proposal: toProposal(proposal), signatures: undefined };
}

function toProposal(proposal: ProposalStructOutput): Proposal {
  const { root, dataHash, isUnanimous } = proposal;
  return {
    period: Number(proposal.period),
    batch: Number(proposal.batch),
    attempt: Number(proposal.attempt),
    attestorSetVersion: Number(proposal.attestorSetVersion),
    ruleSetId: Number(proposal.ruleSetId),
    root,
    count: Number(proposal.count),
    dataHash,
    isUnanimous,
  };
}

/** Whether a call proposes what the event says: only all attestors, or the admin, make it impossible to reject. */
function isOf(attempt: BatchAttempt, { proposal: { isUnanimous, ...stated }, signatures }: ProposalCall): boolean {
  const fields = Object.keys(stated) as (keyof typeof stated)[];
  const isUnrejectable = signatures === undefined || isUnanimous;
  return isUnrejectable === attempt.isUnrejectable && fields.every((field) => stated[field] === attempt[field]);
}
