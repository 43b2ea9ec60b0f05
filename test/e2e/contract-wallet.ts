import type { BaseWallet } from "ethers";
import { Wallet1271__factory } from "../../typechain-types/factories/test/contracts/Wallet1271__factory.ts";

/** A call that `--unsigned` hands to another wallet. */
export interface UnsignedCall {
  readonly chainId: number;
  readonly to: string;
  readonly value: string;
  readonly data: string;
}

/** A contract wallet (ERC-1271): its owner signs for it and has it send calls. */
export async function deployContractWallet(owner: BaseWallet) {
  const contract = await new Wallet1271__factory(owner).deploy(owner.address);
  await contract.waitForDeployment();
  return {
    address: await contract.getAddress(),
    send: async (calls: readonly UnsignedCall[]): Promise<void> => {
      for (const { to, data } of calls) await (await contract.execute(to, data)).wait();
    },
  };
}

/** Has a wallet send calls that it did not make. */
export async function sendCalls(wallet: BaseWallet, calls: readonly UnsignedCall[]): Promise<void> {
  for (const { to, value, data } of calls) await (await wallet.sendTransaction({ to, value, data })).wait();
}
