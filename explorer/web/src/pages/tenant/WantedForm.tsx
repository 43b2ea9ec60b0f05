import { Checkbox, Group, NativeSelect, NumberInput } from "@mantine/core";
import { useIndexer } from "../../data/use-indexer.ts";
import classes from "./forms.module.css";
import type { Wanted } from "./wish.ts";

const SIZES = [
  { name: "cores", label: "Cores", most: 65_535 },
  { name: "memory", label: "Memory, GiB", most: 1_000_000 },
  { name: "ssd", label: "SSD, GiB", most: 10_000_000 },
  { name: "hdd", label: "HDD, GiB", most: 10_000_000 },
  { name: "ips", label: "Public IPs", most: 8 },
] as const;

interface WantedFormProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
}

/** What somebody is looking for. */
export function WantedForm({ wanted, onChange }: WantedFormProps) {
  const { data: countries } = useIndexer("listCountries");
  const options = (countries ?? []).map(({ country }) => ({ value: country, label: country.slice(0, 40) }));
  return (
    <div role="group" aria-label="What to reserve">
      <div className={classes["sizes"]}>
        {SIZES.map(({ name, label, most }) => (
          <NumberInput
            key={name}
            label={label}
            min={0}
            max={most}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            disabled={name === "ips" && wanted.isDedicated}
            value={wanted[name]}
            onChange={(value) => {
              onChange({ ...wanted, [name]: Number(value) });
            }}
          />
        ))}
        <NativeSelect
          label="Country"
          data={[{ value: "", label: "Any" }, ...options]}
          value={wanted.country}
          onChange={({ currentTarget }) => {
            onChange({ ...wanted, country: currentTarget.value });
          }}
        />
      </div>
      <Group mb="md">
        <Checkbox
          label="The whole node, with at least this"
          checked={wanted.isDedicated}
          onChange={({ currentTarget }) => {
            onChange({ ...wanted, isDedicated: currentTarget.checked });
          }}
        />
        <Checkbox
          label="Only certified nodes"
          checked={wanted.isCertified}
          onChange={({ currentTarget }) => {
            onChange({ ...wanted, isCertified: currentTarget.checked });
          }}
        />
      </Group>
    </div>
  );
}
