import type { Node as AcornNode, Comment, Options } from 'acorn'
import { parse } from 'acorn'
import type { FindReferences, Reference } from './reference.ts'

/** A node of acorn's tree, of whatever kind. */
type Node = AcornNode & Readonly<Record<string, unknown>>

/**
 * The addresses of a script or module that are written out and relative to it ('./', '../') or absolute: of `import` and `export … from`, of
 * `import(…)`, `new URL(…, import.meta.url)` and `import.meta.resolve(…)`, and the source map's.
 */
export const javaScriptReferences: FindReferences = (source) => {
  const comments: Comment[] = []
  const program = read(source, comments)
  if (program === null) return null
  const found: Reference[] = []
  const waiting: unknown[] = [program]
  while (waiting.length > 0) {
    const node = waiting.pop()
    if (Array.isArray(node)) waiting.push(...node)
    else if (isNode(node)) {
      const address = addressIn(node)
      if (address !== null) found.push(address)
      waiting.push(...Object.values(node))
    }
  }
  const map = comments.findLast(({ value }) => sourceMap.test(value))
  if (map !== undefined) {
    const address = sourceMap.exec(map.value)![1]!
    const start = source.indexOf(address, map.start)
    found.push({ start, end: start + address.length, address, optional: true })
  }
  return found.sort((a, b) => a.start - b.start)
}

const sourceMap = /^[#@]\s*sourceMappingURL=(\S+)\s*$/

function read(source: string, comments: Comment[]): Node | null {
  for (const sourceType of ['module', 'script'] as const) {
    comments.length = 0
    const options: Options = { ecmaVersion: 'latest', sourceType, onComment: comments }
    try {
      return parse(source, options) as unknown as Node
    } catch {
      // Scripts may hold what modules may not.
    }
  }
  return null
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** The address that a node gives to the loader, where it is written out. */
function addressIn(node: Node): Reference | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return literal(node['source'])
    case 'NewExpression': {
      const { callee, arguments: given } = node as unknown as { callee: Node; arguments: readonly Node[] }
      const isUrl = callee.type === 'Identifier' && callee['name'] === 'URL' && given.length === 2
      return isUrl && isMeta(given[1], 'url') ? literal(given[0]) : null
    }
    case 'CallExpression': {
      const { callee, arguments: given } = node as unknown as { callee: Node; arguments: readonly Node[] }
      return isMeta(callee, 'resolve') ? literal(given[0]) : null
    }
    default:
      return null
  }
}

/** `import.meta.<name>`. */
function isMeta(node: unknown, name: string): boolean {
  if (!isNode(node) || node.type !== 'MemberExpression' || node['computed'] === true) return false
  const { object, property } = node as unknown as { object: Node; property: Node }
  return object.type === 'MetaProperty' && property['name'] === name
}

/** A text, or a template without values, that is an address and no name of a package. */
function literal(node: unknown): Reference | null {
  if (!isNode(node)) return null
  const quasis = node['quasis'] as readonly { value: { cooked?: string | null } }[] | undefined
  const address = node.type === 'Literal' ? node['value'] : quasis?.length === 1 ? quasis[0]!.value.cooked : null
  if (typeof address !== 'string' || !/^(?:\.{1,2})?\//.test(address)) return null
  return { start: node.start + 1, end: node.end - 1, address, optional: false }
}
