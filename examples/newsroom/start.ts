/**
 * `npm start` in the repository: makes the database, loads the demo's articles once, and serves the paper and its admin.
 * A project of your own needs none of this: `nuages migrate` and `nuages start` do.
 */
import { NuagesError } from 'nuages/errors'
import { migrateProject, openProject, preparePermissions, serve } from 'nuages/project'
import { setUpDesk } from './newsroom/desk.ts'
import { demoLogin, loadDemo } from './newsroom/load-demo.ts'
import { giveRights } from './newsroom/rights.ts'
import project from './nuages.config.ts'

const dir = import.meta.dirname
const terminal = process.stdout.isTTY

function showProgress(done: number, total: number): void {
  if (terminal) process.stdout.write(`\rLoading the newsroom … ${Math.round((100 * done) / total)} %`)
  if (terminal && done === total) process.stdout.write('\n')
}

/** Makes the tables and fills them. The demo's users have known passwords, so production gets tables only. */
async function prepare(): Promise<boolean> {
  await using opened = await openProject(project, { dir })
  return await opened.run(async () => {
    const { applied } = await migrateProject(opened)
    await preparePermissions(opened, 'default')
    if (applied.length > 0) console.log(`Made the tables (${applied.length} migrations).`)
    if (opened.mode === 'production') return false
    const loaded = await loadDemo(showProgress)
    if (loaded > 0) console.log(`Loaded ${loaded} rows.`)
    await giveRights()
    await setUpDesk()
    return true
  })
}

try {
  const hasDemo = await prepare()
  const { server } = await serve(project, { dir })
  // Where links of mails lead.
  process.env['SITE_URL'] ??= server.url
  console.log(`
  The paper   ${server.url}
  The admin   ${new URL('/admin/', server.url)}`)
  if (hasDemo)
    console.log(`  Log in as   ${demoLogin.username}, password ${demoLogin.password}
  The mails   ${new URL('/__nuages__/mail/', server.url)}
  Requests    ${new URL('/__nuages__/requests/', server.url)}\n`)
} catch (error) {
  if (!(error instanceof NuagesError)) throw error
  console.error(`${error.message}\n${error.hint ?? ''}`)
  process.exitCode = 1
}
