import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import { Signature } from "ethers";
import type { Call } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { DepositParameters } from "./deposit.ts";
import { extractDeposit } from "./deposit.ts";

export interface DepositWithPermitParameters extends DepositParameters {
  /** Unix time in seconds until which the permit can be used. */
  readonly deadline: number;
}

export interface SignedDepositParameters extends DepositWithPermitParameters {
  /** The sender's signature of the permit, see {@link signPermit}. */
  readonly permit: string;
}

/** EIP-2612. */
const PERMIT = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** Signs that the escrow may take the deposit: one transaction then does what otherwise takes two. */
export async function signPermit(
  { TFT, Escrow }: Grid,
  signer: Signer,
  { units, deadline }: DepositWithPermitParameters,
): Promise<string> {
  const owner = await signer.getAddress();
  const [{ name, version, chainId, verifyingContract }, spender, nonce] = await Promise.all([
    TFT.eip712Domain(),
    Escrow.getAddress(),
    TFT.nonces(owner),
  ]);
  const domain = { name, version, chainId, verifyingContract };
  return signer.signTypedData(domain, PERMIT, { owner, spender, value: units, nonce, deadline });
}

/** The call that adds TFT of its sender to the balance, by a permit that the sender signed. */
export function depositWithPermitCall(grid: Grid, parameters: SignedDepositParameters): Promise<Call> {
  const { accountId, units, deadline, permit } = parameters;
  const { v, r, s } = Signature.from(permit);
  const transaction = grid.Escrow.depositWithPermit.populateTransaction(accountId, units, deadline, v, r, s);
  return toCall("Escrow", "depositWithPermit", transaction);
}

/** Signs a permit and pays into an account; returns once the node has the transaction. */
export async function depositWithPermit(
  grid: Grid,
  signer: Signer,
  parameters: DepositWithPermitParameters,
): Promise<TransactionResponse> {
  const permit = await signPermit(grid, signer, parameters);
  return sendCall(signer, await depositWithPermitCall(grid, { ...parameters, permit }));
}

/** Signs a permit, pays into an account and returns the event of it and the receipt. */
export async function depositWithPermitAndWait(grid: Grid, signer: Signer, parameters: DepositWithPermitParameters) {
  const permit = await signPermit(grid, signer, parameters);
  const call = await depositWithPermitCall(grid, { ...parameters, permit });
  const receipt: TransactionReceipt = await sendCallAndWait(signer, call);
  return { event: extractDeposit(grid, receipt), receipt };
}
