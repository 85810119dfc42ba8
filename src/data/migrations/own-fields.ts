import { currentScope, provide, runInScope } from '../../base/context/index.ts'
import { customFieldsService } from '../orm/index.ts'
import type { ModelRegistry } from '../query/index.ts'
import { rolesService } from './files/roles.ts'

/** Runs `work` where migrations may name the kinds of fields that a project adds, and the roles that its models have. */
export function withOwnFields<R>({ registry }: { readonly registry?: ModelRegistry }, work: () => R): R {
  if (registry === undefined) return work()
  const services = new Map(currentScope()?.services)
  services.set(...provide(customFieldsService, registry.customFields))
  services.set(...provide(rolesService, registry.roles))
  return runInScope({ services }, work)
}
