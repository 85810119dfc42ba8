import { join } from 'node:path'

export const templatesDir = join(import.meta.dirname, 'templates')
