import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const script = join(import.meta.dirname, '../../../examples/alone-i18n/station.ts')

async function run(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script, ...args])
  return stdout
}

test('examples/alone-i18n says the same in all its languages', async () => {
  const stdout = await run()
  assert.deepEqual(stdout.match(/^\[.*\]$/gm), ['[en]', '[ar, right to left]', '[fr]', '[pl]'])
  assert.match(
    stdout,
    /Weather station of Samois-sur-Seine \(May\)\n {2}May 17, 2024, 6 a\.m\.: you can see 1,234\.5 metres/,
  )
  assert.match(
    stdout,
    /Station météo de Samois-sur-Seine \(mai\)\n {2}17 mai 2024 06:00: on voit à 1\u00a0234,5 mètres/,
  )
  assert.match(stdout, /17 maja 2024 12:00: widać na 987\u00a0654,2 metrów\n {2}2 pomiary/)
  assert.match(stdout, /\n {2}قياسان\n/)
})

test('and in the best language for a header', async () => {
  assert.match(await run('ar;q=0.2, pl-pl;q=0.5, xx'), /^\[pl\]\nStacja/)
})
