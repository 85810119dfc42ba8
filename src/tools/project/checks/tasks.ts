import type { Finding } from '../../../base/checks/index.ts'
import { nameOf, parseJavaScript, type SyntaxNode, staticText, TypeStripper, walk } from '../../sources/index.ts'
import type { SourceFile } from './sources.ts'

/**
 * Finds tasks that no app lists: calls of `task` from 'nuages/tasks' with a name that is written out. Their jobs cannot be enqueued. Tests are left alone.
 */
export async function checkTasks(
  sources: readonly SourceFile[],
  listed: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  await using stripper = new TypeStripper()
  const findings: Finding[] = []
  for (const { path, source } of sources) {
    if (!source.includes('nuages/tasks') || /\.(?:test|spec)\.m?tsx?$/.test(path)) continue
    const stripped = await stripper.strip(source)
    const parsed = 'code' in stripped ? await parseJavaScript(stripped.code) : stripped
    if (!('program' in parsed)) continue
    const makers = makersOf(parsed.program)
    walk(parsed.program, null, (node) => {
      const callee = node.type === 'CallExpression' ? (node['callee'] as SyntaxNode) : null
      if (callee?.type !== 'Identifier' || !makers.has(nameOf(callee)!)) return null
      const [first] = node['arguments'] as SyntaxNode[]
      const name = staticText(first)
      if (name !== null && !listed.has(name)) findings.push(notListed(name, `${path}:${first!.loc!.start.line}`))
      return null
    })
  }
  return findings
}

const notListed = (name: string, where: string): Finding => ({
  id: 'tasks.W001',
  level: 'warning',
  message: `No app of the project lists the task '${name}': it cannot be enqueued.`,
  hint: 'Add its module to the app: `defineApp({ tasks })` with `import * as tasks`.',
  where,
})

/** The names that stand for `task` of 'nuages/tasks' in a module. */
function makersOf(program: SyntaxNode): ReadonlySet<string> {
  const makers = new Set<string>()
  for (const statement of program['body'] as SyntaxNode[]) {
    if (statement.type !== 'ImportDeclaration' || nameOf(statement['source'] as SyntaxNode) !== 'nuages/tasks') continue
    for (const specifier of statement['specifiers'] as SyntaxNode[])
      if (specifier.type === 'ImportSpecifier' && nameOf(specifier['imported'] as SyntaxNode) === 'task')
        makers.add(nameOf(specifier['local'] as SyntaxNode)!)
  }
  return makers
}
