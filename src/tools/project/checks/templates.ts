import { sep } from 'node:path'
import type { Finding } from '../../../base/checks/index.ts'
import { use } from '../../../base/context/index.ts'
import { staticFilesService } from '../../../web/http/index.ts'
import { loadTemplateChecks, type ReadTemplate } from '../../../web/templates/index.ts'
import type { Project } from '../project.ts'
import type { ProjectCheckOptions } from './index.ts'
import type { SourceFile } from './sources.ts'
import { checkTypes } from './types.ts'

/**
 * What is wrong in the project's templates, sorted by place: the names in them, values where escaping does not protect, and
 * what their contexts do not have. Of templates that came with a package only the reading is checked.
 */
export async function checkProjectTemplates(
  project: Project,
  sources: readonly SourceFile[],
  processors: boolean,
  { notes = false, types = true }: ProjectCheckOptions,
): Promise<readonly Finding[]> {
  const { dir, engine, app } = project
  const checks = await loadTemplateChecks()
  const files = use(staticFilesService)
  const foreign = ({ origin: { path } }: ReadTemplate) =>
    path !== null && (!path.startsWith(dir + sep) || path.includes(`${sep}node_modules${sep}`))
  const { set, findings } = await checks.checkTemplates(engine, {
    foreign,
    describeRoute: (name) => app.router.describe(name),
    reverse: (name, values) => app.router.reverse(name, values),
    hasFile: async (path) => (await files.find(path.replace(/[?#].*/s, ''))) !== null,
  })
  const typed = types ? await checkTypes(dir, sources, set, checks, { processors }) : null
  const near = (path: string) => (path.startsWith(dir + sep) ? path.slice(dir.length + 1) : path)
  const found = checks
    .unsilenced([...findings, ...(typed?.findings ?? [])])
    .filter(({ id }) => notes || !checks.isNote(id))
  const result = checks.sorted(found).map((each): Finding => {
    const { level, hint } = checks.templateFindings[each.id]
    return { id: each.id, level, message: each.message, hint, where: near(checks.whereOf(each)) }
  })
  if (typed !== null && typed.note !== null)
    result.push({
      id: 'templates.W020',
      level: 'warning',
      message: typed.note,
      hint: 'Repair what it says, or leave this part out with --no-types.',
      where: 'templates',
    })
  return result
}
