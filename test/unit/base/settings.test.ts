import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { generateSecretKey, readEnvironment, secretKeyFor } from '../../../src/base/settings/index.ts'

test('an empty environment is development with nothing decided', () => {
  const { mode, ...rest } = readEnvironment({ PORT: ' ' })
  assert.equal(mode, 'development')
  assert.deepEqual(
    Object.entries(rest).filter(([, value]) => value !== undefined),
    [],
  )
})

test('every variable is read where a deployer expects it', () => {
  const environment = readEnvironment({
    NUAGES_ENV: 'production',
    PORT: '8080',
    HOST: '::1',
    DATABASE_URL: 'sqlite:db.sqlite3',
    SECRET_KEY: 'secret',
    SECRET_KEY_FALLBACKS: 'older, oldest,',
    ALLOWED_HOSTS: 'Example.org, .example.net',
  })
  assert.equal(environment.mode, 'production')
  const tls = { TLS_KEY: 'key.pem', TLS_CERT: 'cert.pem' }
  const systemd = { LISTEN_FDS: '1', LISTEN_PID: String(process.pid) }
  const served = readEnvironment({ ...tls, ...systemd, NUAGES_WORKERS: '4' })
  assert.deepEqual([served.tls, served.socket, served.workers], [{ key: 'key.pem', cert: 'cert.pem' }, 3, 4])
  assert.equal(readEnvironment({ NUAGES_WORKERS: 'auto' }).workers, 'auto')
  assert.equal(readEnvironment({ ...systemd, LISTEN_PID: '1' }).socket, undefined, 'meant for another process')
  assert.equal(environment.port, 8080)
  assert.deepEqual(environment.secretKeyFallbacks, ['older', 'oldest'])
  assert.deepEqual(environment.allowedHosts, ['example.org', '.example.net'])
})

for (const [name, value] of [
  ['NUAGES_ENV', 'prod'],
  ['PORT', '80a'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['DATABASE_URL', 'db.sqlite3'],
  ['REDIS_URL', 'localhost'],
  ['CACHE_URL', 'memory'],
  ['ALLOWED_HOSTS', 'https://example.org'],
  ['TLS_KEY', 'key.pem'],
  ['TLS_CERT', 'cert.pem'],
  ['NUAGES_WORKERS', '0'],
  ['NUAGES_WORKERS', 'many'],
] as const) {
  test(`a wrong ${name} (${value}) is named`, () => {
    assert.throws(
      () => readEnvironment({ [name]: value }),
      (error: { code: string; message: string }) =>
        error.code === 'NUAGES_SETTINGS_INVALID' && error.message.includes(name),
    )
  })
}

test('a wrong DATABASE_URL never repeats what it was given', () => {
  assert.throws(
    () => readEnvironment({ DATABASE_URL: '//user:hunter2@host/db' }),
    (error: Error) => !error.message.includes('hunter2'),
  )
})

test('development keeps one generated key, production asks for a long one', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nuages-key-'))
  try {
    const first = await secretKeyFor('development', dir, undefined)
    assert.equal(await secretKeyFor('development', dir, undefined), first)
    assert.ok(first.length >= 32)
    const file = join(dir, '.nuages', 'secret-key')
    assert.equal((await readFile(file, 'utf8')).trim(), first)
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o077, 0)
    await assert.rejects(secretKeyFor('production', dir, undefined), { code: 'NUAGES_SETTINGS_MISSING' })
    await assert.rejects(secretKeyFor('production', dir, 'short'), { code: 'NUAGES_SETTINGS_INVALID' })
    assert.equal(await secretKeyFor('production', dir, 'x'.repeat(40)), 'x'.repeat(40))
  } finally {
    await rm(dir, { recursive: true })
  }
})

test('generated keys differ', () => {
  assert.notEqual(generateSecretKey(), generateSecretKey())
  assert.match(generateSecretKey(), /^[\w-]{51}$/)
  assert.match(generateSecretKey(96), /^[\w-]{128}$/)
})
