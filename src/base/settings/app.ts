/**
 * What an app says of itself, in terms that every floor understands. `defineApp` makes one with its URLs and admin typed;
 * the batteries that bring models (`authApp`, `adminApp`) are plain objects of this shape.
 */
export interface AppDefinition {
  /** Short and unique in the project: 'newsroom'. First part of table names, permissions and migration names. */
  readonly label: string
  /** Where `templates/`, `static/` and `migrations/` of the app lie: `import.meta.dirname`. */
  readonly dir?: string
  /** A module's namespace object (`import * as models`) or a record: every class in it that is a model belongs to the app. */
  readonly models?: object
  /** What `admin(Model, …)` made. Without it a site of the admin shows every model of the app, with `[]` none. */
  readonly admin?: readonly object[]
  /** What `rule(Model, …)` and `fieldRules(Model, …)` made: who may do what to which rows, and to which of their fields. */
  readonly rules?: readonly object[]
  /** What `on(Model, 'afterSave', …)` made: who is to be told of events of rows. */
  readonly events?: readonly object[]
  /** A module's namespace object (`import * as tasks`) or a record: everything in it that `task(…)` made can be run by workers. */
  readonly tasks?: object
  /** Apps that this one cannot do without; the project adds them before it. */
  readonly requires?: readonly AppDefinition[]
}
