import { useParams } from "react-router";

/** A number in the page's path, such as that of a node; NaN where it is none, which the indexer refuses in words. */
export function useNumberParameter(name: string): number {
  const text = useParams()[name] ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}
