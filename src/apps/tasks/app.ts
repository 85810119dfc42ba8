import type { AppDefinition } from '../../base/settings/index.ts'
import * as models from './models.ts'

/** The tables of the embedded engine. A project whose apps list tasks has it without being told. */
export const tasksApp: AppDefinition = {
  label: 'nuages_tasks',
  dir: import.meta.dirname,
  models,
  admin: [],
}
