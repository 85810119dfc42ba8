import { type SyntaxNode as Node, parseJavaScript, staticText, walk } from '../../sources/index.ts'
import type { FindReferences, Reference } from './reference.ts'

/**
 * The addresses of a script or module that are written out and relative to it ('./', '../') or absolute: of `import` and `export … from`, of
 * `import(…)`, `new URL(…, import.meta.url)` and `import.meta.resolve(…)`, and the source map's.
 */
export const javaScriptReferences: FindReferences = async (source) => {
  const parsed = await parseJavaScript(source)
  if ('problem' in parsed) return parsed
  const found: Reference[] = []
  walk(parsed.program, null, (node) => {
    const address = addressIn(node)
    if (address !== null) found.push(address)
    return null
  })
  const map = parsed.comments.findLast(({ value }) => sourceMap.test(value))
  if (map !== undefined) {
    const address = sourceMap.exec(map.value)![1]!
    const start = source.indexOf(address, map.start)
    found.push({ start, end: start + address.length, address, optional: true })
  }
  return found.sort((a, b) => a.start - b.start)
}

const sourceMap = /^[#@]\s*sourceMappingURL=(\S+)\s*$/

/** The address that a node gives to the loader, where it is written out. */
function addressIn(node: Node): Reference | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return literal(node['source'] as Node | null)
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
function isMeta(node: Node | undefined, name: string): boolean {
  if (node?.type !== 'MemberExpression' || node['computed'] === true) return false
  const { object, property } = node as unknown as { object: Node; property: Node }
  return object.type === 'MetaProperty' && property['name'] === name
}

/** A text, or a template without values, that is an address and no name of a package. */
function literal(node: Node | null | undefined): Reference | null {
  if (node?.type !== 'Literal' && node?.type !== 'TemplateLiteral') return null
  const address = staticText(node)
  if (address === null || !/^(?:\.{1,2})?\//.test(address)) return null
  return { start: node.start + 1, end: node.end - 1, address, optional: false }
}
