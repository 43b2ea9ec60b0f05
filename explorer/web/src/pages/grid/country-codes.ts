import countryCodes from "i18n-iso-countries";
import english from "i18n-iso-countries/langs/en.json";

countryCodes.registerLocale(english);

/** The ISO 3166 number that outlines are known by; undefined where a node's country is no country. */
export function countryNumber(country: string): string | undefined {
  const name = country.trim();
  const code = /^[A-Za-z]{2}$/.test(name) ? name.toUpperCase() : countryCodes.getAlpha2Code(name, "en");
  return code === undefined ? undefined : countryCodes.alpha2ToNumeric(code);
}

/** A country's English name, by its ISO 3166 number. */
export function countryName(number: string): string | undefined {
  return countryCodes.getName(number, "en");
}
