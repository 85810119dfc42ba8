import { didYouMean } from '../../../../base/errors/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { gettextLazy } from '../../../../web/i18n/index.ts'
import { declaredPermissions } from '../../../auth/index.ts'
import { adminErrors } from '../../errors.ts'
import type { ActionContext, ActionDeclaration } from '../../options/actions.ts'
import type { AdminOptions } from '../../registration.ts'

/** An action of a model, its declaration read and checked. */
export interface ModelAction extends Omit<ActionDeclaration, 'icon' | 'permissions'> {
  /** A symbol of the page's icons: 'trash'. */
  readonly icon: string | null
  readonly permissions: readonly string[]
}

const usual = ['view', 'add', 'change', 'delete']
/** Names that begin with an underscore are the admin's own. */
const nameShape = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/

/** The actions of a model in order. Throws `NUAGES_ADMIN_BAD_ACTION` for a declaration that cannot work. */
export function modelActions(info: ModelInfo, options: AdminOptions): readonly ModelAction[] {
  const seen = new Set<string>()
  const declared = (options.actions ?? []).map((action) => {
    const { name, permissions = ['change'] } = action
    const bad = (problem: string) => adminErrors.BAD_ACTION({ model: info.label, action: String(name), problem })
    if (typeof name !== 'string' || !nameShape.test(name))
      throw bad('its name is not made of letters, digits, - and _, beginning with a letter')
    if (seen.has(name)) throw bad('another action has the same name')
    if (typeof action.run !== 'function') throw bad('it has no function `run`')
    seen.add(name)
    const known = [...usual, ...declaredPermissions(info).map((each) => each.codename)]
    for (const each of permissions)
      if (!known.includes(each))
        throw bad(`it needs the permission '${each}', which ${info.label} does not have${didYouMean(each, known)}`)
    const needed = permissions.map((each) => actionOfCodename(info, each))
    return { ...action, icon: action.icon ?? null, permissions: needed }
  })
  return options.canDelete === false ? declared : [...declared, deleteAction]
}

/** The action that every model has: its page asks, and says what would go with the rows. */
export const deleteAction: ModelAction = Object.freeze({
  name: '_delete',
  label: gettextLazy('Delete'),
  icon: 'trash',
  permissions: ['delete'],
  bad: true,
  run: async ({ rows }: ActionContext) => ({ done: (await rows.delete())[0] }),
})

/** 'change' of 'change_book'; the codename of a permission of the model's own stays. */
function actionOfCodename(info: ModelInfo, codename: string): string {
  const own = info.permissions.some((each) => each.codename === codename)
  const ending = `_${info.name.toLowerCase()}`
  return !own && codename.endsWith(ending) ? codename.slice(0, -ending.length) : codename
}
