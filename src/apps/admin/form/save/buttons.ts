import { setCookie } from '../../../../web/http/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { mayAdd } from '../../access.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AdminRequest } from '../../request.ts'

/** A way to save: what the form sends as `_save`, and what the button says. */
interface SaveButton {
  readonly value: string
  readonly label: string
}

/** The buttons of a form: the one that this person used last stands first, Ctrl+S and Enter press it. */
interface SaveButtons {
  readonly first: SaveButton
  /** Beside it. */
  readonly second: SaveButton
  /** In the menu: `second` too, which small screens have there alone. */
  readonly more: readonly SaveButton[]
}

const cookie = 'nuages_save'
const year = 365 * 24 * 60 * 60
const remembered: readonly string[] = ['done', 'stay', 'another']

/** The ways to save that this person has, in the order in which they are offered. */
export function saveButtons(admin: AdminRequest, model: ModelAdmin, canCopy: boolean): SaveButtons {
  const ways: SaveButton[] = [
    { value: 'done', label: gettext('Save') },
    { value: 'stay', label: gettext('Save and stay') },
    ...(mayAdd(admin, model) ? [{ value: 'another', label: gettext('Save and add another') }] : []),
  ]
  const last = admin.request.cookies.get(cookie)
  const first = ways.find(({ value }) => value === last) ?? ways[0]!
  const others = ways.filter((way) => way !== first)
  const copy = canCopy ? [{ value: 'copy', label: gettext('Save as a copy') }] : []
  return { first, second: others[0]!, more: [...others, ...copy] }
}

/** Remembers how a form was saved, for the next one. */
export function rememberSave(admin: AdminRequest, response: Response, button: string): void {
  const last = admin.request.cookies.get(cookie) ?? 'done'
  if (!remembered.includes(button) || button === last) return
  setCookie(response, cookie, button, { path: admin.root, maxAge: button === 'done' ? 0 : year })
}
