import { posix } from 'node:path'
import type { Finding } from '../../../base/checks/index.ts'
import type { Router } from '../../../web/http/index.ts'
import { nameOf, parseJavaScript, type SyntaxNode, staticText, TypeStripper, walk } from '../../sources/index.ts'
import type { SourceFile } from './sources.ts'

/** A module that was read: its tree, and which of its names make links. */
interface LinkModule {
  readonly path: string
  readonly program: SyntaxNode
  /** Names that are called with the name of a route. */
  readonly links: ReadonlySet<string>
  /** Names under which `nuages/http` as a whole is known. */
  readonly spaces: ReadonlySet<string>
  /** What other modules get, by the name that they import. */
  readonly exported: ReadonlySet<string>
}

const hint = 'Check the name, its namespace and the parameters; `nuages shell` shows `app.router.routes`.'

/**
 * Finds links to routes that the project does not have: calls of `reverse` from 'nuages/http', and of what `reverser` made, with a
 * name that is written out. Parameters are checked where an object or a list is written out. Tests are left alone: they may well ask for
 * what is not there.
 */
export async function checkLinks(sources: readonly SourceFile[], router: Router): Promise<readonly Finding[]> {
  await using stripper = new TypeStripper()
  const files = sources.filter(({ path }) => !/\.(?:test|spec)\.m?tsx?$/.test(path))
  const read = new Map<string, LinkModule>()
  const readAll = async (chosen: readonly SourceFile[]) => {
    for (const { path, source } of chosen) {
      const stripped = await stripper.strip(source)
      const parsed = 'code' in stripped ? await parseJavaScript(stripped.code) : stripped
      // Whatever is wrong with it, the compiler says so.
      if ('program' in parsed) read.set(path, linkModule(path, parsed.program, read))
    }
  }
  const isDirect = ({ source }: SourceFile) => source.includes('nuages/http') && /\breverser?\b/.test(source)
  await readAll(files.filter(isDirect))
  const shared = new Set([...read.values()].flatMap(({ exported }) => [...exported]))
  const mayImport = (file: SourceFile) => [...shared].some((name) => file.source.includes(name))
  if (shared.size > 0) {
    const others = files.filter((file) => !isDirect(file) && mayImport(file))
    const again = files.filter((file) => isDirect(file) && mayImport(file))
    await readAll(others)
    for (const { path } of again) {
      const known = read.get(path)
      if (known !== undefined) read.set(path, linkModule(path, known.program, read))
    }
  }
  return [...read.values()].flatMap((module) => findingsIn(module, router)).sort(byPlace)
}

const byPlace = (a: Finding, b: Finding) => a.where.localeCompare(b.where, 'en', { numeric: true })

function linkModule(path: string, program: SyntaxNode, others: ReadonlyMap<string, LinkModule>): LinkModule {
  const links = new Set<string>()
  const makers = new Set<string>()
  const spaces = new Set<string>()
  const exported = new Set<string>()
  const isMaker = (callee: SyntaxNode) =>
    (callee.type === 'Identifier' && makers.has(nameOf(callee)!)) || memberOf(callee, spaces) === 'reverser'
  for (const statement of program['body'] as SyntaxNode[]) {
    if (statement.type === 'ImportDeclaration') learnImport(statement, path, others, { links, makers, spaces })
    const isExport = statement.type === 'ExportNamedDeclaration'
    const declaration = isExport ? (statement['declaration'] as SyntaxNode | null) : statement
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id, init } of declaration['declarations'] as { id: SyntaxNode; init: SyntaxNode | null }[]) {
        if (id.type !== 'Identifier' || init?.type !== 'CallExpression' || !isMaker(init['callee'] as SyntaxNode))
          continue
        links.add(nameOf(id)!)
        if (isExport) exported.add(nameOf(id)!)
      }
    }
    if (isExport && statement['source'] === null) {
      for (const { local, exported: as } of statement['specifiers'] as { local: SyntaxNode; exported: SyntaxNode }[])
        if (links.has(nameOf(local)!)) exported.add(nameOf(as)!)
    }
  }
  return { path, program, links, spaces, exported }
}

function learnImport(
  statement: SyntaxNode,
  path: string,
  others: ReadonlyMap<string, LinkModule>,
  into: { readonly links: Set<string>; readonly makers: Set<string>; readonly spaces: Set<string> },
): void {
  const from = nameOf(statement['source'] as SyntaxNode)!
  const isHttp = from === 'nuages/http'
  const other = from.startsWith('.') ? others.get(posix.join(posix.dirname(path), from)) : undefined
  for (const specifier of statement['specifiers'] as SyntaxNode[]) {
    const local = nameOf(specifier['local'] as SyntaxNode)!
    if (specifier.type === 'ImportNamespaceSpecifier') {
      if (isHttp) into.spaces.add(local)
    } else if (specifier.type === 'ImportSpecifier') {
      const imported = nameOf(specifier['imported'] as SyntaxNode)!
      if (isHttp && imported === 'reverser') into.makers.add(local)
      else if (isHttp ? imported === 'reverse' : other?.exported.has(imported)) into.links.add(local)
    }
  }
}

/** `reverse` of `http.reverse`, where `http` is one of `spaces`. */
function memberOf(callee: SyntaxNode, spaces: ReadonlySet<string>): string | null {
  if (callee.type !== 'MemberExpression' || callee['computed'] === true) return null
  const object = callee['object'] as SyntaxNode
  return object.type === 'Identifier' && spaces.has(nameOf(object)!) ? nameOf(callee['property'] as SyntaxNode) : null
}

function findingsIn({ path, program, links, spaces }: LinkModule, router: Router): Finding[] {
  const findings: Finding[] = []
  walk(program, null, (node) => {
    if (node.type !== 'CallExpression') return null
    const callee = node['callee'] as SyntaxNode
    const isLink = callee.type === 'Identifier' ? links.has(nameOf(callee)!) : memberOf(callee, spaces) === 'reverse'
    if (!isLink) return null
    const [name, params] = node['arguments'] as (SyntaxNode | undefined)[]
    const route = staticText(name)
    const wrong = route === null ? null : problemOf(route, params, router)
    if (wrong !== null) findings.push({ ...wrong, level: 'error', hint, where: `${path}:${name!.loc!.start.line}` })
    return null
  })
  return findings
}

function problemOf(
  name: string,
  params: SyntaxNode | undefined,
  router: Router,
): { readonly id: string; readonly message: string } | null {
  const shapes = router.describe(name)
  if ('reason' in shapes) return { id: 'urls.E001', message: `There is no URL '${name}': ${shapes.reason}.` }
  const given = givenBy(params)
  if (given === null) return null
  const fits = shapes.some(({ parameters, defaults }) =>
    parameters.some((names) =>
      typeof given === 'number'
        ? names.length === given
        : names.every((each) => given.includes(each)) &&
          given.every((each) => names.includes(each) || defaults.includes(each)),
    ),
  )
  if (fits) return null
  const wants = shapes.map((shape) => `'${shape.route}'`).join(' or ')
  const gives = typeof given === 'number' ? `${given} values` : given.join(', ') || 'nothing'
  return { id: 'urls.E002', message: `The URL '${name}' is ${wants}, and the call gives ${gives}.` }
}

/** The names of an object, the number of a list's values; null where they are not all written out. */
function givenBy(params: SyntaxNode | undefined): readonly string[] | number | null {
  if (params === undefined) return []
  if (params.type === 'ArrayExpression') {
    const elements = params['elements'] as (SyntaxNode | null)[]
    return elements.some((each) => each === null || each.type === 'SpreadElement') ? null : elements.length
  }
  if (params.type !== 'ObjectExpression') return null
  const names: string[] = []
  for (const property of params['properties'] as SyntaxNode[]) {
    const name =
      property.type !== 'Property' || property['computed'] === true ? null : nameOf(property['key'] as SyntaxNode)
    if (name === null) return null
    names.push(name)
  }
  return names
}
