import { askedPermissions, declaredPermissions, RuleBook } from '../../../apps/auth/index.ts'
import type { Finding } from '../../../base/checks/index.ts'
import { didYouMean } from '../../../base/errors/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import type { UrlEntry } from '../../../web/http/index.ts'
import type { Project } from '../project.ts'

/** Permissions that a view asks for and no model has: nobody but superusers would ever pass. */
export function checkPermissions({ urls, orm, apps }: Project): readonly Finding[] {
  const rules = new RuleBook(apps.flatMap((app) => app.rules ?? []))
  const known = new Set(
    orm.registry.models.flatMap((info) => [
      ...declaredPermissions(info).map(({ codename }) => `${info.app}.${codename}`),
      ...rules.actions(info, orm.registry).map((action) => `${info.app}.${action}_${info.name.toLowerCase()}`),
    ]),
  )
  const findings: Finding[] = modelFindings(orm.registry.models)
  const look = (view: unknown, route: string): void => {
    for (const name of askedPermissions(view)) {
      if (known.has(name)) continue
      findings.push({
        id: 'auth.W001',
        level: 'warning',
        message: `No model has the permission '${name}'${didYouMean(name, known)}`,
        hint: "Correct it, or declare it in a model's `meta.permissions`.",
        where: `urls: '${route}'`,
      })
    }
  }
  const visit = (entries: readonly UrlEntry[], above: string): void => {
    for (const entry of entries) {
      const route = above + entry.route
      if (entry.kind === 'include') visit(entry.urls, route)
      else if (entry.kind === 'route')
        for (const view of typeof entry.view === 'function' ? [entry.view] : Object.values(entry.view))
          look(view, route)
    }
  }
  visit(urls, '')
  return findings
}

const longestCodename = 100

/** What the table of permissions cannot hold. Semantics: Django's checks auth.E005, E006 and E012. */
function modelFindings(models: readonly ModelInfo[]): Finding[] {
  const findings: Finding[] = []
  for (const info of models) {
    const seen = new Set<string>()
    for (const { codename } of declaredPermissions(info)) {
      const wrong = (id: string, message: string, hint: string) =>
        findings.push({ id, level: 'error', message, hint, where: info.label })
      if (seen.has(codename))
        wrong(
          'auth.E006',
          `The permission '${codename}' is there twice`,
          'Take it out of `meta.permissions`, or name it otherwise.',
        )
      if (codename.length > longestCodename)
        wrong('auth.E012', `The permission '${codename}' has more than ${longestCodename} letters`, 'Shorten it.')
      seen.add(codename)
    }
  }
  return findings
}
