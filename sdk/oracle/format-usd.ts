import { formatEther } from "ethers";

/** USD with 18 decimals as text, without zeros at the end: 12500000000000000 is "0.0125". */
export function formatUsd(usd: bigint): string {
  return formatEther(usd).replace(/\.0$/, "");
}

/** The same to a millionth of a cent, rounded down: prices are not kept more exactly. */
export function formatUsdShort(usd: bigint): string {
  return formatUsd(usd - (usd % 10n ** 10n));
}
