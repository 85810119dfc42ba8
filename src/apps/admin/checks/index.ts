import type { NuagesError } from '../../../base/errors/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { modelAdmin } from '../model-admin.ts'
import type { AdminOptions } from '../registration.ts'
import { formProblems } from './form.ts'
import { listProblems } from './list.ts'
import type { Looked, Problem } from './problem.ts'

export type { Problem } from './problem.ts'

/** The id of what has none of its own: a problem that reading a registration finds first. */
const other = 'admin.E900'

/**
 * All that is wrong with the registrations of a site, in order. Semantics: Django's checks of a `ModelAdmin`
 * (https://docs.djangoproject.com/en/stable/ref/checks/#admin), with those of options that it does not have.
 */
export function registrationProblems(registered: ReadonlyMap<ModelInfo, AdminOptions>): Problem[] {
  return [...registered].flatMap(([info, options]) => {
    const looked: Looked = { info, options, others: (far) => registered.get(far) }
    const problems = [...listProblems(looked), ...formProblems(looked)]
    if (problems.length > 0) return problems
    try {
      modelAdmin(info, options)
      return []
    } catch (error) {
      return [{ id: other, error: error as NuagesError }]
    }
  })
}
