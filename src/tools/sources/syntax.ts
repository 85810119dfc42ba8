import type { Node as AcornNode, Comment, Options } from 'acorn'

export type { Comment } from 'acorn'

/** A node of acorn's tree (https://github.com/estree/estree), of whatever kind. */
export type SyntaxNode = AcornNode & Readonly<Record<string, unknown>>

/** A source as a tree, or why it is none. */
export type Parsed =
  | { readonly program: SyntaxNode; readonly comments: readonly Comment[] }
  | { readonly line: number | null; readonly problem: string }

/** Reads JavaScript, as a module or else as a script. */
export async function parseJavaScript(source: string): Promise<Parsed> {
  const acorn = await import('acorn')
  const comments: Comment[] = []
  const parse = (options: Partial<Options>) => {
    comments.length = 0
    return acorn.parse(source, {
      ecmaVersion: 'latest',
      locations: true,
      onComment: comments,
      ...options,
    }) as unknown as SyntaxNode
  }
  try {
    return { program: parse({ sourceType: 'module' }), comments }
  } catch (error) {
    try {
      return { program: parse({ sourceType: 'script', allowReturnOutsideFunction: true }), comments }
    } catch {
      return unreadable(error)
    }
  }
}

function unreadable(error: unknown): { readonly line: number | null; readonly problem: string } {
  if (!(error instanceof SyntaxError) || error.message.startsWith('Not enough stack'))
    return { line: null, problem: 'it is nested too deeply to be read' }
  const { loc } = error as { loc?: { line: number } }
  return { line: loc?.line ?? null, problem: error.message.replace(/ \(\d+:\d+\)$/, '') }
}

/**
 * Visits every node, the outer ones first; what `visit` gives is handed to the visits of the nodes inside. Without recursion, since a
 * chain of ten thousand `+` is as deep as it is long.
 */
export function walk<C>(program: SyntaxNode, outermost: C, visit: (node: SyntaxNode, outer: C) => C): void {
  const open: [SyntaxNode, C][] = [[program, outermost]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, outer] = next
    const inner = visit(node, outer)
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value])
        if (typeof child?.type === 'string') open.push([child as SyntaxNode, inner])
  }
}

/** The name that a call uses: `gettext`, `locale.gettext`, `locale['gettext']`, `(0, i18n.gettext)`. */
export function calledName(callee: SyntaxNode): { readonly name: string; readonly method: boolean } | null {
  switch (callee.type) {
    case 'Identifier':
      return { name: callee['name'] as string, method: false }
    case 'MemberExpression': {
      const property = callee['property'] as SyntaxNode
      const name = callee['computed'] === true && property.type !== 'Literal' ? null : nameOf(property)
      return name === null ? null : { name, method: true }
    }
    case 'ChainExpression':
      return calledName(callee['expression'] as SyntaxNode)
    case 'SequenceExpression':
      return calledName((callee['expressions'] as SyntaxNode[]).at(-1)!)
    default:
      return null
  }
}

/** What an identifier or a quoted name is called, or null. */
export function nameOf(node: SyntaxNode | null | undefined): string | null {
  if (node?.type === 'Identifier' || node?.type === 'PrivateIdentifier') return node['name'] as string
  return node?.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null
}

/** A text that the source spells out, or null. */
export function staticText(node: SyntaxNode | undefined): string | null {
  let rest = ''
  let left = node
  // `a + b + c` is `(a + b) + c`.
  while (left?.type === 'BinaryExpression' && left['operator'] === '+') {
    const right = staticText(left['right'] as SyntaxNode)
    if (right === null) return null
    rest = right + rest
    left = left['left'] as SyntaxNode
  }
  if (left?.type === 'Literal' && typeof left['value'] === 'string') return left['value'] + rest
  if (left?.type !== 'TemplateLiteral' || (left['expressions'] as SyntaxNode[]).length > 0) return null
  const { cooked } = (left['quasis'] as { value: { cooked: string | null } }[])[0]!.value
  return cooked === null || cooked === undefined ? null : cooked + rest
}
