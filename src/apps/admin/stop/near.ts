import { nearest } from '../../../base/errors/index.ts'
import { mayView } from '../access.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminRequest } from '../request.ts'

/** The models that an address may have meant: of those that this person may see, by any of their names. */
export function nearModels(admin: AdminRequest): ModelAdmin[] {
  const written = admin.request.path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => segment.toLowerCase())
  const known = new Map<string, ModelAdmin>()
  for (const { models } of admin.models.groups)
    for (const model of models) {
      if (!mayView(admin, model)) continue
      const { name, verboseName, verboseNamePlural } = model.info
      for (const each of [name, verboseName, verboseNamePlural]) {
        const text = each.toLowerCase().replaceAll(' ', '')
        if (!known.has(text)) known.set(text, model)
      }
    }
  const found = written.flatMap((segment) => {
    const name = nearest(segment.replaceAll(/[-_]/g, ''), known.keys())
    return name === null ? [] : [known.get(name)!]
  })
  return [...new Set(found)].slice(0, 3)
}
