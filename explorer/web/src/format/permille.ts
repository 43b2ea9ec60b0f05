/** Per mille as per cent: 987 is "98.7 %". */
export function percentOf(permille: number): string {
  return `${(permille / 10).toFixed(1)} %`;
}
