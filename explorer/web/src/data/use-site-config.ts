import { useQuery } from "@tanstack/react-query";
import type { SiteConfig } from "../../../serve/site-config.ts";

/** What the page's server says of the grid that it shows. */
export function useSiteConfig() {
  return useQuery({ queryKey: ["config"], queryFn: readConfig, staleTime: Infinity });
}

async function readConfig(): Promise<SiteConfig> {
  const response = await fetch("/config.json");
  if (!response.ok) throw new Error(`The page's server has no settings (HTTP status ${response.status}).`);
  return (await response.json()) as SiteConfig;
}
