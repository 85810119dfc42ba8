import { gettext } from '../../../../web/i18n/index.ts'
import { isUserModel } from '../../access.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, rowUrl } from '../../request.ts'
import { type FieldView, nothing } from '../field-view.ts'

/** Of a user: whether there is a password, never what it is, and the way to set one. None for other models and for new rows. */
export function passwordField(
  admin: AdminRequest,
  model: ModelAdmin,
  row: AnyRow | null,
  maySet: boolean,
): readonly FieldView[] {
  if (row === null || !isUserModel(model)) return []
  const isSet = (row as { readonly hasUsablePassword?: unknown }).hasUsablePassword === true
  return [
    {
      ...nothing,
      kind: 'static',
      name: 'password',
      id: 'id_password',
      label: gettext('Password'),
      help: '',
      helpId: 'id_password_helptext',
      errors: [],
      optional: false,
      span: 3,
      cells: [{ kind: 'state', text: isSet ? gettext('Set') : gettext('Not set'), state: isSet ? 'good' : 'off' }],
      link: maySet ? { url: rowUrl(admin, model, row.pk, 'password'), text: gettext('Set password') } : null,
    },
  ]
}
