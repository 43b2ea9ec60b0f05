/** How long to wait after so many failures in a row, in seconds: doubling from `first` up to `most`. */
export function backoffSeconds(failures: number, { first, most }: { first: number; most: number }): number {
  return Math.min(first * 2 ** Math.min(Math.max(failures - 1, 0), 30), most);
}
