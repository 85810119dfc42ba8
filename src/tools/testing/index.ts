export { Client, type ClientRequest, type FormValues } from './client.ts'
export { assertNumQueries, type CountedQueries, collectQueries } from './count-queries.ts'
export { type TestProject, type TestProjectOptions, testProject } from './test-project.ts'
