/** The tenant's own name for a reservation: text of up to 31 bytes, filled up with zeros. What is no text stays as it is. */
export function refText(ref: string): string {
  const digits = ref.slice(2).replace(/(00)+$/, "");
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return ref;
  }
}
