export { adminApp } from './app.ts'
export { adminErrors } from './errors.ts'
export { actionFlags, LogEntry } from './models.ts'
export {
  type AdminOptions,
  type AdminRegistration,
  admin,
  type ColumnDeclaration,
  type ComputedColumn,
  type Fieldset,
  type IconName,
  iconNames,
  type LabelledColumn,
  type TypedAdminOptions,
} from './registration.ts'
export { type AdminSite, type AdminSiteOptions, adminSite } from './site.ts'
export { adminUrls } from './urls.ts'
