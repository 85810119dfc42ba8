import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder, root } from './files.ts'

/** A fenced block of a document: TypeScript, or the SQL that the TypeScript before it makes. */
export interface CodeBlock {
  readonly file: string
  readonly language: 'ts' | 'sql'
  /** The file that other blocks of the document import: a fence that begins with `ts models.ts`. */
  readonly name: string | null
  /** The line of its first line of code, from 1. */
  readonly line: number
  readonly code: string
}

/** Every fenced `ts` block in the README and under `docs/`, except those marked `ts ignore`. */
export function codeBlocks(): CodeBlock[] {
  return ['README.md', ...filesUnder('docs', '.md')].flatMap((file) =>
    blocksOf(file).filter(({ language }) => language === 'ts'),
  )
}

/** The `ts` and `sql` blocks of one document, in order. */
export function blocksOf(file: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  for (let at = 0; at < lines.length; at++) {
    const fence = /^```(ts|sql)(?: (\w+\.ts))?$/.exec(lines[at]!.trim())
    if (fence === null) continue
    const end = lines.findIndex((line, index) => index > at && line.trim() === '```')
    const code = lines.slice(at + 1, end).join('\n')
    blocks.push({ file, language: fence[1] as 'ts' | 'sql', name: fence[2] ?? null, line: at + 2, code })
    at = end
  }
  return blocks
}
