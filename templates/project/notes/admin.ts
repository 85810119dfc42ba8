import { admin } from 'nuages/admin'
import { Note } from './models.ts'

export const registrations = [
  admin(Note, { listDisplay: ['title', 'pinned', 'created'], listFilter: ['pinned'], searchFields: ['title', 'text'] }),
]
