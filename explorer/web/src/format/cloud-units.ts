/** Millionths of cloud units as units, with what matters of their decimals: 12500000n is "12.5". */
export function units(micro: bigint): string {
  return (Number(micro) / 1e6).toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/** mUSD as USD: 2400 is "$2.40". */
export function usdOfMusd(musd: bigint | number): string {
  return (Number(musd) / 1000).toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: 3,
  });
}
