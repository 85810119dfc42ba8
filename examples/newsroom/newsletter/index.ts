import { defineApp } from 'nuages/project'
import { newsroom } from '../newsroom/index.ts'
import { registrations } from './admin.ts'
import * as models from './models.ts'
import * as tasks from './tasks.ts'
import { urls } from './urls.ts'

/** The Lantern by mail. */
export const newsletter = defineApp({
  label: 'newsletter',
  dir: import.meta.dirname,
  models,
  urls,
  tasks,
  events: [tasks.whenReady],
  admin: registrations,
  requires: [newsroom],
})
