import assert from 'node:assert/strict'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

/** Answers that a test means to get: what was refused, and what is not there. */
const meant = /status of 4\d\d/

/** A page of a browser of its own (its own cookies), which fails the test for whatever the browser complains about. */
export async function visit(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const complaints: string[] = []
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('console', (message) => {
      if (message.type() === 'error' && !meant.test(message.text())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await work(page, context)
    assert.deepEqual(complaints, [])
  } finally {
    await context.close()
  }
}

/**
 * A device that makes passkeys and shows them to whoever asks, in a page. One that is not `offered` waits for the button: else the browser logs in as soon
 * as a log-in page is there.
 */
export async function addAuthenticator(
  page: Page,
  { offered = true }: { readonly offered?: boolean } = {},
): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: virtualAuthenticator })
  if (!offered)
    await page.addInitScript(() => {
      Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: async () => false })
    })
}

/** What the virtual authenticator of Chromium is asked to be: a telephone whose owner has put a finger on it. */
export const virtualAuthenticator = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const
