import type { AppDefinition } from '../../../base/settings/index.ts'
import { ContentType } from './models.ts'

/** Content types, under Django's label and table. */
export const contentTypesApp: AppDefinition = {
  label: 'contenttypes',
  dir: import.meta.dirname,
  models: { ContentType },
  admin: [],
}
