import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { fromBase32, totp } from '../../src/apps/second-factor/index.ts'
import { type NewsroomSite, newsroomSite } from '../support/newsroom-site.ts'
import { temporaryFolder } from '../support/packages.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { addAuthenticator, visit } from '../support/visit.ts'

const skip = await skipWithout('browser')
const story = '/harbour/last-ferry-to-skerrow/'
const username = 'wilma'
const email = 'wilma@example.org'
const step = 30_000

describe('readers of the newsroom in a browser', { skip }, () => {
  const folder = temporaryFolder('newsroom-accounts')
  let site: NewsroomSite
  let browser: Browser
  /** By a name, not a number: passkeys need one. */
  let address: string
  /** Where the reader sits: one browser through all tests. */
  let context: BrowserContext
  let page: Page
  let password = 'a lantern in the fog'
  let secret: Buffer
  let codes: string[] = []

  before(async () => {
    site = await newsroomSite(folder)
    address = site.address.replace('127.0.0.1', 'localhost')
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
    context = await browser.newContext({ locale: 'en', reducedMotion: 'reduce' })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
    await addAuthenticator(page, { offered: false })
  })
  after(async () => {
    await browser?.close()
    await site?.server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const go = (path: string, where = page) => where.goto(address + path)
  const press = (name: string, where = page) => where.getByRole('button', { name, exact: true }).click()
  const follow = (name: string, where = page) => where.getByRole('link', { name, exact: true }).click()
  const heading = (name: string, where = page) => where.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  async function enter(name: string, word: string, where = page): Promise<void> {
    await go('/account/login/?next=/account/', where)
    await where.getByLabel('User name').fill(name)
    await where.getByLabel('Password').fill(word)
    await press('Log in', where)
  }
  async function leave(): Promise<void> {
    await go('/account/')
    await press('Log out')
    await page.getByText('You are logged out.').waitFor()
  }
  /** The second step of somebody whose telephone is elsewhere. */
  async function recover(where: Page): Promise<void> {
    await follow('Use a recovery code', where)
    await where.getByLabel('Recovery code').fill(codes.shift()!)
    await press('Continue', where)
    await heading('Your account', where)
  }

  test('registers; to look at the link in the mail verifies nothing, the button does', async () => {
    await go('/')
    await follow('Your account')
    await follow('Register')
    await page.getByLabel('User name').fill(username)
    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password').fill(password)
    await press('Register')
    await heading('Look into your mail')
    await enter(username, password)
    assert.notEqual(new URL(page.url()).pathname, '/account/')
    const link = await site.mailedLink(/\/account\/verify\/[^"<&\s]+/)
    await visit(browser, { locale: 'en' }, async (scanner) => {
      await go(link, scanner)
      await scanner.getByText(`Is ${email} your address?`).waitFor()
    })
    await enter(username, password)
    assert.notEqual(new URL(page.url()).pathname, '/account/')
    await go(link)
    await press('Yes, verify it')
    await page.getByText('Your email address is verified.').waitFor()
    await enter(username, password)
    await heading('Your account')
    await go(link)
    await heading('This link does not work')
  })

  test('sets an authenticator app up, and logs in with its code', async () => {
    await go('/account/')
    await follow('Two-step verification')
    await follow('Set up an authenticator app')
    secret = fromBase32(await page.locator('code').innerText())
    await page.getByLabel('Name of the device').fill('Telephone')
    await page.getByLabel(/^Code/).fill(totp(secret, Date.now()))
    await press('Turn on')
    await heading('Your recovery codes')
    codes = await page.getByRole('main').getByRole('listitem').allInnerTexts()
    await follow('I have kept them')
    await leave()
    await enter(username, password)
    await heading('Two-step verification')
    // The code of this half minute is used; that of the next one works already.
    await page.getByLabel(/^Code/).fill(totp(secret, Date.now() + step))
    await press('Continue')
    await heading('Your account')
  })

  test('adds a passkey, and logs in by it alone', async () => {
    await follow('Passkeys')
    await page.getByLabel('Name (optional)').fill('Laptop')
    await press('Add a passkey')
    await page.getByText('Laptop', { exact: true }).waitFor()
    await leave()
    await go('/account/login/?next=/account/')
    await press('Log in with a passkey')
    await heading('Your account')
  })

  test('sees two browsers in the list, and ends the other one', async () => {
    await visit(browser, { locale: 'en' }, async (other) => {
      await enter(username, password, other)
      await recover(other)
      await go('/account/sessions/')
      assert.equal(await page.getByRole('main').getByRole('listitem').count(), 2)
      await press('End it')
      await page.getByText('The session has ended.').waitFor()
      await go('/account/', other)
      await heading('Log in', other)
    })
  })

  test('forgets the password: the mail’s link sets another, and all sessions end', async () => {
    await visit(browser, { locale: 'en' }, async (other) => {
      await go('/account/login/', other)
      await follow('Forgotten your password?', other)
      await other.getByLabel('Email address').fill(email)
      await press('Send the link', other)
      await heading('Look into your mail', other)
      await go(await site.mailedLink(/\/account\/reset\/[^"<&\s]+/), other)
      await other.getByLabel('New password').fill('the fog has lifted')
      await press('Choose it', other)
      await other.getByText('Log in with the new one.').waitFor()
      await go('/account/')
      await heading('Log in')
      await enter(username, password, other)
      await other.getByRole('alert').waitFor()
      password = 'the fog has lifted'
      await enter(username, password, other)
      await recover(other)
    })
    await go('/account/login/?next=/account/')
    await press('Log in with a passkey')
    await heading('Your account')
  })

  test('makes a token for a program, which then reads what its reader may read', async () => {
    await go('/account/')
    await follow('Access tokens')
    await follow('Make a token')
    await page.getByLabel('Name').fill('Reading list')
    await press('Make the token')
    await heading('Your new access token')
    const token = await page.getByLabel('Reading list').inputValue()
    const ask = (authorization?: string) =>
      fetch(`${address}/api/articles/`, { headers: authorization === undefined ? {} : { authorization } })
    assert.equal((await ask()).status, 401)
    assert.equal((await ask(`Bearer ${token}x`)).status, 401)
    const answer = await ask(`Bearer ${token}`)
    assert.equal(answer.status, 200)
    const { articles } = (await answer.json()) as { articles: readonly { status: string }[] }
    assert.deepEqual([...new Set(articles.map(({ status }) => status))], ['live'])
    // The same address, from a page of the site: by the session.
    assert.equal(await page.evaluate(async () => (await fetch('/api/articles/')).status), 200)
    await follow('I have copied it')
    await follow('Revoke Reading list')
    await press('Revoke')
    await page.getByText('The token is revoked.').waitFor()
    assert.equal((await ask(`Bearer ${token}`)).status, 401)
  })

  test('comments without saying again who writes', async () => {
    await go(story)
    assert.equal(await page.getByLabel('Your name').inputValue(), username)
    assert.equal(await page.locator('#comment').getByLabel('E-mail').inputValue(), email)
    await page.getByLabel('Your comment').fill('Does the boat take lanterns?')
    await press('Send the comment')
    await page.getByRole('status').getByText('Your comment will appear').waitFor()
  })

  test('is acted for by the demo’s superuser, who is told so on every page until it ends', async () => {
    await visit(browser, { locale: 'en' }, async (desk) => {
      await site.login(desk)
      await desk.goto(`${site.address}/admin/auth/user/?q=${username}`)
      await desk.getByRole('link', { name: username, exact: true }).click()
      await press('Act as this user', desk)
      const banner = desk.getByText(`demo acts as ${username}.`)
      await banner.waitFor()
      await desk.goto(site.address + story)
      await banner.waitFor()
      assert.equal(await desk.getByLabel('Your name').inputValue(), username)
      // What is only for the reader is not for who acts as them.
      await desk.goto(`${site.address}/account/tokens/new/`)
      await banner.waitFor()
      assert.equal(await desk.getByRole('button', { name: 'Make the token' }).count(), 0)
      await press('Be yourself again', desk)
      await desk.goto(`${site.address}/admin/`)
      assert.equal(await banner.count(), 0)
      await heading('Overview', desk)
    })
  })

  const stored = (name: string) => {
    const database = new DatabaseSync(join(folder, 'newsroom.sqlite3'), { readOnly: true })
    try {
      return String(database.prepare('select password from auth_user where username = ?').get(name)?.['password'])
    } finally {
      database.close()
    }
  }

  for (const [name, word, staff] of [
    ['editor', 'editor-pass-0!', true],
    ['desk', 'desk-pass-1!', true],
    ['émile', 'émile-pass-3!', false],
    ['user0', 'user0-pass-4!', false],
  ] as const)
    test(`${name} comes from Django: the password that it hashed lets in, and is hashed anew`, async () => {
      assert.match(stored(name), /^pbkdf2_sha/)
      await visit(browser, { locale: 'en' }, async (reader) => {
        await enter(name, `${word}?`, reader)
        await reader.getByRole('alert').waitFor()
        assert.match(stored(name), /^pbkdf2_sha/)
        await enter(name, word, reader)
        await heading('Your account', reader)
      })
      const renewed = stored(name)
      assert.match(renewed, /^argon2/)
      await visit(browser, { locale: 'en' }, async (desk) => {
        await desk.goto(`${address}/admin/`)
        await desk.getByLabel(/^User ?name/i).fill(name)
        await desk.getByLabel('Password', { exact: true }).fill(word)
        await desk.getByLabel('Password', { exact: true }).press('Enter')
        if (staff) await heading('Overview', desk)
        else await desk.getByRole('alert').first().waitFor()
      })
      assert.equal(stored(name), renewed)
    })

  test('who is no longer active, or has no password, is kept out with the same words', async () => {
    const said: string[] = []
    for (const [name, word] of [
      ['user2', 'user2-pass-6!'],
      ['user1', 'user1-pass-5!'],
      ['nobody', 'nobody-pass-9!'],
    ] as const)
      await visit(browser, { locale: 'en' }, async (reader) => {
        await enter(name, word, reader)
        said.push(await reader.getByRole('alert').innerText())
      })
    assert.equal(new Set(said).size, 1)
  })
})
