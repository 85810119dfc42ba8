import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { type CodeBlock, codeBlocks } from '../support/code-blocks.ts'
import { filesUnder, root } from '../support/files.ts'
import { packageTypes } from '../support/package-types.ts'
import { entries } from '../support/surface.ts'

const tsc = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'tsc.cmd' : 'tsc')

test('every code block in the documents type-checks', () => {
  const folder = join(root, 'test', 'types', 'scale', 'docs')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = new Map<string, CodeBlock>()
  for (const block of codeBlocks()) {
    const path = `${block.file.replaceAll(/\W/g, '_')}/${block.name ?? `block${files.size}.ts`}`
    files.set(path, block)
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), `${block.code}\nexport {}\n`)
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false, ...packageTypes },
      include: ['**/*.ts'],
      exclude: [],
    }),
  )
  const { stdout } = spawnSync(tsc, ['-p', join(folder, 'tsconfig.json'), '--pretty', 'false'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  const wrong = stdout
    .split('\n')
    .filter((line) => line.includes('error TS'))
    .map((line) =>
      line.replace(/^.*?(\w+)[\\/](\w+\.ts)\((\d+),(\d+)\)/, (all, document, name, row, column) => {
        const block = files.get(`${document}/${name}`)
        return block === undefined ? all : `${block.file}:${block.line + Number(row) - 1}:${column}`
      }),
    )
  assert.deepEqual(wrong, [])
})

test('every subpath has its page of reference', () => {
  const missing = entries()
    .map(({ subpath }) => `docs/reference/${subpath.slice(2)}.md`)
    .filter((file) => !existsSync(join(root, file)))
  assert.deepEqual(missing, [])
})

test('links between documents lead somewhere', () => {
  const broken = ['README.md', 'CONTRIBUTING.md', ...filesUnder('docs', '.md')].flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file} → ${target}`),
  )
  assert.deepEqual(broken, [])
})
