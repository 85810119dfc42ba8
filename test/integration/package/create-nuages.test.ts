import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { root } from '../../support/files.ts'
import { pack, runCommand, temporaryFolder } from '../../support/packages.ts'
import { eventually, type Running, startProcess } from '../../support/process.ts'

describe('npm create nuages, from the packed tarballs', () => {
  const folder = temporaryFolder('create')
  const site = join(folder, 'my-site')
  let running: Running | undefined

  let createArguments: readonly string[] = []

  before(() => {
    const nuages = pack(root, folder)
    const create = pack(join(root, 'create-nuages'), folder)
    const packages = [`--package=${nuages}`, `--package=${create}`]
    const command = ['create-nuages', 'my-site', '--nuages', `file:${nuages}`]
    createArguments = ['exec', '--yes', '--no-audit', '--no-fund', ...packages, '--', ...command]
    assert.match(runCommand('npm', createArguments, folder), /npm run dev/)
    runCommand('npm', ['install', '--no-audit', '--no-fund'], site)
  })
  after(async () => {
    await running?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('type-checks', () => {
    runCommand('npm', ['run', 'types'], site)
  })

  test('passes its own tests', () => {
    assert.match(runCommand('npm', ['test'], site), /pass 1\b/)
  })

  test('starts with npm run dev, and follows changes', async () => {
    running = startProcess('npm', ['run', 'dev'], site, { PORT: '0' })
    const [, address] = await running.printed(/(http:\/\/[\w.:]+\/)/)
    const page = async () => (await fetch(address!, { headers: { connection: 'close' } })).text()
    await eventually(async () => (await page()).includes('No notes yet'), 'the front page')
    const starts = () => running!.output().match(/http:\/\//g)!.length

    const template = join(site, 'notes', 'templates', 'notes', 'home.html')
    const startsBefore = starts()
    writeFileSync(template, readFileSync(template, 'utf8').replace('No notes yet', 'Nothing here'))
    await eventually(async () => (await page()).includes('Nothing here'), 'the changed template')
    assert.equal(starts(), startsBefore, 'a template restarts nothing')

    const views = join(site, 'notes', 'views.ts')
    writeFileSync(
      views,
      readFileSync(views, 'utf8').replace(
        '{ form, notes: Note.all() }',
        '{ form, notes: [{ title: "From the view" }] }',
      ),
    )
    await eventually(async () => (await page()).includes('From the view'), 'the changed view')
    assert.equal(starts(), startsBefore + 1, 'a view restarts the child once')
  })

  test('says what is wrong when the folder is taken, and leaves it as it was', () => {
    const files = readdirSync(site)
    assert.throws(
      () => runCommand('npm', createArguments, folder),
      (error: { stderr?: string }) => /already holds files/.test(error.stderr ?? ''),
    )
    assert.deepEqual(readdirSync(site), files)
  })
})
