import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest'
import { describeOn } from '../../infra/local/for-tests.ts'
import { ask, startBrowser, startHopline, visit, type Hopline, type Visit } from './browser.for-tests.ts'

const question = 'pods of checkout keep restarting with OOMKilled in prod, what do I do?'
const unanswerable = 'what is the capital of mongolia'

await describeOn(['chromium'], 'the web chat', ({ chromium }) => {
  const dir = mkdtempSync(join(tmpdir(), 'hopline-web-'))
  let hopline: Hopline
  let browser: Browser
  let visits: Visit[] = []

  const open = async (options?: BrowserContextOptions, url = hopline.url): Promise<Page> => {
    const one = await visit(browser, url, options)
    visits.push(one)
    return one.page
  }

  beforeAll(async () => {
    ;[hopline, browser] = await Promise.all([startHopline({ dir }), startBrowser(chromium)])
  })
  afterAll(async () => {
    await browser?.close()
    await hopline?.kill()
    rmSync(dir, { recursive: true, force: true })
  })
  afterEach(async () => {
    const complaints = visits.flatMap((one) => one.complaints)
    await Promise.all(visits.map(({ page }) => page.context().close()))
    visits = []
    expect(complaints).toEqual([])
  })

  it('answers a question with sources that open the exact quote, and the document around it', async () => {
    const page = await open()
    await ask(page, question)
    const turn = page.locator('.turn')
    expect(await turn.locator('.line .hop[data-s="done"]').count()).toBe(6)
    expect(await turn.locator('.rail .vh').textContent()).toMatch(/^Hops: all six done in [\d.]+ m?s\. Details$/)

    await turn.locator('button.cite').first().click()
    const source = turn.locator('.sources details[open]')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
    const quote = await source.locator('mark').textContent()
    expect(quote).toMatch(/\S{3}/)

    await source.getByRole('button', { name: 'Show it in the document' }).click()
    const marked = page.locator('dialog[open] .document mark')
    expect(await marked.textContent()).toBe(quote)
    expect((await page.locator('dialog[open] .document').textContent())!.length).toBeGreaterThan(quote!.length + 200)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  })

  it('tells on demand what each hop found', async () => {
    const page = await open()
    await ask(page, question)
    await page.locator('.rail > summary').click()
    const found = page.locator('.hops .what')
    await found.filter({ hasText: 'checkout' }).first().waitFor()
    expect(await page.locator('.hops code').allTextContents()).toEqual([
      expect.stringMatching(/^chat\.intents-\d+ @ \d+$/),
      expect.stringMatching(/^chat\.entities-/),
      expect.stringMatching(/^chat\.contexts-/),
      expect.stringMatching(/^chat\.answers-/),
      expect.stringMatching(/^chat\.actions-/),
      expect.stringMatching(/^chat\.replies-/),
    ])
  })

  it('takes thumbs, with a reason for the one that points down', async () => {
    const page = await open()
    await ask(page, question)
    await page.getByRole('button', { name: 'Helpful', exact: true }).click()
    await page.getByText('Noted as helpful.').waitFor()
    await page.getByRole('button', { name: 'Not helpful, say why' }).click()
    await page.getByLabel('Out of date').check()
    await page.getByLabel('What would have been right? (optional)').fill('Raise the limit first.')
    const posted = page.waitForRequest('**/v1/feedback')
    await page.getByRole('form', { name: 'What was wrong with this answer' }).getByRole('button', { name: 'Send' }).click()
    expect((await posted).postDataJSON()).toMatchObject({ rating: 'down', reason: 'Out of date', correction: 'Raise the limit first.' })
    await page.getByText('Noted. A person reviews it; until then it changes no answer.').waitFor()
    await page.reload()
    await page.locator('.foot [aria-pressed="true"][aria-label^="Not helpful"]').waitFor()
  })

  it('keeps the thread and the draft over a reload, and lists the conversation', async () => {
    const page = await open()
    await ask(page, question)
    const answer = await page.locator('.answer').textContent()
    await page.fill('#text', 'half a thought')
    await page.reload()
    await page.locator('.foot').waitFor()
    expect(await page.locator('.answer').textContent()).toBe(answer)
    expect(await page.inputValue('#text')).toBe('half a thought')
    await page.locator('.list [aria-current="page"]').filter({ hasText: 'pods of checkout' }).waitFor()

    await page.getByRole('link', { name: 'New', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: /^Ask a question/ }).waitFor()
    expect(await page.inputValue('#text')).toBe('')
    await page.goBack()
    await page.locator('.foot').waitFor()
    expect(await page.inputValue('#text')).toBe('half a thought')
  })

  it("says that it doesn't know, and denies an action, without a source", async () => {
    const page = await open()
    await ask(page, unanswerable)
    expect(await page.locator('.answer').last().textContent()).toContain("don't know")
    expect(await page.locator('.sources').count()).toBe(0)
    await ask(page, 'open a bug in OPS: login page answers 500 on Safari')
    await page.locator('.proposal').filter({ hasText: 'Denied, nothing was changed' }).waitFor()
  })

  it('can be used with the keyboard alone', async () => {
    const page = await open()
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 40) || document.activeElement?.id)
    await page.locator('#empty').waitFor()
    await page.locator('body').press('Control+k')
    expect(await focused()).toBe('find')
    await page.locator('.skip').focus()
    expect(await page.locator('.skip').boundingBox()).toMatchObject({ y: 8 })
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    // The first thing in the conversation is the first question that can be asked.
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.foot').waitFor()
    await page.locator('#text').focus()
    await page.keyboard.type('two lines')
    await page.keyboard.press('Shift+Enter')
    expect(await page.inputValue('#text')).toBe('two lines\n')
    await page.keyboard.press('Escape')
    expect(await focused()).toContain('pods of checkout')
    for (const next of ['Hops', '1', 'Copy', 'kubectl', '2']) {
      await page.keyboard.press('Tab')
      expect(await focused()).toMatch(new RegExp(`^${next}`))
    }
    await page.keyboard.press('Enter')
    await page.locator('.sources details[open] blockquote').waitFor()
    await page.keyboard.press('Alt+ArrowDown')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('text')
  })

  it('treats what people write as text', async () => {
    const page = await open()
    const hostile = '<img src=x onerror="document.title=1"> **not bold** https://evil.example'
    await ask(page, hostile)
    expect(await page.locator('.turn h2').textContent()).toBe(hostile)
    expect(await page.locator('main img, main a[href*="evil"]').count()).toBe(0)
  })

  it('fits 320 px without scrolling sideways, with the list on demand', async () => {
    const page = await open({ viewport: { width: 320, height: 640 }, hasTouch: true })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    await page.locator('#empty').waitFor()
    expect(await overflow()).toBe(0)
    await ask(page, `${question} ${'x'.repeat(200)}`)
    for (const summary of await page.locator('summary').all()) await summary.click()
    expect(await overflow()).toBe(0)
    await page.getByRole('button', { name: 'Conversations' }).click()
    await page.locator('.list li').first().waitFor()
    expect(await overflow()).toBe(0)
    await page.keyboard.press('Escape')
    expect(await page.locator('.list').isVisible()).toBe(false)
  })

  it('follows the theme of the system, and the choice of a person over a reload', async () => {
    const page = await open({ colorScheme: 'dark' })
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const dark = await ground()
    await page.getByRole('button', { name: 'Theme: system. Change' }).click()
    const light = await ground()
    expect(light).not.toBe(dark)
    await page.reload()
    expect(await ground()).toBe(light)
  })

  it('shows the newest question at the top, with its answer below it', async () => {
    const page = await open()
    for (let i = 0; i < 3; i++) await ask(page, question)
    const { y } = (await page.locator('.turn h2').last().boundingBox())!
    expect(y).toBeGreaterThan(48)
    expect(y).toBeLessThan(160)
  })

  it('loses nothing and sends nothing twice when the server goes and comes back', async () => {
    const ownDir = mkdtempSync(join(tmpdir(), 'hopline-web-'))
    onTestFinished(() => rmSync(ownDir, { recursive: true, force: true }))
    const first = await startHopline({ dir: ownDir })
    onTestFinished(first.kill)
    const page = await open({}, first.url)
    await ask(page, question)
    await first.kill()
    await page.locator('#note').filter({ hasText: 'Not connected since' }).waitFor()
    expect(await page.locator('.answer').isVisible()).toBe(true)

    await page.getByRole('button', { name: 'Helpful', exact: true }).click()
    await page.getByText('Kept in this browser, sent when the server answers.').waitFor()
    const sent = ['how do I see why a pod was evicted', 'image pull fails with unauthorized']
    for (const text of sent) {
      await page.fill('#text', text)
      await page.getByRole('button', { name: 'Keep to send' }).click()
    }
    await page.getByText('Not sent yet.').nth(1).waitFor()

    const port = Number(new URL(first.url).port)
    const second = await startHopline({ dir: ownDir, port })
    onTestFinished(second.kill)
    await page.getByText('Noted as helpful.').waitFor()
    await page.locator('.turn:nth-child(3)[aria-busy="false"] .foot').waitFor()
    expect(await page.locator('.turn h2').allTextContents()).toEqual([question, ...sent])
    await page.reload()
    await page.locator('.turn:nth-child(3) .foot').waitFor()
    expect(await page.locator('.turn h2').allTextContents()).toEqual([question, ...sent])
    expect(await page.evaluate(() => localStorage.getItem('hopline.outbox'))).toBe('[]')
  })

  const states: Record<string, (page: Page) => Promise<unknown>> = {
    empty: (page) => page.locator('#empty').waitFor(),
    'an answer, all details open': async (page) => {
      await ask(page, question)
      for (const summary of await page.locator('summary').all()) await summary.click()
      await page.getByRole('button', { name: 'Not helpful, say why' }).click()
    },
    'a document': async (page) => {
      await ask(page, question)
      await page.locator('.sources summary').first().click()
      await page.getByRole('button', { name: 'Show it in the document' }).first().click()
      await page.locator('.document mark').waitFor()
    },
    'a refusal and a denied action': async (page) => {
      await ask(page, unanswerable)
      await ask(page, 'open a bug in OPS: login page answers 500 on Safari')
    },
    offline: async (page) => {
      await ask(page, question)
      await page.context().setOffline(true)
      await page.fill('#text', 'and on staging?')
      await page.press('#text', 'Enter')
      await page.getByText('Not sent yet.').waitFor()
    },
    'a conversation that can not be loaded': async (page) => {
      await page.route('**/events', (route) => route.fulfill({ status: 403, json: { detail: 'It may not be read.' } }))
      await page.evaluate(() => (location.hash = 'somewhere'))
      await page.getByRole('heading', { name: 'This conversation could not be loaded' }).waitFor()
    },
  }
  const looks = [
    { colorScheme: 'light', width: 1440 },
    { colorScheme: 'dark', width: 1440 },
    { colorScheme: 'light', width: 360 },
    { colorScheme: 'dark', width: 360 },
  ] as const
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

  const matrix = looks.flatMap((look) => Object.entries(states).map(([state, reach]) => ({ ...look, state, reach })))
  it.each(matrix)('has no accessibility fault that axe finds: $state, $colorScheme, $width px', async ({ colorScheme, width, reach }) => {
    const page = await open({ colorScheme, viewport: { width, height: 900 }, hasTouch: width < 500, reducedMotion: 'reduce' })
    await reach(page)
    // What lies below the bar or the composer is not seen, and would be measured as if it were cut.
    await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight) })
    await page.evaluate(() => scrollTo(0, 0))
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([])
  })
})
