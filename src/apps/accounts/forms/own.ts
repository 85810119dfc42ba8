import { ValidationError } from '../../../base/schema/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { type AnyUser, heldBack, throttledAuthenticate } from '../../auth/index.ts'
import { Form, type FormOptions } from '../../forms/index.ts'

/** What a form about oneself is made with. */
export interface OwnFormOptions extends FormOptions {
  readonly request: HttpRequest
  readonly user: AnyUser
}

const owners = new WeakMap<Form, OwnFormOptions>()

/** A form of somebody who is logged in. */
export abstract class OwnForm extends Form {
  constructor(options: OwnFormOptions) {
    super(options)
    // The form itself, which stands behind the proxy that fields are read through.
    owners.set(this, options)
  }

  /**
   * Says under `field` where `password` is not the user's own. It goes the way of logging in, with its limits: `loginRefusal` says how
   * a view answers where there were too many attempts.
   */
  protected async checkOwnPassword(field: string, password: string | undefined): Promise<void> {
    if (password === undefined) return
    const { request, user } = ownerOf(this)
    const found = await throttledAuthenticate(request, { username: user.username, password }).catch(
      (error: unknown) => {
        throw heldBack(this, error)
      },
    )
    if (found !== null && String(found.pk) === String(user.pk)) return
    this.addError(field as never, gettext('This is not your password.'), 'password_incorrect')
  }

  /** Runs a check whose `ValidationError` is one of `field`. */
  protected async blame(field: string, check: () => Promise<unknown>): Promise<void> {
    await blame(this, field, check)
  }
}

/** Whose form it is. */
export function ownerOf(form: Form): OwnFormOptions {
  return owners.get(form)!
}

/** Runs a check, and turns its `ValidationError` into errors of `field`. */
export async function blame(form: Form, field: string, check: () => Promise<unknown>): Promise<void> {
  try {
    await check()
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    // Issues, not their texts: those are English, and are translated with what they are about.
    form.addError(field as never, error)
  }
}
