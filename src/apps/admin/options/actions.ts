import type { Label } from '../../../base/schema/index.ts'
import type { AnyQuerySet } from '../../../data/orm/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import type { Form } from '../../forms/index.ts'
import type { IconName } from './icons.ts'

/** What an action works on. */
export interface ActionContext<Rows = AnyQuerySet> {
  /** The rows that were chosen, or all that match: only such as this person may see, and may do this to. */
  readonly rows: Rows
  readonly request: HttpRequest
  /** What the action's form was given; empty without one. */
  readonly values: Readonly<Record<string, unknown>>
}

/** What an action did: how many rows, and which it left out and why. A text is shown as it is. */
export interface ActionResult {
  readonly done: number
  readonly text?: Label
  readonly left?: readonly { readonly row: object; readonly reason: Label }[]
}

/** Something that can be done to several rows of a list, or to one on its own page. */
export interface ActionDeclaration<Rows = AnyQuerySet> {
  /** Its name in what the browser sends: 'publish'. */
  readonly name: string
  /** What the button says: 'Publish'. */
  readonly label: Label
  readonly icon?: IconName
  /** Who may do it: `view`, `add`, `change`, `delete` of the model, or the codename of a permission of it. `['change']` by default. */
  readonly permissions?: readonly string[]
  /** Asks first, on a page that names the rows; `%(count)s` and `%(name)s` are filled. */
  readonly confirm?: Label
  /** Asks for values first: a form class of `nuages/forms`. */
  readonly form?: new (
    options: never,
  ) => Form
  /** Drawn as something that takes away. */
  readonly bad?: boolean
  /** Offered for one row on its page too: true; `'only'` leaves the list out. */
  readonly onRow?: boolean | 'only'
  /** Does it. A `Response` is sent as it is (a download, another page); else a message says what was done. */
  readonly run: (context: ActionContext<Rows>) => Promise<ActionResult | Response | undefined>
}
