/** What a file says outside of its `export default`: a statement with the names that it gives. */
interface Statement {
  readonly text: string
  readonly names: readonly string[]
  readonly isImport: boolean
}

/**
 * The text of a function as its file has it, types and all; null where it is not found there. Node blanks types out before
 * it runs a file, so that the function's own text has spaces where the file has types.
 */
export function sourceOf(work: (...args: never) => unknown, file: string): string | null {
  const text = work.toString()
  const first = text.split(/\s/, 1)[0]!
  for (let at = file.indexOf(first); at >= 0; at = file.indexOf(first, at + 1)) {
    const found = file.slice(at, at + text.length)
    if (found.length === text.length && fits(text, found)) return found
  }
  return null
}

function fits(blanked: string, original: string): boolean {
  for (let i = 0; i < blanked.length; i++) if (blanked[i] !== ' ' && blanked[i] !== original[i]) return false
  return true
}

/**
 * The statements of a file that a piece of it needs: imports, and declarations with what those need in turn. It goes by
 * lines: a statement begins where a line does without indentation, as every formatter leaves it.
 */
export function neededBy(pieces: readonly string[], file: string): Statement[] {
  const statements = statementsOf(file)
  const needed = new Set<Statement>()
  const look = (text: string): void => {
    const words = new Set(text.match(/[\w$]+/g))
    for (const each of statements) {
      if (needed.has(each) || !each.names.some((name) => words.has(name))) continue
      needed.add(each)
      if (!each.isImport) look(each.text)
    }
  }
  for (const piece of pieces) look(piece)
  return statements.filter((each) => needed.has(each))
}

const library = /from '(?:nuages\/migrations)'|from "(?:nuages\/migrations)"/

function statementsOf(file: string): Statement[] {
  const blocks: string[] = []
  for (const line of file.split(/\r?\n/)) {
    const begins = /^[A-Za-z$_@/]/.test(line)
    if (begins && !(blocks.length > 0 && isComment(blocks.at(-1)!))) blocks.push(line)
    else if (blocks.length > 0) blocks[blocks.length - 1] += `\n${line}`
  }
  return blocks
    .map((block) => block.trimEnd())
    .filter((block) => !/^export default\b/m.test(block))
    .map((text) => ({ text, names: namesOf(text), isImport: /^import\b/m.test(text) }))
    .filter(({ isImport, text }) => !(isImport && library.test(text)))
}

/** A comment above a declaration belongs to it. */
function isComment(block: string): boolean {
  return block.split('\n').every((line) => /^\s*(?:\/\/|\/\*|\*|$)/.test(line))
}

function namesOf(text: string): string[] {
  const imported = /^import\s+(?:type\s+)?([\s\S]*?)\s+from\b/m.exec(text)?.[1]
  if (imported !== undefined)
    return imported
      .replace(/[{}]/g, ',')
      .split(',')
      .map((each) =>
        each
          .replace(/^\s*type\s+/, '')
          .trim()
          .split(/\s+as\s+/)
          .at(-1)!
          .trim(),
      )
      .filter((name) => name !== '' && name !== '*')
  const taken = /^(?:export\s+)?(?:const|let|var)\s+([{[][^=]*[}\]])\s*[:=]/m.exec(text)?.[1]
  if (taken !== undefined) return taken.match(/[\w$]+/g) ?? []
  const declared =
    /^(?:export\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|var|function\*?|class|type|interface)\s+([\s\S]*?)[\s(<:=;{]/m.exec(
      text,
    )
  return declared === null ? [] : [declared[1]!]
}
