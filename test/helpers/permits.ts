import type { Signer, TypedDataField } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { EscrowContext } from "./escrow-fixtures.ts";

const PERMIT_TYPES: Record<string, TypedDataField[]> = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** A permit for the escrow to take that much TFT of the signer. */
export async function depositPermit(
  { ethers }: NetworkConnection<string>,
  { escrow, tft }: EscrowContext,
  signer: Signer,
  value: bigint,
) {
  const [owner, verifyingContract] = [await signer.getAddress(), await tft.getAddress()];
  const { chainId } = await ethers.provider.getNetwork();
  const domain = { name: await tft.name(), version: "1", chainId, verifyingContract };
  const deadline = ethers.MaxUint256;
  const nonce = await tft.nonces(owner);
  const statement = { owner, spender: await escrow.getAddress(), value, nonce, deadline };
  const { v, r, s } = ethers.Signature.from(await signer.signTypedData(domain, PERMIT_TYPES, statement));
  return { deadline, v, r, s };
}
