import type { JsonRpcProvider } from "ethers";

/**
 * The code that a constructor leaves at an address, immutable values filled in: it is run there once more, in a call that
 * changes nothing. Some of these values follow from the address itself, so that running it elsewhere would not do.
 * Undefined where the endpoint does not run other code than what is deployed.
 */
export async function constructedCode(
  provider: Pick<JsonRpcProvider, "send">,
  address: string,
  creationCode: string,
): Promise<string | undefined> {
  try {
    const call = [{ to: address }, "latest", { [address]: { code: creationCode } }];
    return (await provider.send("eth_call", call)) as string;
  } catch {
    return undefined;
  }
}
