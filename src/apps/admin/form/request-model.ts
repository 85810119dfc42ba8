import { forUser } from '../for-user.ts'
import { formSections, type ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'

/** The model as its hooks want it for this request, narrowed to what the person may see and write of this row (null: of a new one). */
export async function modelFor(admin: AdminRequest, shown: ModelAdmin, row: AnyRow | null): Promise<ModelAdmin> {
  return forUser(admin, await hooked(admin, shown, row), row)
}

/** The model as its hooks want it for this request. */
export async function hooked({ request }: AdminRequest, shown: ModelAdmin, row: AnyRow | null): Promise<ModelAdmin> {
  const { hooks } = shown.options
  if (hooks === undefined) return shown
  const further = (await hooks.readonlyFields?.(request, row)) ?? []
  const fieldsets = hooks.fieldsets?.(request, row) ?? null
  const inlines = hooks.inlines?.(request, row) ?? null
  if (further.length === 0 && fieldsets === null && inlines === null) return shown
  const { info, computed, options } = shown
  const readonly = new Set([...shown.readonly, ...further])
  const sections =
    fieldsets === null ? shown.sections : formSections(info, { ...options, fieldsets }, readonly, computed)
  const names = sections.flatMap((section) => section.lines.flat())
  return Object.create(shown, {
    readonly: { value: readonly },
    sections: { value: sections },
    editable: { value: names.filter((name) => !readonly.has(name)) },
    // The same fields elsewhere: what the form does not change is no cell, and what it does not show is not looked at beside the list.
    cells: { value: shown.cells.filter((name) => !readonly.has(name) && names.includes(name)) },
    quickLook: {
      value: options.quickLook === undefined ? shown.quickLook.filter((name) => names.includes(name)) : shown.quickLook,
    },
    inlines: {
      value: inlines === null ? shown.inlines : shown.inlines.filter(({ declared }) => inlines.includes(declared)),
    },
  }) as ModelAdmin
}
