import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { demoLogin } from '../../examples/newsroom/newsroom/load-demo.ts'
import { root } from './files.ts'
import { type Running, startProcess } from './process.ts'

/** The newsroom as `npm start` serves it, in a process and a folder of its own. */
export interface NewsroomSite {
  /** Without a slash at its end. */
  readonly address: string
  readonly server: Running
  /** A link in a mail that a job sends in its own time; the server's pages of mails show it. */
  mailedLink(pattern: RegExp): Promise<string>
  /** Logs the demo's superuser in, through the page of the admin. */
  login(page: Page): Promise<void>
}

/** Starts it; the database and the pictures are in the folder, and are there already at a second start. */
export async function newsroomSite(folder: string, port = '0'): Promise<NewsroomSite> {
  const server = startProcess(
    process.execPath,
    ['--conditions=nuages-source', join(root, 'examples/newsroom/start.ts')],
    root,
    {
      DATABASE_URL: `sqlite:${join(folder, 'newsroom.sqlite3')}`,
      PORT: port,
      NUAGES_ENV: 'development',
      FILES_URL: `file:${join(folder, 'media')}`,
    },
  )
  const [, url = ''] = await server.printed(/The paper\s+(http:\S+)/)
  const address = url.replace(/\/$/, '')
  return {
    address,
    server,
    async mailedLink(pattern) {
      for (let tries = 0; tries < 100; tries++) {
        const list = await (await fetch(`${address}/__nuages__/mail/`)).text()
        for (const [, path] of list.matchAll(/href="(\/__nuages__\/mail\/\d[^"]*)"/g)) {
          const [found] = pattern.exec(await (await fetch(`${address}${path}?view=text`)).text()) ?? []
          if (found !== undefined) return found
        }
        await setTimeout(100)
      }
      assert.fail('no such mail was sent')
    },
    async login(page) {
      await page.goto(`${address}/admin/`)
      await page.locator('input[name=username]').fill(demoLogin.username)
      await page.locator('input[name=password]').fill(demoLogin.password)
      await page.locator('input[name=password]').press('Enter')
      await page.waitForURL(`${address}/admin/`)
    },
  }
}
