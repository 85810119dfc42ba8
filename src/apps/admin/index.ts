export type { Accent, Shade } from './accent.ts'
export { adminApp } from './app.ts'
export type { Problem as AdminProblem } from './checks/index.ts'
export { adminErrors } from './errors.ts'
export { type AuditLine, type AuditQuery, type AuditSource, auditSourcesService } from './history/audit-sources.ts'
export { type RecordedAs, recordingAs } from './history/context.ts'
export { historyOf, sitesIn } from './history/of-project.ts'
export { inline, type TypedInlineOptions } from './inline.ts'
export { actionFlags, LogEntry, RecordChange, SavedView } from './models.ts'
export type { ActionContext, ActionDeclaration, ActionResult } from './options/actions.ts'
export type {
  ComputedField,
  Fieldset,
  FormOptions,
  InlineOptions,
  InlineRegistration,
  WidgetDeclaration,
} from './options/form.ts'
export type {
  AdminHooks,
  AdminTemplates,
  AdminView,
  AdminViewContext,
  SaveContext,
  SiteTemplates,
} from './options/hooks.ts'
export { type IconName, iconNames } from './options/icons.ts'
export type {
  ColumnDeclaration,
  ComputedColumn,
  CustomFilter,
  FilterDeclaration,
  LabelledColumn,
  ListOptions,
  PathFilter,
  StateMark,
  Total,
} from './options/list.ts'
export type { TypedAdminOptions } from './options/typed.ts'
export { type AdminOptions, type AdminRegistration, admin } from './registration.ts'
export { type AdminSite, type AdminSiteOptions, adminSite } from './site.ts'
export { adminUrls } from './urls.ts'
