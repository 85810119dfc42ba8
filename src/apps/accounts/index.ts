export { type AccountSection, accountSectionsService } from './sections.ts'
