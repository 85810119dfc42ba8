import type { ModelInfo } from '../../../data/query/index.ts'
import { fieldAccess, permissionFor } from '../../auth/index.ts'
import { isRuled, mayView } from '../access.ts'
import { hooked } from '../form/request-model.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'

/** The registration of a model, or of a proxy of it: histories are those of the model whose table it is. */
export function registrationOf({ models }: AdminRequest, info: ModelInfo): ModelAdmin | undefined {
  const own = models.of(info)
  if (own !== undefined) return own
  return models.groups.flatMap((group) => group.models).find((each) => each.info.concrete === info.concrete)
}

/** May see rows of a model, which may be in forms of others only. */
export function maySeeRows(admin: AdminRequest, info: ModelInfo): boolean {
  const model = registrationOf(admin, info)
  if (model !== undefined) return mayView(admin, model)
  if (admin.user.isSuperuser) return true
  return (['view', 'change'] as const).some((action) => admin.given.has(permissionFor(info, action)))
}

/** Whether it depends on the row who sees it: then nobody can say so of a row that is gone. */
export function dependsOnRow(admin: AdminRequest, model: ModelAdmin): boolean {
  const { rows, canView } = model.options.hooks ?? {}
  return rows !== undefined || canView !== undefined || isRuled(admin, model)
}

/** The same of a model whose rows may be in forms of others only. */
export function rowsDiffer(admin: AdminRequest, info: ModelInfo): boolean {
  const model = registrationOf(admin, info)
  return model === undefined ? isRuled(admin, { info }) : dependsOnRow(admin, model)
}

/** Says which fields of a model this person may read about: none that rules hide, and for other than superusers none that no form shows. */
export async function seenFields(
  admin: AdminRequest,
  info: ModelInfo,
  row: AnyRow | null,
): Promise<(name: string) => boolean> {
  if (admin.user.isSuperuser) return () => true
  const { hidden } = await fieldAccess(admin.actor, info, row)
  const registered = registrationOf(admin, info)
  const model = registered === undefined ? undefined : await hooked(admin, registered, row)
  const shown = model === undefined ? null : new Set(model.sections.flatMap(({ lines }) => lines.flat()))
  return (name) => !hidden.has(name) && (shown === null || shown.has(name))
}
