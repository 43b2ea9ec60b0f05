import type {
  NodeDetailsSetEvent,
  NodeKeyRotatedEvent,
  NodeMovedEvent,
  NodePowerStateSetEvent,
  NodePowerTargetSetEvent,
  NodeRegisteredEvent,
  TermsEndedEvent,
  TermsOpenedEvent,
  TermsVerifiedEvent,
} from "../../typechain-types/contracts/directory/Directory.ts";
import type { DirectoryEvent } from "./fold-farm-events.ts";
import type { NodeTerms } from "./node-terms.ts";
import { toNodeTerms } from "./node-terms.ts";
import type { NodeDetails } from "./registration.ts";
import { toDegrees } from "./registration.ts";

/** A node as its events tell it. */
export interface NodeHistory {
  readonly nodeId: number;
  readonly farmId: number;
  /** The address of its key; undefined once it is removed. */
  readonly key: string | undefined;
  readonly details: NodeDetails;
  /** All its terms; their place is their number. */
  readonly terms: readonly NodeTerms[];
  /** Whether its farmer asks it to be switched off. */
  readonly isTargetDown: boolean;
  /** Whether it said that it is switched off. */
  readonly isDown: boolean;
}

export type NodeEventName = (typeof NODE_EVENTS)[number];

export const NODE_EVENTS = [
  "NodeRegistered",
  "NodeDetailsSet",
  "NodeMoved",
  "NodeKeyRotated",
  "NodeRemoved",
  "NodePowerTargetSet",
  "NodePowerStateSet",
  "TermsOpened",
  "TermsEnded",
  "TermsVerified",
] as const;

type Change = (values: never, node: NodeHistory) => Partial<NodeHistory>;

/** What each event changes. */
const CHANGES: Readonly<Record<NodeEventName, Change>> = {
  NodeRegistered: ({ nodeId, farmId, key }: NodeRegisteredEvent.OutputObject) => ({
    nodeId: Number(nodeId),
    farmId: Number(farmId),
    key,
    terms: [],
    isTargetDown: false,
    isDown: false,
  }),
  NodeDetailsSet: ({ details }: NodeDetailsSetEvent.OutputObject) => ({ details: toDetails(details) }),
  NodeMoved: ({ toFarmId }: NodeMovedEvent.OutputObject) => ({ farmId: Number(toFarmId) }),
  NodeKeyRotated: ({ newKey }: NodeKeyRotatedEvent.OutputObject) => ({ key: newKey }),
  NodeRemoved: () => ({ key: undefined }),
  NodePowerTargetSet: ({ isDown }: NodePowerTargetSetEvent.OutputObject) => ({ isTargetDown: isDown }),
  NodePowerStateSet: ({ isDown }: NodePowerStateSetEvent.OutputObject) => ({ isDown }),
  TermsOpened: ({ nodeId, termsIndex, terms }: TermsOpenedEvent.OutputObject, node) => ({
    terms: [...node.terms, toNodeTerms(nodeId, termsIndex, terms)],
  }),
  TermsEnded: ({ termsIndex, untilPeriod }: TermsEndedEvent.OutputObject, node) =>
    changeTerms(node, termsIndex, { untilPeriod: Number(untilPeriod) }),
  TermsVerified: ({ termsIndex, verifiedFrom, verifiedUntil }: TermsVerifiedEvent.OutputObject, node) =>
    changeTerms(node, termsIndex, { verifiedFrom: Number(verifiedFrom), verifiedUntil: Number(verifiedUntil) }),
};

/** The nodes that events tell of, by their numbers; the events are in the order of the chain. */
export function foldNodeEvents(events: readonly DirectoryEvent[]): NodeHistory[] {
  const nodes = new Map<number, NodeHistory>();
  for (const { name, values } of events) {
    const nodeId = Number((values as { nodeId: bigint }).nodeId);
    const before = nodes.get(nodeId) ?? ({ terms: [] as readonly NodeTerms[] } as NodeHistory);
    nodes.set(nodeId, { ...before, ...CHANGES[name as NodeEventName](values as never, before) });
  }
  return [...nodes.values()];
}

/** The terms of a node that cover a period, if there are. */
export function termsIn({ terms }: NodeHistory, period: number): NodeTerms | undefined {
  return terms.find(({ fromPeriod, untilPeriod }) => fromPeriod <= period && period < untilPeriod);
}

function changeTerms({ terms }: NodeHistory, termsIndex: bigint, changes: Partial<NodeTerms>): Partial<NodeHistory> {
  return { terms: terms.map((one) => (one.termsIndex === Number(termsIndex) ? { ...one, ...changes } : one)) };
}

function toDetails({
  country,
  city,
  latitudeE6,
  longitudeE6,
  serialNumber,
  hasSecureBoot,
}: NodeDetailsSetEvent.OutputObject["details"]): NodeDetails {
  const [latitude, longitude] = [toDegrees(latitudeE6), toDegrees(longitudeE6)];
  return { country, city, latitude, longitude, serialNumber, hasSecureBoot };
}
