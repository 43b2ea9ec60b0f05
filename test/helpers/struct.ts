import { expect } from "chai";
import type { Result } from "ethers";

type Field = string | boolean | number | bigint | { readonly [name: string]: Field };
type Comparable = string | boolean | bigint | { [name: string]: Comparable };

/** A struct that a contract returned, as a plain object. Its whole numbers are of type bigint. */
export function plain(result: unknown): Record<string, Comparable> {
  return { ...((result as Result).toObject(true) as Record<string, Comparable>) };
}

/** For `withArgs`: a struct with exactly these fields, in whatever order the contract has them. */
export function struct(expected: object): (actual: Result) => boolean {
  return (actual) => {
    expect(plain(actual)).to.deep.equal(comparable(expected as Field));
    return true;
  };
}

/** For `withArgs`: a struct that has these fields among others. */
export function structWith(expected: object): (actual: Result) => boolean {
  return (actual) => {
    expect(plain(actual)).to.deep.include(comparable(expected as Field));
    return true;
  };
}

/** For `withArgs` of an error, which comes without names: the fields of a struct, written in the contract's order. */
export function fields(expected: object): unknown[] {
  return Object.values(expected).map((field: Field) => (typeof field === "object" ? fields(field) : field));
}

/** An expected struct in the form that {@link plain} gives: whole numbers may be written as numbers. */
export function comparable(field: Field): Comparable {
  if (typeof field === "number") return BigInt(field);
  if (typeof field !== "object") return field;
  return Object.fromEntries(Object.entries(field).map(([name, value]) => [name, comparable(value)]));
}
