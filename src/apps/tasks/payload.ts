import { tasksErrors } from './errors.ts'
import type { PayloadSchema } from './task.ts'

/** A payload as a task's schema gives it back. Rejects with `NUAGES_TASKS_BAD_PAYLOAD`, which names what is wrong and repeats no value of its own. */
export async function conform(name: string, schema: PayloadSchema<never, never>, payload: unknown): Promise<unknown> {
  const result = await schema['~standard'].validate(payload)
  if (result.issues === undefined) return result.value
  const issues = result.issues.slice(0, 20).map(({ message, path = [] }) => {
    const steps = path.map((step) => String(typeof step === 'object' ? step.key : step))
    return steps.length === 0 ? message : `${steps.join('.')}: ${message}`
  })
  throw tasksErrors.BAD_PAYLOAD({ name, issues })
}
