import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { packageTypes } from '../../support/package-types.ts'

const root = join(import.meta.dirname, '../../..')

/** What a project declares, and calls with whether the compiler takes them. */
const declared = `
declare module 'nuages/i18n' {
  interface RegisteredMessages {
    'Good evening': null
    '%(count)s book': '%(count)s books'
    'month\\u0004May': null
    'sea\\u0004wave': 'waves'
  }
}`

const calls: readonly (readonly [call: string, fine: boolean])[] = [
  ["gettext('Good evening')", true],
  ["gettext('Good evning')", false],
  ["gettext('%(count)s book')", false],
  ["gettextLazy('Good evening')", true],
  ["gettextLazy('Good night')", false],
  ["ngettext('%(count)s book', '%(count)s books', 3)", true],
  ["ngettext('%(count)s book', '%(count)s boks', 3)", false],
  ["ngettextLazy('%(count)s book', '%(count)s books')", true],
  ["pgettext('month', 'May')", true],
  ["pgettext('mont', 'May')", false],
  ["pgettext('month', 'June')", false],
  ["pgettextLazy('month', 'May')", true],
  ["npgettext('sea', 'wave', 'waves', 2)", true],
  ["npgettext('sea', 'wave', 'wafes', 2)", false],
  ["npgettextLazy('sea', 'wave', 'waves')", true],
  ["currentLocale().gettext('whatever a program makes up')", true],
]

test('a project that registers its messages is told of those that it does not have', async () => {
  const folder = join(root, 'test/types/scale/messages')
  await mkdir(folder, { recursive: true })
  const head = [
    "import { currentLocale, gettext, gettextLazy, ngettext, ngettextLazy, npgettext, npgettextLazy, pgettext, pgettextLazy } from 'nuages/i18n'",
    'export { currentLocale, gettext, gettextLazy, ngettext, ngettextLazy, npgettext, npgettextLazy, pgettext, pgettextLazy }',
    ...declared.trim().split('\n'),
  ]
  await writeFile(join(folder, 'usage.ts'), `${[...head, ...calls.map(([call]) => call)].join('\n')}\n`)
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../../tsconfig.json',
      compilerOptions: packageTypes,
      include: ['*.ts'],
      exclude: [],
    }),
  )
  const tsc = join(root, 'node_modules/typescript/lib/tsc.js')
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: root,
  }).catch((error: { stdout: string }) => error)
  const refused = new Set([...stdout.matchAll(/usage\.ts\((\d+),/g)].map((match) => Number(match[1])))
  assert.deepEqual(
    calls.map(([call], i) => [call, !refused.has(i + head.length + 1)]),
    calls.map(([call, fine]) => [call, fine]),
  )
})
