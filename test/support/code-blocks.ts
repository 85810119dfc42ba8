import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder, root } from './files.ts'

/** A fenced `ts` block of a document. */
export interface CodeBlock {
  readonly file: string
  /** The line of its first line of code, from 1. */
  readonly line: number
  readonly code: string
}

/** Every fenced `ts` block in the README and under `docs/`, except those marked `ts ignore`. */
export function codeBlocks(): CodeBlock[] {
  const blocks: CodeBlock[] = []
  for (const file of ['README.md', ...filesUnder('docs', '.md')]) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    for (let at = 0; at < lines.length; at++) {
      if (lines[at]!.trim() !== '```ts') continue
      const end = lines.findIndex((line, index) => index > at && line.trim() === '```')
      blocks.push({ file, line: at + 2, code: lines.slice(at + 1, end).join('\n') })
      at = end
    }
  }
  return blocks
}
