/** The functions that `nuages check` is made of. */
export type TemplateChecks = typeof import('./checks/index.ts')

/** What `nuages check` is made of: read when it is asked for, since a server never needs it. */
export function loadTemplateChecks(): Promise<TemplateChecks> {
  return import('./checks/index.ts')
}
