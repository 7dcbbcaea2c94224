// The built window in a real browser, with the invented office behind it.
import { mkdir } from "node:fs/promises";
import path from "node:path";

import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { preview, type PreviewServer } from "vite";

export type Scheme = "light" | "dark";

interface Desk {
  url: string;
  browser: Browser;
  close(): Promise<void>;
}

async function openDesk(): Promise<Desk> {
  const server: PreviewServer = await preview({
    mode: "test",
    build: { outDir: "dist-test" },
    preview: { port: 0, strictPort: false, host: "127.0.0.1" },
    logLevel: "warn",
  });
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error("the preview server must say where it is");
  return {
    url,
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** The window of the test that is running, and the desk it stands on. */
export let page: Page;
export let desk: Desk;

interface Opening {
  scheme?: Scheme;
  size?: { width: number; height: number };
  /** Leaves it at the first screen. */
  locked?: boolean;
  /** The tests look themselves at what goes wrong inside. */
  faulty?: boolean;
}

/** Gives every test of this file, or of this `describe`, a window of its own, in which nothing may go wrong. */
export function aWindowEach({ scheme = "light", size = { width: 1366, height: 820 }, locked = false, faulty = false }: Opening = {}): void {
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());
  beforeEach(async () => {
    page = await openWindow(scheme, size);
    if (!locked) await unlock();
  });
  afterEach(async () => {
    const found = faults.get(page);
    await page.context().close();
    if (!faulty) expect(found, "nothing may go wrong inside the page").toEqual([]);
  });
}

/** What went wrong inside the page: errors, refused by the policy, asked of the network. */
export const faults = new WeakMap<Page, string[]>();

async function openWindow(scheme: Scheme, size: { width: number; height: number }): Promise<Page> {
  const context = await desk.browser.newContext({
    colorScheme: scheme,
    viewport: size,
    locale: "en-GB",
    timezoneId: "Europe/London",
    reducedMotion: "reduce",
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  // The desktop shell freezes it too.
  await context.addInitScript("Object.freeze(Object.prototype)");
  // A core that takes its time finds the tests that look too soon: `UI_SLOW=400 npm run test:browser`.
  await context.addInitScript(`window.answersAfter = ${Number(process.env["UI_SLOW"] ?? 4)}`);
  const page = await context.newPage();
  const found: string[] = [];
  faults.set(page, found);
  page.on("pageerror", (error) => found.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") found.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(desk.url) && !/^(blob|data):/u.test(request.url())) found.push(`asked for ${request.url()}`);
  });
  page.setDefaultTimeout(20_000);
  await page.goto(desk.url);
  return page;
}

/** From Welcome, or from where it was locked, to the Inbox of the invented office. */
export async function unlock(): Promise<void> {
  const recent = page.getByTestId("welcome-recent");
  await recent.or(page.getByTestId("unlock-passphrase")).waitFor();
  if (await recent.isVisible()) await recent.click();
  await page.getByTestId("unlock-passphrase").fill("correct horse battery");
  await page.keyboard.press("Enter");
  await page.getByTestId("letter-text").first().waitFor();
}

/** Waits until the page has had its answers and asks for nothing more. */
export async function settled(): Promise<void> {
  await page.evaluate(async () => {
    const core = (window as unknown as { invented?: { waiting: number } }).invented;
    // Longer than the pauses the page makes while somebody types.
    for (let quiet = 0; quiet < 5; quiet = core?.waiting ? 0 : quiet + 1) await new Promise((then) => setTimeout(then, 30));
  });
}

export async function shot(name: string): Promise<void> {
  const folder = process.env["UI_SHOTS"];
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
