import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { packageTypes } from '../../support/package-types.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')

/** Wrong calls, and what the compiler says of each. */
const wrong: readonly (readonly [call: string, sentence: string])[] = [
  ["Author.filter({ nmae: 'le' })", "No field 'nmae' on Author; did you mean 'name'?"],
  ["Book.filter({ author__nmae__icontains: 'le' })", "No field 'nmae' on Author; did you mean 'name'?"],
  ["Book.filter({ author__country__cod: 'FR' })", "No field 'cod' on Country; did you mean 'code'?"],
  ['Book.filter({ in_print: true })', "No field 'in_print' on Book; did you mean 'inPrint'?"],
  ["Book.filter({ zzz: 'le' })", "No field 'zzz' on Book"],
  ["Book.exclude({ titel: 'le' })", "No field 'titel' on Book; did you mean 'title'?"],
  ["Book.filter({ title__starstwith: 'le' })", "No lookup 'starstwith' on string; did you mean 'startswith'?"],
  ["Book.filter({ pages__icontains: 'le' })", "No lookup 'icontains' on number"],
  ["Profile.filter({ settings__thema: 'dark' })", "No key 'thema' on Settings; did you mean 'theme'?"],
  ["Book.filter({ pages__gt: 'le' })", "'pages__gt' takes number"],
  ["Book.filter({ status: 'gone' })", `'status' takes "draft" | "live"`],
  ["Book.filter({ title: F('pages') })", "'title' takes string"],
  ["Book.all().orderBy('-author__nmae')", "No field 'nmae' on Author; did you mean 'name'?"],
  ["Book.all().values('titl')", "No field 'titl' on Book; did you mean 'title'?"],
  ["Author.annotate({ n: Count('boks') })", "No field 'boks' on Author; did you mean 'books'?"],
  ["Book.all().selectRelated('autor')", "No relation to one row 'autor' on Book; did you mean 'author'?"],
  ["Book.all().prefetchRelated('tag')", "No relation 'tag' on Book; did you mean 'tags'?"],
  ["Tag.create({ name: 'x', nam: 'y' })", "No field 'nam' on Tag; did you mean 'name'?"],
  ["Book.all().update({ pages: 3, titel: 'x' })", "No field 'titel' on Book; did you mean 'title'?"],
  ["Book.all().update({ title: F('pages') })", "'title' takes string"],
  ["meta<Book>()({ ordering: ['-publishd'] })", "No field 'publishd' on Book; did you mean 'published'?"],
]

/** `Wrong<"No field 'nmae' on", Author, "did you mean 'name'?">` as the sentence that it is. */
function sentenceOf(text: string): string {
  const found = /Wrong<"((?:[^"\\]|\\.)*)", (.*?), "([^"]*)">/.exec(text)
  if (found === null) return text
  const [, message, on, hint] = found
  return `${message} ${on}${hint === '' ? '' : `; ${hint}`}`
}

test('the compiler says what is wrong, on which model, and what was meant', async () => {
  const folder = join(root, 'test/types/scale/sentences')
  await mkdir(folder, { recursive: true })
  const head = [
    "import { Count, F, meta } from 'nuages/orm'",
    "import { Author, Book, Profile, Tag } from '../../orm-models.ts'",
    'export { Author, Book, Count, F, meta, Profile, Tag }',
  ]
  await writeFile(join(folder, 'usage.ts'), `${[...head, ...wrong.map(([call]) => call)].join('\n')}\n`)
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
  const { stdout } = await run(process.execPath, [tsc, '-p', folder, '--pretty', 'false', '--noErrorTruncation'], {
    cwd: root,
  }).catch((error: { stdout: string }) => error)
  const said = new Map<number, string>()
  let at = 0
  for (const line of stdout.split('\n')) {
    at = Number(/sentences\/usage\.ts\((\d+),/.exec(line)?.[1] ?? at)
    said.set(at, `${said.get(at) ?? ''}${line}\n`)
  }
  assert.deepEqual(
    wrong.map(([call], i) => [call, sentenceOf(said.get(i + head.length + 1) ?? 'nothing')]),
    wrong.map(([call, sentence]) => [call, sentence]),
  )
})
