import { GridError } from "../grid-error.ts";

/** The chain and the contract that a document is meant for. */
export interface DocumentTarget {
  readonly chainId: string;
  readonly contract: string;
}

/**
 * @param kind What the document is, for the message: "proposal"
 * @throws OtherDeploymentError
 */
export function requireTarget(kind: string, stated: DocumentTarget, here: DocumentTarget): void {
  const isHere = stated.chainId === here.chainId && stated.contract.toLowerCase() === here.contract.toLowerCase();
  if (!isHere) throw new OtherDeploymentError(kind, stated, here);
}

/** A document was made for another chain or contract. */
export class OtherDeploymentError extends GridError {
  override readonly name = "OtherDeploymentError";

  constructor(kind: string, stated: DocumentTarget, here: DocumentTarget) {
    super(
      `The ${kind} is for contract ${stated.contract} on chain ${stated.chainId}, ` +
        `but this is ${here.contract} on chain ${here.chainId}.`,
      { hint: "Choose the network for which it was made, or make it anew for this one." },
    );
  }
}
