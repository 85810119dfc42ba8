import { defineApp } from 'nuages/project'
import { registrations } from './admin.ts'
import * as models from './models.ts'
import { urls } from './urls.ts'

export const notes = defineApp({ label: 'notes', dir: import.meta.dirname, models, urls, admin: registrations })
