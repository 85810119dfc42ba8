import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { CookieSessionStore, FileSessionStore, type SessionStore } from 'nuages/sessions'
import { runCommand } from '../../support/packages.ts'
import { pythonPath, skipWithout } from '../../support/services.ts'

type Found = Record<
  'cookie' | 'file' | 'new_cookie' | 'new_file',
  { readonly found: Record<string, unknown>; readonly key: string }
>

describe('Django and nuages share sessions in cookies and in files', { skip: await skipWithout('django') }, () => {
  test('each reads, changes and makes what the other can read', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'nuages-sessions-'))
    t.after(() => rm(folder, { recursive: true }))
    const key = 'a-secret-that-is-only-for-tests-0123456789'
    const cookies = new CookieSessionStore({ key })
    const files = new FileSessionStore({ dir: folder, key })
    const data = { _auth_user_id: '7', basket: ['☃'], big: 'x'.repeat(500) }
    const inAnHour = new Date(Date.now() + 3_600_000)
    const [cookie, file] = await Promise.all([cookies, files].map((each) => each.create({ data, expires: inAnHour })))
    const script = join(import.meta.dirname, 'sessions.py')
    const found = JSON.parse(await runCommand(pythonPath(), [script, folder, key, cookie!, file!], folder)) as Found

    for (const name of ['cookie', 'file'] as const) {
      const { _nuages_expires: dated, ...theirs } = found[name].found
      assert.deepEqual(theirs, data)
      assert.equal((dated as number[])[1], inAnHour.getTime())
    }
    const load = (store: SessionStore, name: keyof Found) => store.load(found[name].key)
    const twoWeeks = Date.now() + 1_209_600_000
    for (const [store, name, before] of [
      [cookies, 'cookie', data],
      [files, 'file', data],
      [cookies, 'new_cookie', {}],
      [files, 'new_file', {}],
    ] as const) {
      const back = (await load(store, name))!
      assert.deepEqual(back.data, { ...before, django: [1, 'é'] }, name)
      // Unless Django wrote it in the same second as we did, it is Django's rule that counts.
      const ends = back.expires.getTime()
      assert.ok(Math.abs(ends - twoWeeks) < 600_000 || ends === inAnHour.getTime(), name)
    }
  })
})
