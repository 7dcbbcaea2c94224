import { expect, test } from "vitest";

import { found } from "./find";

const PLACES = [
  { name: "Bedford", also: ["Bedford Borough Council"] },
  { name: "Central Bedfordshire", also: ["CBC", "Central Beds"] },
  { name: "Hertfordshire", also: ["Herts"] },
  { name: "Ynys Môn", also: ["Isle of Anglesey"] },
];
const names = (query: string) =>
  found(
    query,
    PLACES,
    (place) => place.name,
    (place) => place.also,
  ).map((place) => place.name);

test("nothing typed leaves everything in its order", () => expect(names("")).toEqual(PLACES.map((place) => place.name)));
test("the start of the name comes before the start of a later word", () =>
  expect(names("bed")).toEqual(["Bedford", "Central Bedfordshire"]));
test("every typed word must match, in any order", () => {
  expect(names("beds cen")).toEqual(["Central Bedfordshire"]);
  expect(names("bed xyz")).toEqual([]);
});
test("other names find too", () => expect(names("cbc")).toEqual(["Central Bedfordshire"]));
test("accents need not be typed", () => expect(names("mon")).toEqual(["Ynys Môn"]));
