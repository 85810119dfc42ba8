import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium } from 'playwright-core'
import newsroom from '../../examples/newsroom/nuages.config.ts'
import { createSuperuser } from '../../src/apps/auth/index.ts'
import { migrate } from '../../src/data/migrations/index.ts'
import {
  defineProject,
  migrationApps,
  openProject,
  type Project,
  projectStatic,
} from '../../src/tools/project/index.ts'
import { collectStatic } from '../../src/tools/static/index.ts'
import { type RunningServer, readManifest, serve } from '../../src/web/http/index.ts'
import { root as repository } from '../support/files.ts'
import { temporaryFolder } from '../support/packages.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'

const login = { username: 'ada', password: 'lantern-1871' }
const skip = await skipWithout('browser')

describe('the newsroom in production, with collected files, in a browser', { skip }, () => {
  const dir = join(repository, 'examples/newsroom')
  const folder = temporaryFolder('collected-e2e')
  const root = join(folder, 'staticfiles')
  let project: Project
  let server: RunningServer
  let browser: Browser

  before(async () => {
    const definition = defineProject({ ...newsroom.options, static: { root } })
    await collectStatic(projectStatic(definition, dir))
    project = await openProject(definition, {
      dir,
      databases: { default: `sqlite:${join(folder, 'db.sqlite3')}` },
      env: { NUAGES_ENV: 'production', SECRET_KEY: 'k'.repeat(50), ALLOWED_HOSTS: '127.0.0.1' },
    })
    await project.run(async () => {
      await migrate({ orm: project.orm, apps: migrationApps(project) })
      await createSuperuser({ ...login, email: 'ada@example.org' })
    })
    server = await serve(project.app, { port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await project?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('pages, and the admin, load without a complaint; modules load each other by their hashed names', async () => {
    // The policy of the admin lets no script of the test in.
    const context = await browser.newContext({ bypassCSP: true })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const complaints: string[] = []
    const answers = new Map<string, string>()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('response', (response) => {
      const { pathname } = new URL(response.url())
      const { 'cache-control': cache = '', 'content-encoding': coding = '' } = response.headers()
      answers.set(pathname, `${response.status()} ${cache} ${coding}`)
    })
    await page.goto(String(server.url))
    await page.goto(new URL('/admin/', server.url).href)
    await page.fill('#id_username', login.username)
    await page.fill('#id_password', login.password)
    await page.locator('form button[type=submit]').click()
    await page.waitForURL(/\/admin\/$/)
    await page.goto(new URL('/admin/newsroom/article/', server.url).href)
    await page.goto(new URL('/admin/newsroom/article/add/', server.url).href)
    await page.locator('#id_headline').waitFor()

    const { paths } = readManifest(root)!
    await page.evaluate(
      async (names) => {
        for (const name of names) await import(name)
      },
      ['shell.js', 'form.js', 'list.js'].map((name) => `/static/${paths.get(`admin/${name}`)}`),
    )
    assert.deepEqual(complaints, [])

    const fetched = [...answers].filter(([path]) => path.startsWith('/static/'))
    for (const [path, answer] of fetched) {
      assert.match(path, /\.[0-9a-f]{12}\.(?:css|js|svg)$/)
      assert.match(answer, /^200 public, max-age=31536000, immutable (?:br|)$/, path)
    }
    const names = fetched.map(([path]) => path.slice('/static/'.length))
    for (const name of [
      'newsroom/site.css',
      'admin/dom.js',
      'admin/combobox.js',
      'admin/drawers.js',
      'admin/facets.js',
    ]) {
      assert.ok(names.includes(paths.get(name)!), `${name} was loaded`)
    }
    await context.close()
  })
})
