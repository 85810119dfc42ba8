import { currentScope, provide, runInScope } from '../../base/context/index.ts'
import { customFieldsService } from '../orm/index.ts'
import type { ModelRegistry } from '../query/index.ts'

/** Runs `work` where migrations may name the kinds of fields that a project adds. */
export function withOwnFields<R>({ registry }: { readonly registry?: ModelRegistry }, work: () => R): R {
  if (registry === undefined) return work()
  const services = new Map(currentScope()?.services)
  services.set(...provide(customFieldsService, registry.customFields))
  return runInScope({ services }, work)
}
