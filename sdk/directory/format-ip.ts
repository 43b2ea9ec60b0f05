/** An IPv4 address in dotted form. */
export function formatIp(ip: bigint | number): string {
  return [24n, 16n, 8n, 0n].map((shift) => (BigInt(ip) >> shift) & 255n).join(".");
}
