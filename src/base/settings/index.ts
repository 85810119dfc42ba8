export type { AppDefinition } from './app.ts'
export { type Environment, type Mode, readEnvironment } from './environment.ts'
export { generateSecretKey, secretKeyFor } from './secret-key.ts'
export { appsService, factsService, type ProjectFacts } from './services.ts'
