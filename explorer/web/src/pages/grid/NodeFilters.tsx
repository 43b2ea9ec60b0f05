import { Button, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useIndexer } from "../../data/use-indexer.ts";
import { withParameter } from "../../shared/use-page-state.ts";
import classes from "./NodeFilters.module.css";
import type { NodeFilter } from "./node-filters.ts";
import { NODE_FILTERS } from "./node-filters.ts";

const ANY = { value: "", label: "Any" };

const STATUSES = [
  ANY,
  { value: "up", label: "On" },
  { value: "down", label: "Off" },
  { value: "waking", label: "Waking" },
  { value: "fallingAsleep", label: "Falling asleep" },
  { value: "removed", label: "Removed" },
];

const KINDS = [ANY, { value: "certified", label: "Certified" }, { value: "dedicated", label: "Taken as a whole" }];

const SIZES: readonly { filter: NodeFilter; label: string }[] = [
  { filter: "cores", label: "Cores" },
  { filter: "memory", label: "Memory, GiB" },
  { filter: "ssd", label: "SSD, GiB" },
  { filter: "hdd", label: "HDD, GiB" },
  { filter: "ips", label: "Public IPs" },
];

/** What nodes to show. Kept in the page's address. */
export function NodeFilters() {
  const [search, setSearch] = useSearchParams();
  // Inputs keep what is typed into them; clearing makes new ones.
  const [clearings, setClearings] = useState(0);
  const { data: countries } = useIndexer("listCountries");
  const set = (filter: NodeFilter, value: string) => {
    setSearch((before) => withParameter(before, { [filter]: value, offset: undefined }), { replace: true });
  };
  const setLater = useDebouncedCallback(set, 350);
  const isFiltered = NODE_FILTERS.some((filter) => search.has(filter));
  const countryOptions = (countries ?? []).map(({ country, nodes }) => ({
    value: country,
    label: `${country.slice(0, 40)} (${nodes})`,
  }));
  return (
    <search className={classes["filters"]} aria-label="Filter nodes" key={clearings}>
      <TextInput
        label="Farm, city or node"
        defaultValue={search.get("text") ?? ""}
        onChange={({ currentTarget }) => {
          setLater("text", currentTarget.value);
        }}
      />
      <NativeSelect
        label="Country"
        data={[ANY, ...countryOptions]}
        value={search.get("country") ?? ""}
        onChange={({ currentTarget }) => {
          set("country", currentTarget.value);
        }}
      />
      <NativeSelect
        label="Status"
        data={STATUSES}
        value={search.get("status") ?? ""}
        onChange={({ currentTarget }) => {
          set("status", currentTarget.value);
        }}
      />
      <NativeSelect
        label="Kind"
        data={KINDS}
        value={search.get("kind") ?? ""}
        onChange={({ currentTarget }) => {
          set("kind", currentTarget.value);
        }}
      />
      {SIZES.map(({ filter, label }) => (
        <NumberInput
          key={filter}
          label={label}
          placeholder="at least"
          min={0}
          max={999_999_999}
          allowDecimal={false}
          hideControls
          defaultValue={search.get(filter) ?? ""}
          onChange={(value) => {
            setLater(filter, String(value));
          }}
        />
      ))}
      <Button
        variant="default"
        disabled={!isFiltered}
        onClick={() => {
          setSearch((before) =>
            withParameter(before, Object.fromEntries(NODE_FILTERS.map((name) => [name, undefined]))),
          );
          setClearings(clearings + 1);
        }}
      >
        Clear
      </Button>
    </search>
  );
}
