/** A real Hopline in a process of its own, and pages of a real browser on it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const root = join(import.meta.dirname, '../..')

export type Hopline = { url: string; kill(): Promise<void> }

/**
 * `hopline run all` on a free port unless one is named, ready to answer.
 *
 * @param dir its data directory
 */
export const startHopline = async ({ dir, port = 0 }: { dir: string; port?: number }): Promise<Hopline> => {
  const env = {
    ...process.env,
    HOPLINE_PORT: String(port),
    HOPLINE_DATA_DIR: dir,
    HOPLINE_DURABILITY: 'os',
    HOPLINE_KNOWLEDGE: join(root, 'knowledge/runbooks/kubernetes'),
    HOPLINE_RATE_PER_MINUTE: '100000',
  }
  const child = spawn(process.execPath, [join(root, 'main.ts'), 'run', 'all'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  // A run that is interrupted leaves nothing behind.
  const killNow = () => void child.kill('SIGKILL')
  process.once('exit', killNow)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => void (said += piece))
  const url = () => /Listening on (\S+)/.exec(said)?.[1]
  const isReady = async (): Promise<boolean> => {
    const response = await fetch(`${url()}/readyz`).catch(() => null)
    await response?.body?.cancel()
    return response?.ok ?? false
  }
  while (!url() || !(await isReady())) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Hopline ended before it was ready:\n${said}`)
    await delay(100)
  }
  return {
    url: url()!,
    kill: async () => {
      process.off('exit', killNow)
      if (child.exitCode !== null || child.signalCode !== null) return
      killNow()
      await once(child, 'exit')
    },
  }
}

export const startBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  })

export type Visit = { page: Page; /** What the page complained of: errors and breaches of the content policy. */ complaints: string[] }

/** A page in a profile of its own. */
export const visit = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A server that is gone is not the page's fault.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  await page.goto(url)
  return { page, complaints }
}

/** Asks in the composer, and waits for the reply. */
export const ask = async (page: Page, question: string): Promise<void> => {
  const turns = await page.locator('.turn').count()
  await page.fill('#text', question)
  await page.press('#text', 'Enter')
  await page.locator('.turn').nth(turns).and(page.locator('[aria-busy="false"]')).locator('.foot').waitFor()
}
