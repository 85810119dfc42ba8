import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages orphans', () => {
  let site: ScratchProject
  const papers = () => readdirSync(join(site.dir, 'media', 'papers')).sort()
  const shell = (code: string) => site.nuages(['shell', '-c', code], { NUAGES_ENV: 'development' })
  const orphans = (...flags: string[]) => site.run(['orphans', ...flags], { NUAGES_ENV: 'development' })

  before(async () => {
    site = await scratchProject()
    const models = join(site.dir, 'notes', 'models.ts')
    const text = readFileSync(models, 'utf8')
    assert.match(text, /class Note extends Model \{/)
    writeFileSync(
      models,
      text.replace(
        'class Note extends Model {',
        "class Note extends Model {\n  paper = field.file({ uploadTo: 'papers', blank: true })",
      ),
    )
    assert.equal((await site.run(['makemigrations'])).code, 0)
    assert.equal((await site.run(['migrate'])).code, 0)
  })
  after(() => site.remove())

  test('a process that is killed between the file and the commit leaves a file, which is found and deleted', async () => {
    const killed = shell(`
      await Note.create({ title: 'one', text: '', paper: new File(['kept'], 'kept.txt') })
      await atomic(async () => {
        await Note.create({ title: 'two', text: '', paper: new File(['left'], 'left.txt') })
        process.kill(process.pid, 'SIGKILL')
        await new Promise(() => setTimeout(() => {}, 60_000))
      })`)
    assert.equal(killed.code, null, killed.err)
    assert.deepEqual(papers(), ['kept.txt', 'left.txt'])

    // Its row may be about to be committed.
    assert.match((await orphans()).out, /0 files .* that no row names/)
    const listed = await orphans('--older', '0s')
    assert.deepEqual([listed.code, listed.out.split('\n')[0]], [0, 'default: papers/left.txt (4\u00a0bytes)'])
    assert.match(listed.out, /1 file \(4\u00a0bytes\) that no row names/)
    assert.deepEqual(papers(), ['kept.txt', 'left.txt'])

    // Nobody can be asked.
    const refused = await orphans('--older', '0s', '--delete')
    assert.deepEqual([refused.code, papers()], [1, ['kept.txt', 'left.txt']])
    assert.match(refused.err, /--yes/)
    assert.match((await orphans('--older', '0s', '--delete', '--yes')).out, /Deleted 1 file, and 0 uploads/)
    assert.deepEqual(papers(), ['kept.txt'])
  })

  test('what a process that was killed left half written is found and deleted', async () => {
    const killed = shell(`
      await Note.create({ title: 'half', text: '', paper: Object.assign(new File(['half'], 'half.txt'), {
        async *stream() {
          yield new Uint8Array(4)
          process.kill(process.pid, 'SIGKILL')
          await new Promise(() => setTimeout(() => {}, 60_000))
        },
      }) })`)
    assert.equal(killed.code, null, killed.err)
    assert.match(papers().join(), /^\.nuages-\w{16}\.part,kept\.txt$/)
    assert.doesNotMatch((await orphans()).out, /half written/)
    assert.match((await orphans('--older', '0s')).out, /1 file that killed processes left half written/)
    assert.equal((await orphans('--older', '0s', '--delete')).code, 1)
    assert.match((await orphans('--older', '0s', '--delete', '--yes')).out, /Deleted 1 file, and 0 uploads/)
    assert.deepEqual(papers(), ['kept.txt'])
  })

  test('rows whose files are missing are told, and uploads that have expired are swept', async () => {
    rmSync(join(site.dir, 'media', 'papers', 'kept.txt'))
    const waiting = join(site.dir, '.nuages', 'uploads')
    mkdirSync(waiting, { recursive: true })
    const [old, fresh] = [join(waiting, 'a'.repeat(32)), join(waiting, 'b'.repeat(32))]
    for (const file of [old, fresh]) writeFileSync(file, 'x')
    utimesSync(old, 1, 1)
    const told = await orphans('--delete', '--yes')
    assert.match(told.out, /missing: papers\/kept\.txt, of notes\.note 1 \(paper\)/)
    assert.match(told.out, /Deleted 0 files, and 1 upload of refused forms/)
    assert.deepEqual([existsSync(old), existsSync(fresh)], [false, true])
    assert.doesNotMatch((await orphans('--no-missing')).out, /missing/)
  })

  test('what cannot be meant is refused', async () => {
    assert.equal((await orphans('--older', 'soon')).code, 2)
    const unknown = await orphans('--storage', 'other')
    assert.deepEqual([unknown.code, /UNKNOWN_STORAGE|no storage 'other'/.test(unknown.err)], [1, true])
  })
})
