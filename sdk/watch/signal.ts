/** Something that a farmer or tenant should know. What is said once has the same kind and the same subject. */
export interface Signal {
  readonly kind:
    | "discountFalls"
    | "pauseAhead"
    | "paused"
    | "exhaustedAhead"
    | "exhausted"
    | "claimable"
    | "withdrawable"
    | "payoutChangePending"
    | "noticeGiven"
    | "serviceRequested"
    | "thresholdAtRisk"
    | "priceStale";
  readonly accountId?: number;
  readonly farmId?: number;
  readonly nodeId?: number;
  readonly period?: number;
  /** In units of 10^-7 TFT. */
  readonly units?: bigint;
  /** How long a node may still be down and keep its reward; 0 when it is lost. */
  readonly affordableSeconds?: number;
  /** Unix time in seconds. */
  readonly at?: number;
}

/** What a signal is about, whatever its moment and amount: these move a little each time that one looks. */
export function subjectOf({ kind, accountId, farmId, nodeId, period }: Signal): string {
  return [kind, accountId, farmId, nodeId, period].map((part) => part ?? "").join(" ");
}
