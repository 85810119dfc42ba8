export { type CreatedProject, createProject, type NewProject } from './create-project.ts'
