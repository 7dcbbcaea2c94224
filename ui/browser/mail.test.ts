// A letter as it was sent, in the real component in a real browser: what it shows, that links are
// asked about, and that of hundreds of hostile pages none runs and none fetches.
import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { aWindowEach, desk, faults, page, shot } from "./window";

const kept = (name: string) => JSON.parse(readFileSync(new URL(`../../tests/fixtures/${name}`, import.meta.url), "utf8")) as unknown[];
/** As senders would send them. */
const RAW = kept("hostile-html.json") as [string, string][];
/** As the core lets them through. */
const SHOWN = kept("hostile-html.shown.json") as [string, string, number][];

aWindowEach({ faulty: true });

/** What went wrong, apart from the driver's own scripts, which the frame runs no more than others. */
const wrong = () => (faults.get(page) ?? []).filter((fault) => !fault.startsWith("Blocked script execution in 'about:srcdoc'"));
const frame = () => page.frameLocator('[data-testid="as-sent"] iframe');

interface Invented {
  looks(html: string, links?: { address: string; host: string; pretends: boolean }[], notes?: string[]): void;
  opened: string[];
  lock(): void;
}

const opened = () => page.evaluate(() => (window as unknown as { invented: Invented }).invented.opened);

async function asSent(): Promise<void> {
  await page.getByTestId("show-as-sent").first().click();
  await frame().locator("body").waitFor();
}

/** Shows one page after another in the same letter, and says which did something. */
async function harm(pages: readonly (readonly [string, string, number?])[]): Promise<string[]> {
  const asked: string[] = [];
  // What the browser itself stops is announced too, but never comes this far.
  await page.context().route(/^(?!data:|blob:|about:)/u, (route) => {
    const url = route.request().url();
    if (url.startsWith(desk.url)) return route.continue();
    asked.push(url);
    return route.abort();
  });
  page.on("dialog", (dialog) => void dialog.dismiss());
  const here = page.url();
  const did: string[] = [];
  for (const [name, html, links = 0] of pages) {
    await page.evaluate(
      ({ html, links }) => {
        const rows = Array.from({ length: links }, () => ({ address: "https://one.example/", host: "one.example", pretends: false }));
        (window as unknown as { invented: Invented }).invented.looks(html, rows);
      },
      { html, links },
    );
    await page.getByTestId("show-as-sent").first().click();
    const box = page.locator('[data-testid="as-sent"] iframe');
    const shows = await box.waitFor({ timeout: html ? 10_000 : 200 }).then(() => true, () => false);
    // Long enough for an error event, an animation's start and a refresh after no seconds.
    await page.waitForTimeout(shows ? 40 : 0);
    const found = await page.evaluate(() => "ran" in window);
    if (found || page.url() !== here || asked.length > 0) did.push(`${name} ${found ? "ran" : ""} ${asked.join(" ")}`);
    asked.length = 0;
    await page.evaluate(() => delete (window as unknown as { ran?: number }).ran);
    await page.getByRole("button", { name: "Its words" }).first().click();
  }
  return did;
}

test("of the hostile pages the core lets through, none runs, none fetches and none breaks the policy", async () => {
  expect(SHOWN.length).toBeGreaterThanOrEqual(150);
  expect(await harm(SHOWN)).toEqual([]);
  expect(faults.get(page)).toEqual([]);
  console.log(`${SHOWN.length} hostile pages shown: 0 ran, 0 fetched`);
}, 600_000);

test("even past the core, the frame runs and fetches nothing", async () => {
  expect(RAW.length).toBeGreaterThanOrEqual(150);
  expect(await harm(RAW)).toEqual([]);
  console.log(`${RAW.length} hostile pages put straight into the frame: 0 ran, 0 fetched`);
}, 600_000);

test("a link shows where it leads and is opened only after asking", async () => {
  await asSent();
  await expect.poll(() => frame().locator(".leads").allTextContents()).toEqual([" (www.council.example)", " really leads to xn--bnk-rla.example"]);
  await shot("as-sent");
  await frame().getByText("twenty weeks").click();
  await page.getByTestId("link-dialog").waitFor();
  await expect.poll(() => page.getByTestId("link-address").textContent()).toBe("https://www.council.example/send/assessments?page=2");
  await shot("as-sent-link");
  await page.getByTestId("link-stay").click();
  await page.getByTestId("link-dialog").waitFor({ state: "detached" });
  expect(await opened()).toEqual([]);
  await frame().getByText("www.bank.example").press("Enter");
  await page.getByText("The letter names another address than this one.").waitFor();
  await shot("as-sent-pretends");
  await page.getByTestId("link-open").click();
  await page.getByTestId("link-dialog").waitFor({ state: "detached" });
  expect(await opened()).toEqual(["https://xn--bnk-rla.example/"]);
  expect(wrong()).toEqual([]);
});

test("locking from inside the frame works, and leaves nothing of the letter", async () => {
  await asSent();
  const words = (await frame().locator("body p").first().textContent()) ?? "";
  expect(words.length).toBeGreaterThan(5);
  await frame().getByText("twenty weeks").focus();
  await page.keyboard.press("Control+l");
  await page.getByTestId("unlock-passphrase").waitFor();
  await expect.poll(() => page.frames().length).toBe(1);
  expect(await page.content()).not.toContain(words);
});

test("an attachment is saved on request, and a program only after a warning", async () => {
  await page.getByText("A plan on paper only").first().click();
  await page.getByTestId("save-attachment").first().click();
  await page.getByText("Attachment saved.").waitFor();
  await shot("attachment");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("Attachment saved.").waitFor({ state: "detached" });
  await page.getByTestId("save-attachment").nth(1).click();
  await page.getByTestId("attachment-warning").getByText("This file is a program.").waitFor();
  await shot("attachment-warning");
  await page.getByTestId("save-anyway").click();
  await page.getByText("Attachment saved.").waitFor();
  await page.getByTestId("save-original").first().click();
  await page.getByText("Original letter saved.").waitFor();
  expect(faults.get(page)).toEqual([]);
});
