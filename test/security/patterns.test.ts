/**
 * Every regular expression that we own takes time in proportion to what it reads, as recheck sees it
 * (https://makenowjust-labs.github.io/recheck/), or stands in `patterns.json` with the reason why nobody can make it slow. The file
 * also has the digests of the patterns that were found sound, so that only new ones are looked at: `NUAGES_UPDATE=1` writes them anew.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkSync, type Diagnostics } from 'recheck'
import { patternsOfSources } from '../support/patterns.ts'

interface Known {
  /** Why nobody can make them slow, by the pattern or by the folder or file of patterns ('src/tools/'). */
  readonly reasons: Readonly<Record<string, string>>
  readonly sound: readonly string[]
}

const file = join(import.meta.dirname, 'patterns.json')
const known = JSON.parse(readFileSync(file, 'utf8')) as Known
const excused = (text: string, where: string): boolean =>
  text in known.reasons ||
  Object.keys(known.reasons).some((place) => place.startsWith('src/') && where.startsWith(place))
const digest = (pattern: string): string => createHash('sha256').update(pattern).digest('base64url').slice(0, 10)

function why(result: Diagnostics): string {
  if (result.status === 'vulnerable') return `${result.complexity.summary}, ${result.attack.pattern}`
  return result.status === 'unknown' ? result.error.kind : result.status
}

const patterns = await patternsOfSources()

test('no pattern can be made slow by what it reads', () => {
  assert.ok(patterns.size > 400, `${patterns.size} patterns were found`)
  const sound = new Set(known.sound)
  const slow: string[] = []
  for (const [text, { regex, where }] of patterns) {
    if (sound.has(digest(text)) || excused(text, where)) continue
    const result = checkSync(regex.source, regex.flags.replace('v', 'u'), { timeout: 5000 })
    if (result.status === 'safe') sound.add(digest(text))
    else slow.push(`${where} ${text}: ${why(result)}`)
  }
  if (process.env['NUAGES_UPDATE'] !== undefined) {
    const used = [...patterns.keys()]
      .map(digest)
      .filter((each) => sound.has(each))
      .sort()
    writeFileSync(file, `${JSON.stringify({ reasons: known.reasons, sound: used }, null, 2)}\n`)
  }
  assert.deepEqual(
    slow,
    [],
    'rewrite it without overlapping repetitions, or say in patterns.json why nobody else writes what it reads',
  )
})

test('a reason is given for patterns that exist', () => {
  assert.deepEqual(
    Object.keys(known.reasons).filter((text) => !text.startsWith('src/') && !patterns.has(text)),
    [],
  )
})
